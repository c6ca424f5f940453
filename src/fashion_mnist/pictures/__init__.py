"""People's own pictures: from a file to what a model takes, and from its answer to a table."""
