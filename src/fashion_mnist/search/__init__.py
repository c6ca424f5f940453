"""The search of a model's parameters: its space and its trials."""
