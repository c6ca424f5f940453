"""Heat maps and their assessment."""
