"""Records of two departments about the same people: linked, never overwritten, in doubt decided by a person."""
