"""Neural networks: architectures, training and prediction."""
