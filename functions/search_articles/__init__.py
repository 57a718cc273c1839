"""Lambda: GET /search. It holds the index's file, and never asks the table."""
