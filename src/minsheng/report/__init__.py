"""Charts, Word and PDF, whatever they are about."""
