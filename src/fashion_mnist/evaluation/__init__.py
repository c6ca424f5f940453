"""Predictions in, conclusions out."""
