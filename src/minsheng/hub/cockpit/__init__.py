"""The cockpit: how far each promise is kept, by place and domain; figures in, warnings, reports out."""
