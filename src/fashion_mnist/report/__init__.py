"""The report, the model cards and the pages of pictures, rendered from artifacts."""
