"""Maps: services near a place, circles, gaps and sites."""
