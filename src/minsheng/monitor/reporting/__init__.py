"""The quarterly and the yearly report: every number is worked out once, then worded, tabled and drawn."""
