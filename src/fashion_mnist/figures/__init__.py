"""Plotly figures: numbers in, a figure out."""
