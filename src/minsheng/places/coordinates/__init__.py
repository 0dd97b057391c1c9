"""Positions: WGS 84 inside; the shifts of Chinese maps and projected systems are undone at the door."""
