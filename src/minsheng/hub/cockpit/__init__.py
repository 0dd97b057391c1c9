"""The cockpit: what the city promised, how far each promise is kept, and what to do."""
