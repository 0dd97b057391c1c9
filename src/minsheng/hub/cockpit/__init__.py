"""The cockpit: how far each promise is kept, by city, district, domain and indicator; figures in, warnings, reports out."""
