"""The web application: one Django app a stateful area."""
