"""What the project adds to a Kedro run."""
