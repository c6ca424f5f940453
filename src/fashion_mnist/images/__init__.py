"""Image arrays, their checks and their split."""
