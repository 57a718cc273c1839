"""Lambda: the table's stream. What was written is followed by the search index and by the times of articles."""
