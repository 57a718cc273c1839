"""What can go wrong with a blog, in its own words. Every error carries the facts that explain it.

Storage raises these, `web` answers them, handlers log what is left.
"""


class BlogError(Exception):
    """Any refusal that has a name; `str()` of it is one line an owner can read."""


class ArticleNotFound(BlogError):
    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(f"no article '{slug}' is published")


class ArticleGone(BlogError):
    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(f"the article '{slug}' was deleted")


class ArticleMoved(BlogError):
    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(f"the article is now '{slug}'")


class ListMoved(BlogError):
    """`path` is the list's address now."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"the list is now at {path}")


class ArticleTooLarge(BlogError):
    def __init__(self, slug: str, size: int, limit: int) -> None:
        self.slug, self.size, self.limit = slug, size, limit
        super().__init__(
            f"the article '{slug}' is {size:,} bytes even when compressed; "
            f"one item holds {limit:,}: split it into two articles"
        )


class BadSlug(BlogError):
    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(
            f"'{slug}' cannot be a slug: use up to 200 letters, digits, '-', '_' or '.', "
            "starting with a letter or digit, and no address of the blog's own such as search, tag or 2026"
        )


class ListNotFound(BlogError):
    """`path` is the list's address."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(f"nothing is published in the list {path}")


class SlugRenamed(BlogError):
    def __init__(self, slug: str, now: str) -> None:
        self.slug, self.now = slug, now
        super().__init__(f"'{slug}' was renamed to '{now}': give the article that slug, or another new one")


class BadCursor(BlogError):
    def __init__(self, cursor: str) -> None:
        self.cursor = cursor
        super().__init__("the address names a place in a list that cannot exist")


class BadPreview(BlogError):
    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(f"the link to the draft '{slug}' is not, or no longer, valid")


class CommentsClosed(BlogError):
    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(f"comments on '{slug}' are closed")


class ParentNotFound(BlogError):
    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__("the comment that this answers is not there (any more)")


class CommentNotFound(BlogError):
    def __init__(self, comment_id: str) -> None:
        self.comment_id = comment_id
        super().__init__(f"there is no comment '{comment_id}'")


class CommentChanged(BlogError):
    """`version` is what it is now."""

    def __init__(self, path: str, version: str) -> None:
        self.path, self.version = path, version
        super().__init__("the comment has been changed since its form was opened")


class NotYours(BlogError):
    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__("only who wrote this comment may change it, in the browser that it was written in")


class TooLate(BlogError):
    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__("this comment cannot be changed any more")


class ActNotFound(BlogError):
    """`act_id` is that of an act or of a batch."""

    def __init__(self, act_id: str) -> None:
        self.act_id = act_id
        super().__init__(f"there is no act '{act_id}' in the history")


class TooBusy(BlogError):
    """The table turned us away after every retry, or was not reached; the same request may succeed a little later."""

    def __init__(self, why: str = "the table is taking no more requests just now") -> None:
        super().__init__(why)


class SlugTaken(BlogError):
    def __init__(self, slug: str, origin: str) -> None:
        self.slug, self.origin = slug, origin
        super().__init__(f"the slug '{slug}' belongs to an article from {origin}: choose another, or replace that one")


class SettingsOutdated(BlogError):
    """`names` are those of the settings, as far as they are known."""

    def __init__(self, *names: str) -> None:
        self.names = names
        which = f"the settings {', '.join(names)}" if names else "the settings"
        super().__init__(f"somebody else has changed {which} meanwhile: read them again first")


class BadSetting(BlogError):
    def __init__(self, name: str, reason: str) -> None:
        self.name, self.reason = name, reason
        super().__init__(f"{name}: {reason}")
