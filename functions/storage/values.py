"""Between small parts of an article and DynamoDB's JSON (`{"S": …}`), there and back without loss."""

from datetime import datetime
from typing import Any

from blog.article import Ancestor, ArticleKind, Author, Heading, Link, Neighbour, Place

type Value = dict[str, Any]
type Item = dict[str, Value]


def text(item: Item, name: str) -> str:
    return item[name]["S"] if name in item else ""


def number(item: Item, name: str) -> int:
    return int(item[name]["N"]) if name in item else 0


def moment(item: Item, name: str) -> datetime | None:
    return datetime.fromisoformat(item[name]["S"]) if name in item else None


def seconds(at: datetime) -> Value:
    """A time as DynamoDB's TTL wants it."""
    return {"N": str(int(at.timestamp()))}


def strings(**values: str) -> Value:
    """A map of the strings that are not empty."""
    return {"M": {name: {"S": value} for name, value in values.items() if value}}


def read_strings(value: Value) -> dict[str, str]:
    return {name: each["S"] for name, each in value["M"].items()}


def texts(values: tuple[str, ...]) -> Value:
    return {"L": [{"S": value} for value in values]}


def read_texts(item: Item, name: str) -> tuple[str, ...]:
    return tuple([value["S"] for value in item[name]["L"]]) if name in item else ()


def author(author: Author) -> Value:
    value = strings(slug=author.slug, name=author.name, bio=author.bio, picture=author.picture, url=author.url)
    if author.links:
        value["M"]["links"] = {"L": [strings(label=link.label, address=link.address) for link in author.links]}
    return value


def read_author(value: Value) -> Author:
    parts = value["M"]
    links = parts["links"]["L"] if "links" in parts else ()
    return Author(
        slug=text(parts, "slug"),
        name=text(parts, "name"),
        bio=text(parts, "bio"),
        picture=text(parts, "picture"),
        url=text(parts, "url"),
        links=tuple([Link(text(link["M"], "label"), text(link["M"], "address")) for link in links]),
    )


def neighbour(neighbour: Neighbour) -> Value:
    place = neighbour.place
    value = strings(
        title=neighbour.title,
        slug=place.slug,
        published_at=place.published_at.isoformat(),
        author=place.author,
        category=place.category,
    )
    if place.kind is not ArticleKind.POST:
        value["M"]["kind"] = {"S": place.kind.value}
    if place.ancestors:
        value["M"]["ancestors"] = texts(place.ancestors)
    return value


def read_neighbour(value: Value) -> Neighbour:
    parts = value["M"]
    place = Place(
        slug=parts["slug"]["S"],
        kind=ArticleKind(parts["kind"]["S"]) if "kind" in parts else ArticleKind.POST,
        published_at=datetime.fromisoformat(parts["published_at"]["S"]),
        author=text(parts, "author"),
        category=text(parts, "category"),
        ancestors=read_texts(parts, "ancestors"),
    )
    return Neighbour(text(parts, "title"), place)


def ancestors(ancestors: tuple[Ancestor, ...]) -> Value:
    return {"L": [strings(slug=each.slug, title=each.title) for each in ancestors]}


def read_ancestors(item: Item) -> tuple[Ancestor, ...]:
    found = item["ancestors"]["L"] if "ancestors" in item else ()
    return tuple([Ancestor(text(each["M"], "slug"), text(each["M"], "title")) for each in found])


def headings(headings: tuple[Heading, ...]) -> Value:
    return {"L": [strings(level=str(each.level), id=each.id, title=each.title) for each in headings]}


def read_headings(item: Item) -> tuple[Heading, ...]:
    found = item["contents"]["L"] if "contents" in item else ()
    return tuple(
        [Heading(int(text(each["M"], "level")), text(each["M"], "id"), text(each["M"], "title")) for each in found]
    )
