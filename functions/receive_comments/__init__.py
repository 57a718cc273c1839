"""Lambda: what a reader sends. Its role may write; serve_pages' may not."""
