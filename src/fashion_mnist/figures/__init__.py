"""Plotly figures of tables and images."""
