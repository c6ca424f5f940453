"""Evaluation of models from their tables of predictions."""
