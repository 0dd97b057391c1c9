"""Ways through a city: a street network from a folder or an OSM extract, or straight lines, and searches on them."""
