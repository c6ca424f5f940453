"""Hyperparameter search: spaces and trials."""
