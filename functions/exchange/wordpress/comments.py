"""WordPress's comments → the blog's: the same id at every import, each below the comment it answers."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from hashlib import blake2b

from blog.comment import Comment, CommentKind, CommentState, reply_path
from blog.ids import make_id
from exchange.allowed import is_web_address
from exchange.html import clean_comment_html, text_of
from exchange.wordpress import dates
from exchange.wordpress.autop import with_paragraphs
from exchange.wordpress.items import WxrComment
from exchange.wordpress.links import with_links
from exchange.wordpress.shelf import Shelf

_STATES = {
    "1": CommentState.APPROVED,
    "approve": CommentState.APPROVED,
    "approved": CommentState.APPROVED,
    "spam": CommentState.SPAM,
    "trash": CommentState.TRASH,
    "post-trashed": CommentState.TRASH,
}
_KINDS = {"": CommentKind.COMMENT} | {kind.value: kind for kind in CommentKind}
_EPOCH = datetime.fromtimestamp(0, UTC)


def read_comments(
    given: Iterable[WxrComment], *, slug: str, site_url: str, fallback: datetime, author_id: str = ""
) -> tuple[tuple[Comment, ...], tuple[str, ...]]:
    """The comments of one article in thread order (parents first), and notes on those left out.

    `fallback` is when a comment without a date was written, `author_id` is WordPress's id of the article's author.
    Kinds that are no reader's answer (a shop's order notes, say) are left out: they were never public.
    """
    given = tuple(given)
    kept = [comment for comment in given if comment.kind in _KINDS]
    paths = _paths(kept, site_url, fallback)
    comments = (_comment(comment, slug, path, author_id) for comment, path in zip(kept, paths, strict=True))
    strange = Counter(comment.kind for comment in given if comment.kind not in _KINDS)
    notes = (f"comments of the kind '{kind}' left out: {count}" for kind, count in strange.items())
    return tuple(sorted(comments, key=lambda comment: comment.path)), tuple(notes)


def _paths(comments: list[WxrComment], site_url: str, fallback: datetime) -> list[str]:
    """Each comment's place in its thread; a parent may follow its child, be missing, or be the child's own child."""
    ids = _ids(comments, site_url, fallback)
    own = {comment.id: number for number, comment in reversed(list(enumerate(comments))) if comment.id not in ("", "0")}
    paths: dict[int, str] = {}
    for start in range(len(comments)):
        chain: list[int] = []
        number: int | None = start
        while number is not None and number not in paths and number not in chain:
            chain.append(number)
            number = own.get(comments[number].parent)
        parent = paths.get(number, "") if number is not None else ""
        for each in reversed(chain):
            parent = paths[each] = reply_path(parent, ids[each])
    return [paths[number] for number in range(len(comments))]


def _ids(comments: list[WxrComment], site_url: str, fallback: datetime) -> list[str]:
    taken: set[str] = set()
    ids = []
    for comment in comments:
        at = max(dates.moment(comment.date, comment.date_gmt) or fallback, _EPOCH)
        tail = _tail(site_url, comment.id)
        while (identifier := make_id(at, tail)) in taken:
            tail += 1
        taken.add(identifier)
        ids.append(identifier)
    return ids


def _tail(site_url: str, comment_id: str) -> int:
    """30 bits that are the same for the same comment of the same site."""
    key = blake2b(site_url.encode(), digest_size=32).digest()
    return int.from_bytes(blake2b(comment_id.encode(), digest_size=4, key=key).digest()) & ((1 << 30) - 1)


def _comment(given: WxrComment, slug: str, path: str, author_id: str) -> Comment:
    return Comment(
        slug=slug,
        path=path,
        name=text_of(given.author) or "Anonymous",
        text=_text(given.content),
        url=given.url if is_web_address(given.url) else "",
        email=given.email,
        state=_STATES.get(given.approved, CommentState.PENDING),
        kind=_KINDS[given.kind],
        is_html=True,
        by_author=given.user == author_id not in ("", "0"),
    )


def _text(content: str) -> str:
    shelf = Shelf()
    text = with_paragraphs(shelf.preformatted(content.replace("\r\n", "\n")))
    cleaned = clean_comment_html(shelf.restore(text))
    return clean_comment_html(with_links(cleaned))
