"""A demonstration city: made-up streets, residents and facilities inside the real boundaries of a city."""
