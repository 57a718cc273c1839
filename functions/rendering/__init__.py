"""Jinja2: one frozen dataclass per template (`pages`), how comments become HTML (`thread`,
`comment_text`), and the environment that renders them (`environment`). Blind to storage and HTTP."""
