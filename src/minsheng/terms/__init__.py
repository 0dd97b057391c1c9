"""Words every floor shares: citation, divisions, errors, money, numbers, periods."""
