"""What goes wrong, as a status and a page of the blog that helps. Nothing here tells how it went wrong inside."""

from blog.errors import (
    ArticleGone,
    ArticleNotFound,
    BadCursor,
    BadPreview,
    BlogError,
    CommentChanged,
    CommentNotFound,
    CommentsClosed,
    ListNotFound,
    NotYours,
    ParentNotFound,
    TooBusy,
    TooLate,
)


class BadRequest(BlogError):
    """What was sent cannot be read."""


class MethodNotAllowed(BlogError):
    """This address only answers GET and HEAD."""


class BodyTooLarge(BlogError):
    """More was sent than any form of ours holds."""


class UnsupportedContentType(BlogError):
    """Something else than a form was sent."""


STATUS: dict[type[BlogError], int] = {
    BadRequest: 400,
    BadCursor: 400,
    BadPreview: 403,
    NotYours: 403,
    TooLate: 403,
    ArticleNotFound: 404,
    ListNotFound: 404,
    MethodNotAllowed: 405,
    CommentChanged: 409,
    CommentNotFound: 409,
    ArticleGone: 410,
    BodyTooLarge: 413,
    UnsupportedContentType: 415,
    CommentsClosed: 422,
    ParentNotFound: 422,
    TooBusy: 503,
}


def status_of(error: BlogError) -> int:
    """That of the error's kind, or of what it is a kind of."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def headers_for(status: int) -> dict[str, str]:
    """What a status asks for beside its page (RFC 9110 §15.5.6, §15.6.4)."""
    return {405: {"Allow": "GET, HEAD"}, 503: {"Retry-After": "5"}}.get(status, {})
