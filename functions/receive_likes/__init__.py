"""Lambda: a reader likes an article, or takes it back. Its role writes to nothing but articles and visitors' keys."""
