"""Plan text in; indicators, commitments and service items out, each tied to its lines."""
