"""Parameters: the types of their values, the names of models, and errors in user input."""
