"""Lambda: a reader likes an article, or takes it back. Its role may count likes, and nothing else."""
