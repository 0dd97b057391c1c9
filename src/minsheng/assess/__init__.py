"""A pack's rules over a whole register: every entitlement, every answer that is not known, and what it comes to."""
