"""Corrupted and randomised images, and the accuracy of models on them."""
