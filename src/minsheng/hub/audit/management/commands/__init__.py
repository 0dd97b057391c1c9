"""Commands for the keeper of the trail."""
