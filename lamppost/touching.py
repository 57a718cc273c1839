"""What can happen to an article, as the stream would tell it: samples for the rule that says what they touch."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from blog.article import ArticleState, ArticleSummary, Neighbour
from blog.changes import Change, CommentChanged, HeadChanged, ListChanged, RowChanged, SettingsChanged
from blog.lists import HOME, ListInfo, ListKind, ListRef, lists_of
from blog.touched import touched

_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of change, in words, and what the stream would say of it."""

    name: str
    changes: tuple[Change, ...]

    def touches(self, pattern: str, articles: Mapping[str, ArticleSummary]) -> tuple[str, ...]:
        """The addresses, where permalinks follow `pattern`, sorted; `articles` as `blog.touched.touched` wants them."""
        return tuple(sorted(frozenset().union(*(touched(each, pattern, articles) for each in self.changes))))


def kinds_of_change(article: ArticleSummary) -> Iterator[Kind]:
    """All that may happen to a published article; to one that is not, what happens when it is."""
    public = article if article.state.is_public else replace(article, state=ArticleState.PUBLISHED)
    yield Kind("it is published, ends, or is deleted", _from_to(None, public))
    if public is not article:
        return
    yield Kind("title", _from_to(article, replace(article, title=f"{article.title} ")))
    yield Kind("summary", _from_to(article, replace(article, summary=f"{article.summary} ")))
    yield Kind("text", _from_to(article, article))
    yield Kind("when it was updated", _from_to(article, replace(article, updated_at=article.changed_at + _MOMENT)))
    named = replace(article.author, name=f"{article.author.name} ")
    yield Kind("its author's name", _from_to(article, replace(article, author=named)))
    if article.tags or article.categories:
        yield Kind("tags and categories", _from_to(article, replace(article, tags=(), categories=())))
    said = CommentChanged(article.slug, "", None)
    yield Kind("a comment comes or goes", (said, _head(article, comment_count=article.comment_count + 1)))
    yield Kind("a comment is edited or pinned", (said,))
    yield Kind("a like", (_head(article, like_count=article.like_count + 1),))
    beside = article.next or Neighbour("", article.place)
    yield Kind("a neighbour's title", (_head(article, next=replace(beside, title=f"{beside.title} ")),))


def describing(ref: ListRef) -> Kind:
    """What a list says beneath its title changes."""
    return Kind("its description", (ListChanged(ref, _info(ref), replace(_info(ref), description="Another.")),))


SETTINGS = Kind("a setting that pages show", (SettingsChanged({}),))


def _head(article: ArticleSummary, **changed: object) -> HeadChanged:
    return HeadChanged(article.slug, True, article, replace(article, **changed))


def _from_to(old: ArticleSummary | None, new: ArticleSummary) -> tuple[Change, ...]:
    """The records of one save: the head, its rows in lists, and what these lists, which hold others too, say of it."""
    before, after = lists_of(old) if old else {}, lists_of(new)
    refs = [*before, *(ref for ref in after if ref not in before)]
    held = {ref: (old if ref in before else None, new if ref in after else None) for ref in refs}
    rows = (RowChanged(ref, was, now) for ref, (was, now) in held.items() if ref != HOME)
    lists = (_list_changed(ref, was, now) for ref, (was, now) in held.items())
    return HeadChanged(new.slug, True, old, new, rewritten=old is not None), *rows, *lists


def _list_changed(ref: ListRef, old: ArticleSummary | None, new: ArticleSummary | None) -> ListChanged:
    """Of a list that holds an older article too."""
    before = replace(_info(ref, old or new), count=1 + bool(old))
    after = replace(_info(ref, new or old), count=1 + bool(new))
    return ListChanged(ref, before if old else replace(before, updated_at=None), after)


def _info(ref: ListRef, article: ArticleSummary | None = None) -> ListInfo:
    """What a list says of itself, as far as an article in it says it."""
    if article is None:
        return ListInfo(ref=ref, count=1)
    author = article.author if ref.kind is ListKind.AUTHOR else None
    name = lists_of(article).get(ref, "")
    return ListInfo(ref=ref, name=name, count=1, updated_at=article.changed_at, author=author)
