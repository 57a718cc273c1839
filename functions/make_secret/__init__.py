"""Lambda: makes the secret between edge and functions. Its role can do nothing but write its log."""
