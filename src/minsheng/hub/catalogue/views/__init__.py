"""The public pages, one file a noun."""
