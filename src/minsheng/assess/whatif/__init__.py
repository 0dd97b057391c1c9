"""What a changed figure or rule would cost, and whom it would reach."""
