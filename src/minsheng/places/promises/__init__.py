"""What a pack promises of places, held against a city: circles kept or short, quotas met or short, and by how much."""
