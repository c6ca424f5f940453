"""Networks: built, trained and asked."""
