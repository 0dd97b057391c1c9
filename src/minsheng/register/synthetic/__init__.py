"""A made-up city: people in households that add up to published margins."""
