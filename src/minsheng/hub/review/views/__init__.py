"""The pages of the review, one file a page."""
