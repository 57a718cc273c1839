"""What was written to the blog, in its own terms: a change says what something was, and what it is now."""

from dataclasses import dataclass

from blog.article import ArticleSummary
from blog.comment import Comment
from blog.lists import ListInfo, ListRef


@dataclass(frozen=True, slots=True)
class HeadChanged:
    """An article's head came (`old` is None), changed, or went (`new` is None) at one of the two places for it.

    `public` says at which: among what readers see (published, unlisted), or among what they do not (draft, scheduled,
    expired). An article that is published leaves the one place and comes to the other: two records, in either order.
    A changed count of comments or likes is a change too. What a head itself does not hold: `rewritten`, it stands for
    other words than before; `relinked`, for other related articles.
    """

    slug: str
    public: bool
    old: ArticleSummary | None
    new: ArticleSummary | None
    rewritten: bool = False
    relinked: bool = False


@dataclass(frozen=True, slots=True)
class BodyChanged:
    """The HTML of an article that readers see; None when it went. Its head has changed with it."""

    slug: str
    body: str | None


@dataclass(frozen=True, slots=True)
class CommentChanged:
    """An approved comment, without its writer's e-mail address; None when it went, or is approved no longer.

    So it is when only a gap is left, or the gap goes, too.
    """

    slug: str
    path: str
    comment: Comment | None


@dataclass(frozen=True, slots=True)
class RowChanged:
    """What a list shows of an article came, changed, or went. Of home these are the sticky ones' second rows only."""

    ref: ListRef
    old: ArticleSummary | None
    new: ArticleSummary | None


@dataclass(frozen=True, slots=True)
class ListChanged:
    """What a list says of itself: its name, description, count, author, or when anything in it changed."""

    ref: ListRef
    old: ListInfo | None
    new: ListInfo | None


@dataclass(frozen=True, slots=True)
class AddressChanged:
    """An old address, path and query, leads elsewhere now, says that what was there is gone, or is forgotten."""

    address: str


@dataclass(frozen=True, slots=True)
class SettingsChanged:
    """The owner's settings, as `blog.settings.Settings.read` takes them, but for those that judge comments.

    `shown` says that something is different that a page may show.
    """

    texts: dict[str, str]
    shown: bool = True


type Change = HeadChanged | BodyChanged | CommentChanged | RowChanged | ListChanged | AddressChanged | SettingsChanged
