"""People, facilities and candidate sites from files: every fault with its place, positions in WGS 84."""
