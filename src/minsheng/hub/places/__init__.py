"""The city on the map, for the pages and for the API: its files, what is near a place, its promises."""
