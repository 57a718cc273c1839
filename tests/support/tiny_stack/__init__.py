"""A stack with one table and five small functions, to try the local cloud itself on."""

from pathlib import Path

TEMPLATE = Path(__file__).parent / "template.yaml"
