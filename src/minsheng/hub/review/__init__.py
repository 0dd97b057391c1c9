"""Review: a person accepts, corrects or rejects what was read from a plan."""
