"""Benchmarks: each a ratio of two things measured in turn, on the real data.

`make bench` runs them all; `python -m benchmarks training svm` runs some.
"""
