"""What somebody sends, and what the blog knows beside it: all that rules look at."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from html import unescape

from blog.comment import Comment
from blog.comment_markdown import links_in
from blog.word_counts import WordCounts
from moderation.hosts import host_name, host_of

_HREF = re.compile(r'\shref="([^"]*)"')
_TAG = re.compile(r'</?[a-zA-Z](?:[^">]|"[^"]*")*>')


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What somebody sends: the words, and how they came.

    `opened_at` is when the form was made, as it says, None when it does not say; `address` the sender's IP address, ''
    where it is not known (it never is for comments of the past); `trap` what stood in the field that nobody sees.
    An edit has neither: it comes from a page that knows its writer. `page` is the article's absolute address.
    """

    slug: str
    page: str = ""
    name: str = ""
    email: str = ""
    url: str = ""
    text: str = ""
    is_html: bool = False
    trap: str = ""
    opened_at: datetime | None = None
    address: str = ""
    user_agent: str = ""
    referrer: str = ""
    is_edit: bool = False

    @cached_property
    def links(self) -> tuple[str, ...]:
        """The addresses that the text links to, and the writer's website."""
        linked = map(unescape, _HREF.findall(self.text)) if self.is_html else links_in(self.text)
        return (*linked, *filter(None, [self.url]))

    @cached_property
    def hosts(self) -> tuple[str, ...]:
        """Where the links lead, each once: the names of hosts in ASCII."""
        return tuple(dict.fromkeys(filter(None, map(host_of, self.links))))

    @cached_property
    def words(self) -> str:
        """The text without markup."""
        return unescape(_TAG.sub(" ", self.text)) if self.is_html else self.text

    @cached_property
    def email_domain(self) -> str:
        return host_name(self.email.rpartition("@")[2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the blog knows beside it: approved comments of this e-mail address, the slugs of other articles on which the
    same text was sent lately, the article's author, and what the owner's own decisions have taught."""

    approved_before: int = 0
    seen_on: frozenset[str] = frozenset()
    author_name: str = ""
    word_counts: WordCounts = field(default_factory=WordCounts)


def submitted(comment: Comment) -> Submission:
    """What was sent when this comment was, as far as that is kept."""
    return Submission(
        slug=comment.slug,
        name=comment.name,
        email=comment.email,
        url=comment.url,
        text=comment.text,
        is_html=comment.is_html,
    )
