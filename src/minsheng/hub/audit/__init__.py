"""Who did what, and who looked at whom: entries chained by hash that nobody can change unnoticed."""
