"""Lambda: every GET a reader makes."""
