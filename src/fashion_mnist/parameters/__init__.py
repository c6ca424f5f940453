"""What may be asked for: the types of the parameter blocks, and the names of models."""
