"""Images made harder, and how accurate models stay on them."""
