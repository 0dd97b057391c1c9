"""Pages of the calculator and of the happiness list."""
