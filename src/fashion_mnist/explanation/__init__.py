"""What to explain, and whether the explanations mean anything: arrays in, numbers out."""
