"""What a token bucket says when it is empty. The bucket itself is emptied where the comment is written."""

from moderation.verdict import Finding, Outcome

_FROM = {"source": "from one address", "article": "on one article", "blog": "on the whole blog"}


def flood_finding(name: str) -> Finding:
    """`name` is the bucket's: "source", "article" or "blog". What is too much at once waits; it is never refused."""
    evidence = f"more comments {_FROM[name]} at once than flood_{name} lets through"
    return Finding("flood", evidence, at_least=Outcome.HOLD)
