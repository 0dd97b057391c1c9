"""Testing a change of figures or rules on the register: for officers, and without touching a pack."""
