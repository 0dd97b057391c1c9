"""应享未享: lists of recipients held against register and rules, for officers; figures by district, and downloads."""
