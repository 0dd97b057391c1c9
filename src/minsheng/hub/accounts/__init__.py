"""Signing in and out; only the review of drafts needs it."""
