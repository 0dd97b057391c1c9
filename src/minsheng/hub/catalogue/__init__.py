"""The public catalogue: find, read and compare promises, and follow their editions."""
