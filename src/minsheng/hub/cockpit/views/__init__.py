"""The pages of the cockpit, a file each."""
