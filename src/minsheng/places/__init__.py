"""Places: who is within how many minutes of what, where the gaps are, and where to build."""
