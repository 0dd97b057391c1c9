"""What departments owe each other: the sharing list, open to everyone, and the register's quality, for officers."""
