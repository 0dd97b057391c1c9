"""Provisions: which institutions and townships of the register meet or miss what is promised, and by how much."""
