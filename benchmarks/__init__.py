"""Benchmarks on the real data; each measures two implementations in turn and their ratio.

`make bench` runs them all; `python -m benchmarks training svm` runs some.
"""
