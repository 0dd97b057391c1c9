"""Who is owed and does not receive, who receives and is not owed, and who cannot be decided."""
