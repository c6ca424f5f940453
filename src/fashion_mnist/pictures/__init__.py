"""Users' pictures: reading, conversion to a model's input, and tables of predictions."""
