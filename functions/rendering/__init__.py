"""Jinja2: one frozen dataclass per template (`pages`), how comments are shown (`thread`),
and the environment that renders them (`environment`). Blind to storage and HTTP."""
