"""Rules: a small closed language, checked when it is loaded, and the answers it gives for one household."""
