"""Users' pictures: decoding, conversion to a model's input, and tables of predictions."""
