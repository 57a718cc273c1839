r"""The table, drawn. This is the only file that spells a key.

One table. `pk` and `sk` are its keys; `list` and `position` are the keys of its one index, `lists`,
which holds only items that carry both (a sparse index).

    pk                   sk                  list                        position        what
    ───────────────────  ──────────────────  ──────────────────────────  ──────────────  ───────────────────────────────
    ARTICLE#<slug>       ARTICLE             POSTS, PAGES or UNLISTED    <time>~<slug>   head of what readers see
    ARTICLE#<slug>       BODY                                                            its HTML, contents and related
    ARTICLE#<slug>       CHOSEN                                                          a copy of the pinned comment
    ARTICLE#<slug>       COMMENT#<path>      COMMENTS#approved           <comment id>    an approved comment
    ARTICLE#<slug>       COMMENT#<path>                                                  the gap where one was
    ARTICLE#<slug>       DRAFT               DRAFTS, SCHEDULED, EXPIRED  <time>~<slug>   head of what they do not see
    ARTICLE#<slug>       DRAFT#BODY                                                      its HTML
    ARTICLE#<slug>       HISTORY#<path>!<act id>  ACTS                   <act id>        what was done to a comment
    ARTICLE#<slug>       LIKE#<visitor>                                                  one reader's like (TTL)
    ARTICLE#<slug>       LISTED#<list>       <list>                      <time>~<slug>   its row in one list
    ARTICLE#<slug>       LISTED#STICKY       POSTS                       ~<time>~<slug>  a sticky one's, above all posts
    ARTICLE#<slug>       LISTED#SLUGS        SLUGS                       <slug>          among all that are published
    ARTICLE#<slug>       PENDING#<path>      COMMENTS#pending            <comment id>    a comment that waits
    ARTICLE#<slug>       REPORT#<path>!<visitor>                                         one reader's report (TTL)
    ARTICLE#<slug>       SPAM#<path>         COMMENTS#spam               <comment id>    one that was refused
    ARTICLE#<slug>       TRASH#<path>        COMMENTS#trash              <comment id>    one that was deleted
    LISTS#TERMS          <list>              <list>                      ~~              what a tag's list says
    LISTS#ARCHIVE        <list>              <list>                      ~~              what other lists say
    ADDRESS#<path>       ADDRESS             LEADS#<slug>                <path>          where an old address leads
    COMMENTER#<digest>   COMMENTER                                                       what an e-mail has earned
    SUBMISSION#<digest>  SUBMISSION                                                      the same words before (TTL)
    TEXT#<digest>        TEXT                                                            where a text was sent (TTL)
    BUCKET#<name>        BUCKET                                                          a token bucket (TTL)
    LESSONS              <act id>                                                        words not yet counted
    WORDS                WORDS                                                           how often words are spam
    SETTINGS             SETTINGS                                                        the owner's settings
    SETTINGS             HISTORY#<act id>    ACTS                        <act id>        what was changed with comments
    KEY#<period>         KEY                                                             the key of hashes (TTL)

`<list>` is POSTS (home, where the heads themselves are the rows), AUTHOR#<slug>, CATEGORY#<slug>, TAG#<slug>,
YEAR#2026 or MONTH#2026-11. Read newest first, a list begins with what it says of itself, then come sticky rows.

State lives in the key. A reader's one Query asks for ARTICLE … COMMENT~ of one `pk`: head, body, what is pinned, and
approved comments, in that order. Drafts, likes, rows, held and refused comments, reports and history lie beyond its
end, so there is no filter that could be forgotten.

A comment's path is its ancestors' ids and its own, joined by "/", which sorts before every character
of an id: the order of the keys is the order of the thread, and a page of it is a range.
"""

from datetime import UTC, datetime
from hashlib import blake2b

from blog.article import ArticleKind, ArticleState, ArticleSummary
from blog.comment import CommentState
from blog.lists import HOME, ListKind, ListRef

INDEX = "lists"
PUBLIC_HEAD, PUBLIC_BODY = "ARTICLE", "BODY"
HIDDEN_HEAD, HIDDEN_BODY = "DRAFT", "DRAFT#BODY"
FRONT = (PUBLIC_HEAD, PUBLIC_BODY, HIDDEN_HEAD, HIDDEN_BODY)
COMMENT = {
    CommentState.APPROVED: "COMMENT#",
    CommentState.PENDING: "PENDING#",
    CommentState.SPAM: "SPAM#",
    CommentState.TRASH: "TRASH#",
}
POSTS, PAGES, SLUGS = "POSTS", "PAGES", "SLUGS"
# The lists of what stands in no list that readers see; the state of all others is "published".
APART = {
    ArticleState.UNLISTED: "UNLISTED",
    ArticleState.DRAFT: "DRAFTS",
    ArticleState.SCHEDULED: "SCHEDULED",
    ArticleState.EXPIRED: "EXPIRED",
}
_LISTS = {
    ListKind.AUTHOR: "AUTHOR#",
    ListKind.CATEGORY: "CATEGORY#",
    ListKind.TAG: "TAG#",
    ListKind.YEAR: "YEAR#",
    ListKind.MONTH: "MONTH#",
}
_KINDS = {prefix: kind for kind, prefix in _LISTS.items()}
# "~" sorts after, "!" before every character of a path, a time and a slug.
PAGE_START, PAGE_END = PUBLIC_HEAD, "COMMENT~"
ROWS = "LISTED#"
STICKY_ROW, SLUG_ROW = "LISTED#STICKY", "LISTED#SLUGS"
LIKES = "LIKE#"
# What lists say of themselves: what one page shows is one collection.
INFOS = (TERM_INFOS, ARCHIVE_INFOS) = ("LISTS#TERMS", "LISTS#ARCHIVE")
# In a list: above every article, and above what is sticky too.
TOP, INFO = "~", "~~"
# A place in a list that every article follows, for a page on which none is shown.
NEWEST = "9999-12-31T23:59:59.999999~z"
ADDRESS, COMMENTER, SUBMISSION, SETTINGS, KEY = "ADDRESS", "COMMENTER", "SUBMISSION", "SETTINGS", "KEY"
CHOSEN, TEXT, BUCKET = "CHOSEN", "TEXT", "BUCKET"
REPORTS = "REPORT#"
# What was done to comments, to whole articles and to settings; what a decision teaches, and what all have taught.
ACTS, HISTORY, LESSONS, WORDS = "ACTS", "HISTORY#", "LESSONS", "WORDS"


def article(slug: str) -> str:
    return f"ARTICLE#{slug}"


def head(state: ArticleState) -> str:
    return PUBLIC_HEAD if state.is_public else HIDDEN_HEAD


def body(state: ArticleState) -> str:
    return PUBLIC_BODY if state.is_public else HIDDEN_BODY


def heads(slug: str) -> list[tuple[str, str]]:
    """Where an article's head may be: among what readers see, or among what they do not."""
    return [(article(slug), PUBLIC_HEAD), (article(slug), HIDDEN_HEAD)]


def slug_of(pk: str) -> str:
    return pk.partition("#")[2]


def comment(path: str, state: CommentState) -> str:
    return f"{COMMENT[state]}{path}"


def path_of(sk: str) -> str:
    """The path in a comment's sort key, and in those of what is known of it."""
    return sk.partition("#")[2].partition("!")[0]


def after_comment(path: str) -> str:
    """Below every key that follows an approved comment's in its thread, its own replies included."""
    return f"{comment(path, CommentState.APPROVED)}!"


def after_thread(path: str) -> str:
    """Above every key of the thread that an approved comment is in, below every other that follows."""
    return f"{comment(path.partition('/')[0], CommentState.APPROVED)}/~"


def before_comment(path: str) -> str:
    """Above every key that precedes an approved comment's in its thread, and below its own."""
    return f"{comment(path[:-1], CommentState.APPROVED)}{chr(ord(path[-1]) - 1)}~"


def comments_list(state: CommentState) -> str:
    return f"COMMENTS#{state}"


def article_list(summary: ArticleSummary) -> str:
    """The list that an article's head itself is in."""
    if summary.state in APART:
        return APART[summary.state]
    return PAGES if summary.kind is ArticleKind.PAGE else POSTS


def list_name(ref: ListRef) -> str:
    return POSTS if ref == HOME else f"{_LISTS[ref.kind]}{ref.slug}"


def row(list_: str) -> str:
    """The sort key of an article's row in a list."""
    return f"{ROWS}{list_}"


def list_ref(name: str) -> ListRef:
    """The list that has this name."""
    if name == POSTS:
        return HOME
    prefix, hash_, slug = name.partition("#")
    return ListRef(_KINDS[prefix + hash_], slug)


def counted_list(sk: str) -> ListRef | None:
    """The list that counts a row with this sort key; None for those that nobody counts."""
    return None if sk in (STICKY_ROW, SLUG_ROW) else list_ref(sk.removeprefix(ROWS))


def list_of_row(sk: str) -> ListRef | None:
    """The list of articles that shows the row with this sort key; None for what is no such row."""
    if sk == STICKY_ROW:
        return HOME
    return list_ref(sk.removeprefix(ROWS)) if sk.startswith(ROWS) and sk != SLUG_ROW else None


def list_info(ref: ListRef) -> tuple[str, str]:
    """The keys of what a list says of itself."""
    return lists(ref.kind), list_name(ref)


def lists(kind: ListKind) -> str:
    """The collection of what all lists of a kind say of themselves: what one page shows is one collection."""
    return TERM_INFOS if kind in (ListKind.CATEGORY, ListKind.TAG) else ARCHIVE_INFOS


def lists_of(kind: ListKind) -> str:
    """What the sort keys of one kind in that collection begin with."""
    return _LISTS.get(kind, POSTS)


def position(published_at: datetime, slug: str) -> str:
    """The place in a list of articles: time in UTC first, the slug where two share a microsecond."""
    return f"{published_at.astimezone(UTC).isoformat(timespec='microseconds')[:26]}~{slug}"


def sticky_position(published_at: datetime, slug: str) -> str:
    return f"{TOP}{position(published_at, slug)}"


def after_position(at: str) -> str:
    """Below every position that follows this one."""
    return f"{at}!"


def slug_at(at: str) -> str:
    """The slug in a position."""
    return at.rpartition("~")[2]


def is_rememberable(path: str) -> bool:
    """A partition key has 2,048 bytes."""
    return len(path.encode(errors="replace")) <= 2_000


def address(path: str) -> str:
    """With and without a slash at its end, an address is the same."""
    return f"ADDRESS#{path.rstrip('/')}"


def address_of(pk: str) -> str:
    """The path, and query, that an old address's partition key stands for."""
    return pk.partition("#")[2] or "/"


def leads(slug: str) -> str:
    """The list of all addresses that lead to an article."""
    return f"LEADS#{slug}"


def like(visitor: str) -> str:
    return f"{LIKES}{visitor}"


def visitor_key(period: str) -> str:
    return f"KEY#{period}"


def commenter(email: str) -> str:
    """A digest, so that no address stands in a key, where it would reach logs and metrics."""
    return f"COMMENTER#{blake2b(email.casefold().encode(), digest_size=16).hexdigest()}"


def submission(digest: str) -> str:
    return f"SUBMISSION#{digest}"


def text(digest: str) -> str:
    return f"TEXT#{digest}"


def bucket(name: str) -> str:
    return f"BUCKET#{name}"


def report(path: str, visitor: str) -> str:
    return f"{REPORTS}{path}!{visitor}"


def act(slug: str, path: str, act_id: str) -> tuple[str, str]:
    """Where an act on a comment is kept, on an article (no path), or on the settings (no slug)."""
    if not slug:
        return SETTINGS, f"{HISTORY}{act_id}"
    return article(slug), f"{history_of(path)}{act_id}"


def history_of(path: str) -> str:
    """What the sort keys of all acts on one comment begin with; of those on the article itself, where it is ''."""
    return f"{HISTORY}{path}!"


def acted_on(sk: str) -> str:
    """The path in an act's sort key; '' where it was no comment that was acted on."""
    return sk.removeprefix(HISTORY).rpartition("!")[0]
