"""Lambda: called by a schedule when the time of an article has come, or is over."""
