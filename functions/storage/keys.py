r"""The table, drawn. This is the only file that spells a key.

One table. `pk` and `sk` are its keys; `list` and `position` are the keys of its one index, `lists`,
which holds only items that carry both (a sparse index).

    pk                   sk                       list               position        what
    ───────────────────  ───────────────────────  ─────────────────  ──────────────  ──────────────────────
    ARTICLE#<slug>       ARTICLE                  POSTS or PAGES     <time>~<slug>   a published article's head
    ARTICLE#<slug>       BODY                                                        its HTML, plain or compressed
    ARTICLE#<slug>       COMMENT#<path>           COMMENTS#approved  <comment id>    an approved comment
    ARTICLE#<slug>       DRAFT                    DRAFTS             <time>~<slug>   an unpublished article's head
    ARTICLE#<slug>       DRAFT#BODY                                                  its HTML
    ARTICLE#<slug>       PENDING#<path>           COMMENTS#pending   <comment id>    a comment that waits
    ARTICLE#<slug>       SPAM#<path>              COMMENTS#spam      <comment id>    one that was refused
    ARTICLE#<slug>       TRASH#<path>             COMMENTS#trash     <comment id>    one that was deleted
    ADDRESS#<path>       ADDRESS                                                     where an old address leads
    COMMENTER#<digest>   COMMENTER                                                   what an e-mail address has earned
    SUBMISSION#<digest>  SUBMISSION                                                  the same words, sent before (TTL)

State lives in the key. A reader's one Query asks for ARTICLE … COMMENT~ of one `pk`: head, body and
approved comments, in that order. Drafts, held and refused comments lie beyond its end, so there is
no filter that could be forgotten.

A comment's path is its ancestors' ids and its own, joined by "/", which sorts before every character
of an id: the order of the keys is the order of the thread, and a page of it is a range.
"""

from datetime import UTC, datetime
from hashlib import blake2b

from blog.article import ArticleKind, ArticleState, ArticleSummary
from blog.comment import CommentState

INDEX = "lists"
HEAD = {ArticleState.PUBLISHED: "ARTICLE", ArticleState.DRAFT: "DRAFT"}
BODY = {ArticleState.PUBLISHED: "BODY", ArticleState.DRAFT: "DRAFT#BODY"}
COMMENT = {
    CommentState.APPROVED: "COMMENT#",
    CommentState.PENDING: "PENDING#",
    CommentState.SPAM: "SPAM#",
    CommentState.TRASH: "TRASH#",
}
POSTS, PAGES, DRAFTS = "POSTS", "PAGES", "DRAFTS"
# "~" sorts after, "!" before every character of a path.
PAGE_START, PAGE_END = "ARTICLE", "COMMENT~"


def article(slug: str) -> str:
    return f"ARTICLE#{slug}"


def heads(slug: str) -> list[tuple[str, str]]:
    """Where an article's head may be: among the published, or among the drafts."""
    return [(article(slug), sk) for sk in HEAD.values()]


def slug_of(pk: str) -> str:
    return pk.partition("#")[2]


def comment(path: str, state: CommentState) -> str:
    return f"{COMMENT[state]}{path}"


def path_of(sk: str) -> str:
    return sk.partition("#")[2]


def after_comment(path: str) -> str:
    """Below every key that follows an approved comment's in its thread, its own replies included."""
    return f"{comment(path, CommentState.APPROVED)}!"


def comments_list(state: CommentState) -> str:
    return f"COMMENTS#{state}"


def article_list(summary: ArticleSummary) -> str:
    if summary.state is ArticleState.DRAFT:
        return DRAFTS
    return PAGES if summary.kind is ArticleKind.PAGE else POSTS


def position(published_at: datetime, slug: str) -> str:
    """The place in a list of articles: time in UTC first, the slug where two share a microsecond."""
    return f"{published_at.astimezone(UTC).isoformat(timespec='microseconds')[:26]}~{slug}"


def address(path: str) -> str:
    """With and without a slash at its end, an address is the same."""
    return f"ADDRESS#{path.rstrip('/')}"


def commenter(email: str) -> str:
    """A digest, so that no address stands in a key, where it would reach logs and metrics."""
    return f"COMMENTER#{blake2b(email.casefold().encode(), digest_size=16).hexdigest()}"


def submission(digest: str) -> str:
    return f"SUBMISSION#{digest}"


ADDRESS, COMMENTER, SUBMISSION = "ADDRESS", "COMMENTER", "SUBMISSION"
