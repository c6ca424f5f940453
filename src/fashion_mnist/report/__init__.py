"""The report and the model cards: artifacts in, text out."""
