"""Pages as schema.org sees them: the JSON-LD that search engines read (https://schema.org, JSON-LD 1.1)."""

import re
from collections.abc import Iterable
from json import JSONEncoder
from typing import Any

from blog.article import Article, ArticleKind, ArticleSummary, Author, Link
from blog.lists import HOME, ListKind, ListRef
from blog.settings import Settings
from rendering.addresses import Addresses
from rendering.thread import ThreadEntry, query_of
from rendering.times import instant

type Thing = dict[str, Any]
_encode = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_TAG = re.compile(r"<[^<>]*>")
_BREAK = re.compile(r"<(?:blockquote|br|li|ol|pre|ul)\b[^<>]*>")


def graph(things: Iterable[Thing], comments: Iterable[str] = ()) -> str:
    """One document of `things`; `comments`, which are JSON already, belong to the first of them.

    It can stand in a page's `<script>`: there is no "<" in it.
    """
    first, *rest = (_encode(thing) for thing in things)
    if answers := ",".join(comments):
        first = f'{first[:-1]},"comment":[{answers}]}}'
    document = f'{{"@context":"https://schema.org","@graph":[{",".join((first, *rest))}]}}'
    return document.replace("<", "\\u003c")


class StructuredData:
    """The things of one site. Everything that is empty is left out."""

    def __init__(self, settings: Settings, addresses: Addresses, icon: str) -> None:
        self._settings = settings
        self._addresses = addresses
        self._home = addresses.absolute("/")
        self._publisher = {"@type": "Organization", "name": settings.title, "url": self._home}
        self._publisher["logo"] = addresses.absolute(icon)

    def article(self, article: Article) -> Thing:
        absolute = self._addresses.absolute
        url = absolute(self._addresses.path(article))
        picture = (article.picture.url,) if article.picture else ()
        thing: Thing = {
            "@type": "BlogPosting" if article.kind is ArticleKind.POST else "WebPage",
            "@id": url,
            "url": url,
            "mainEntityOfPage": url,
            "headline": article.title,
            "name": article.title,
            "description": article.summary,
            "inLanguage": self._settings.language,
            "datePublished": instant(article.published_at),
            "dateModified": instant(article.changed_at),
            "author": self.person(article.author),
            "publisher": self._publisher,
            "image": [absolute(image) for image in dict.fromkeys((*picture, *article.images))],
            "keywords": list(article.tags),
            "articleSection": list(article.categories) if article.kind is ArticleKind.POST else [],
            "wordCount": article.word_count if article.kind is ArticleKind.POST else 0,
            "commentCount": article.comment_count,
        }
        if self._settings.likes and article.like_count:
            thing["interactionStatistic"] = {
                "@type": "InteractionCounter",
                "interactionType": "https://schema.org/LikeAction",
                "userInteractionCount": article.like_count,
            }
        return _said(thing)

    def person(self, author: Author) -> Thing:
        path = self._addresses.path(ListRef(ListKind.AUTHOR, author.slug)) if author.slug else author.url
        person = {"@type": "Person", "name": author.name, "url": self._addresses.absolute(path)}
        own = [author.url, *(link.address for link in author.links)]
        person |= {"description": author.bio, "image": self._addresses.absolute(author.picture)}
        person["sameAs"] = [self._addresses.absolute(address) for address in own if address]
        return _said(person)

    def comment(self, entry: ThreadEntry) -> str:
        """A comment as JSON, because it is kept as that."""
        page = self._addresses.absolute(self._addresses.path(entry.article))
        thing: Thing = {
            "@type": "Comment",
            "url": f"{page}{entry.query}",
            "author": _said({"@type": "Person", "name": entry.name, "url": entry.url}),
            "datePublished": instant(entry.written_at),
            "text": _text_of(entry.html),
        }
        if entry.edited_at:
            thing["dateModified"] = instant(entry.edited_at)
        if entry.answered_name:
            thing["parentItem"] = {"@type": "Comment", "url": f"{page}{query_of(entry.answered)}"}
        return _encode(thing)

    def home(self) -> list[Thing]:
        """The blog, and the site with its search."""
        shared = {"name": self._settings.title, "url": self._home, "inLanguage": self._settings.language}
        shared["description"] = self._settings.tagline
        search = {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": self._addresses.absolute("/search?q={words}")},
            "query-input": "required name=words",
        }
        blog = {"@type": "Blog", "@id": self._home, "publisher": self._publisher} | shared
        return [_said(blog), _said({"@type": "WebSite"} | shared | {"potentialAction": search})]

    def collection(self, name: str, description: str, path: str) -> Thing:
        """A list or an index."""
        url = self._addresses.absolute(path)
        part = {"@type": "Blog", "@id": self._home, "name": self._settings.title}
        return _said(
            {"@type": "CollectionPage", "name": name, "description": description, "url": url, "isPartOf": part}
        )

    def profile(self, author: Author, path: str) -> Thing:
        return {"@type": "ProfilePage", "url": self._addresses.absolute(path), "mainEntity": self.person(author)}

    def breadcrumbs(self, links: Iterable[Link]) -> Thing:
        """The way from home to a page, the page itself last."""
        way = (Link(self._settings.title, self._addresses.path(HOME)), *links)
        steps = [
            {
                "@type": "ListItem",
                "position": number,
                "name": link.label,
                "item": self._addresses.absolute(link.address),
            }
            for number, link in enumerate(way, 1)
        ]
        return {"@type": "BreadcrumbList", "itemListElement": steps}


def way_to(article: ArticleSummary, addresses: Addresses) -> tuple[Link, ...]:
    """The steps between home and an article: the pages above a page, a post's first category."""
    if article.kind is ArticleKind.PAGE:
        return addresses.above(article)
    return tuple(link for link in addresses.terms(article, ListKind.CATEGORY)[:1] if link.address)


def _said(thing: Thing) -> Thing:
    return {name: value for name, value in thing.items() if value not in ("", [], None, 0) or name == "commentCount"}


def _text_of(html: str) -> str:
    """The words of a comment."""
    from html import unescape

    return unescape(_TAG.sub("", _BREAK.sub("\n", html.replace("<p>", "\n\n")))).strip()
