"""Heat maps, and what they are worth."""
