"""What stands in an export, as the file says it: text in, text out, nothing judged yet.

The format is described by WordPress's own writer, `wp-admin/includes/export.php`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

_NAMESPACES = {
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/rss/1.0/modules/content/": "content:",
}
_WORDPRESS = re.compile(r"https?://wordpress\.org/export/\d+\.\d+/(excerpt/)?")


@dataclass(frozen=True, slots=True)
class WxrFact:
    """One line about the site: `title`, `link`, `wp:wxr_version`, `wp:base_blog_url`."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class WxrAuthor:
    login: str
    name: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class WxrTerm:
    """A category or tag; `taxonomy` is '' where the file gives none, `description` may be HTML."""

    taxonomy: str
    nicename: str
    name: str
    id: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WxrComment:
    """`user` is the id of the blog's own user who wrote it, '0' or '' for everybody else."""

    id: str
    parent: str
    author: str
    email: str
    url: str
    date: str
    date_gmt: str
    content: str
    approved: str
    kind: str
    user: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WxrItem:
    """One `<item>`: a post, a page, an attachment, or what else WordPress keeps as a post."""

    id: str
    kind: str
    title: str
    link: str
    guid: str
    creator: str
    content: str
    excerpt: str
    published: str
    date: str
    date_gmt: str
    modified: str
    modified_gmt: str
    comment_status: str
    name: str
    status: str
    parent: str
    menu_order: str
    password: str
    sticky: str
    attachment_url: str
    terms: tuple[WxrTerm, ...]
    meta: tuple[tuple[str, str], ...]
    comments: tuple[WxrComment, ...]

    def meta_value(self, key: str) -> str:
        return next((value for name, value in self.meta if name == key), "")


type Part = WxrFact | WxrAuthor | WxrTerm | WxrItem


def tag_of(element: Element) -> str:
    """An element's name with the prefix that WordPress gives it, whatever the version's namespace is."""
    namespace, _, local = element.tag.rpartition("}")
    namespace = namespace.removeprefix("{")
    if wordpress := _WORDPRESS.fullmatch(namespace):
        return f"{'excerpt' if wordpress[1] else 'wp'}:{local}"
    return _NAMESPACES.get(namespace, f"{namespace}:" if namespace else "") + local


def part_from(element: Element) -> Part | None:
    """What a child of `<channel>` says, or None when it is of no use."""
    tag = tag_of(element)
    if tag == "item":
        return _item(element)
    texts = _texts(element)
    if tag == "wp:author":
        return WxrAuthor(*(texts.get(f"wp:author_{tag}", "").strip() for tag in ("login", "display_name", "id")))
    if tag == "wp:category":
        return _term("category", texts, "wp:category_nicename", "wp:cat_name", "wp:category_description")
    if tag == "wp:tag":
        return _term("post_tag", texts, "wp:tag_slug", "wp:tag_name", "wp:tag_description")
    if tag in ("title", "description", "link", "wp:wxr_version", "wp:base_blog_url"):
        return WxrFact(tag, (element.text or "").strip())
    return None


def _term(taxonomy: str, texts: dict[str, str], *tags: str) -> WxrTerm:
    nicename, name, description = (texts.get(tag, "").strip() for tag in tags)
    return WxrTerm(taxonomy, nicename, name, texts.get("wp:term_id", "").strip(), description)


def _item(element: Element) -> WxrItem:
    texts = _texts(element)
    # Exports before 1.0 had no post_type for what could only be posts.
    fields = {field: texts.get(tag, "").strip() for field, tag in _ITEM_TAGS.items()}
    return WxrItem(
        **fields | {"kind": fields["kind"] or "post"},
        content=texts.get("content:encoded", ""),
        excerpt=texts.get("excerpt:encoded", ""),
        terms=tuple(_terms(element)),
        meta=tuple(_meta(element)),
        comments=tuple(_comment(child) for child in element if tag_of(child) == "wp:comment"),
    )


_ITEM_TAGS = {
    "id": "wp:post_id",
    "kind": "wp:post_type",
    "title": "title",
    "link": "link",
    "guid": "guid",
    "creator": "dc:creator",
    "published": "pubDate",
    "date": "wp:post_date",
    "date_gmt": "wp:post_date_gmt",
    "modified": "wp:post_modified",
    "modified_gmt": "wp:post_modified_gmt",
    "comment_status": "wp:comment_status",
    "name": "wp:post_name",
    "status": "wp:status",
    "parent": "wp:post_parent",
    "menu_order": "wp:menu_order",
    "password": "wp:post_password",
    "sticky": "wp:is_sticky",
    "attachment_url": "wp:attachment_url",
}


def _terms(item: Element) -> Iterator[WxrTerm]:
    for child in item:
        if child.tag == "category":
            domain = child.get("domain", "")
            # 1.0 says "tag" where later versions say "post_tag".
            taxonomy = "post_tag" if domain == "tag" else domain
            yield WxrTerm(taxonomy, child.get("nicename", ""), (child.text or "").strip())


def _meta(item: Element) -> Iterator[tuple[str, str]]:
    for child in item:
        if tag_of(child) == "wp:postmeta":
            texts = _texts(child)
            yield texts.get("wp:meta_key", ""), texts.get("wp:meta_value", "")


def _comment(element: Element) -> WxrComment:
    texts = _texts(element)
    fields = {field: texts.get(f"wp:comment_{tag}", "").strip() for field, tag in _COMMENT_TAGS.items()}
    return WxrComment(**fields)


# The address that it was sent from (comment_author_IP) is left where it is.
_COMMENT_TAGS = {
    "id": "id",
    "parent": "parent",
    "author": "author",
    "email": "author_email",
    "url": "author_url",
    "date": "date",
    "date_gmt": "date_gmt",
    "content": "content",
    "approved": "approved",
    "kind": "type",
    "user": "user_id",
}


def whole_number(text: str) -> int:
    """0 where the text is none."""
    return int(text) if re.fullmatch(r"-?\d{1,6}", text, re.ASCII) else 0


def _texts(element: Element) -> dict[str, str]:
    return {tag_of(child): child.text or "" for child in element}
