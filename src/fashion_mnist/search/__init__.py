"""The search of a model's parameters: what is tried next, and what came of it."""
