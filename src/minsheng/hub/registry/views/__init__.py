"""Pages about the register's fields."""
