"""Scikit-learn's models: built, fitted and asked."""
