"""Boundaries of divisions: from the package, or the user's own; which division a point lies in; outlines for maps."""
