"""Which of many comments are meant: by whom, on what, saying what, how old, reported or not."""

from dataclasses import dataclass
from datetime import datetime

from blog.comment import Comment


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentFilter:
    """All that is set must hold; what is '', None or False asks for nothing.

    `author` is (part of) a name or an e-mail address, `article` a slug, `text` a part of the words or of the website;
    letters may be large or small. Moments are aware. `reported` is what at least one reader has reported.
    """

    author: str = ""
    article: str = ""
    text: str = ""
    newer_than: datetime | None = None
    older_than: datetime | None = None
    reported: bool = False

    def matches(self, comment: Comment) -> bool:
        """Whether the comment is meant; a gap never is."""
        return (
            not comment.gap
            and self.article in ("", comment.slug)
            and _is_in(self.author, comment.name, comment.email)
            and _is_in(self.text, comment.text, comment.url)
            and (self.newer_than is None or comment.written_at > self.newer_than)
            and (self.older_than is None or comment.written_at < self.older_than)
            and (not self.reported or comment.reports > 0)
        )


def _is_in(part: str, *texts: str) -> bool:
    return any(part.casefold() in text.casefold() for text in texts)
