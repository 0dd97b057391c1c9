"""Demand: how many people of which age there will be, by district and year, and what they will need."""
