"""The compiler for a whole city: checked nodes over columns of many households at once."""
