"""Where to build: most residents reached, all of them with the fewest sites, least walking, or fairest."""
