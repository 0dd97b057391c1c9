"""Commands for the keeper of the hub."""
