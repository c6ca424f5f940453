"""Image arrays, and what a set of images must be."""
