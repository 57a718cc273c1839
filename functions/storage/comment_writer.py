"""What a reader sends: read what judging it needs, then write it once, whatever is retried."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from blog.article import ArticleSummary
from blog.comment import Comment
from blog.errors import ArticleNotFound, CommentNotFound, ParentNotFound
from blog.word_counts import WordCounts
from storage import comment_items, items, keys, visitor_keys, word_items
from storage.buckets import Take, bucket_names, read_full_at
from storage.calls import call, call_batch_get
from storage.comment_plans import Place, shown_place
from storage.comment_reports import Reports
from storage.settings_item import read_texts
from storage.submissions import OWN, Attempt, Hints, Sent, apart, attempt
from storage.transactions import Contended, Refusal, write
from storage.values import Item, number

# A refusal tells what a bucket holds; in between, others may have taken from it again.
_TRIES = 20
type _Make = Callable[[str, Sent, Hints], Attempt]


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What a verdict on a comment needs to know.

    `seen_on` are the slugs of articles on which the same text was sent lately, `key` the period's key for hashes (b""
    where none was made yet). `hints` are for `CommentWriter.add`.
    """

    article: ArticleSummary
    approved_before: int = 0
    seen_on: frozenset[str] = frozenset()
    word_counts: WordCounts = field(default_factory=WordCounts)
    key: bytes = b""
    hints: Hints = field(default_factory=Hints)


class CommentWriter(Reports):
    """Adds comments to the table `name` through a boto3 DynamoDB client."""

    def __init__(self, client: Any, name: str) -> None:
        super().__init__(client, name)
        # Ten thousand words are read into a dict once for each time that they change, not once for each comment.
        self._learned: tuple[Item, WordCounts] = {}, WordCounts()

    def settings(self) -> dict[str, str]:
        """All of the owner's settings, as `blog.settings.Settings.read` takes them."""
        key = items.key(keys.SETTINGS, keys.SETTINGS)
        return read_texts(call(self._client.get_item, TableName=self._name, Key=key).get("Item", {}))

    def key(self, period: str, now: datetime) -> bytes:
        """The random key with which senders are hashed in a period such as `2026-11`: read, or made."""
        return visitor_keys.visitor_key(self._client, self._name, period, now)

    def circumstances(
        self,
        slug: str,
        *,
        parent: str = "",
        email: str = "",
        text_digest: str = "",
        period: str = "",
        source: str = "",
        now: datetime | None = None,
    ) -> Circumstances:
        """One BatchGetItem. `parent` is the path of the comment that is answered, `source` a hash, where it is known;
        `now` tells what was forgotten by then.

        Raises `ArticleNotFound`, `ParentNotFound`.
        """
        asked, buckets = _Asked(slug, email, text_digest, period, now), bucket_names(source, slug)
        places = [shown_place(slug, parent)] if parent else []
        found = self._read([*asked.places, *places, *map(_bucket, buckets)])
        full_at = {name: read_full_at(found.get(_bucket(name), {})) for name in buckets}
        known = self._circumstances(asked, found, full_at)
        if any(place not in found or "gap" in found[place] for place in places):
            raise ParentNotFound(parent)
        return known

    def own(
        self, slug: str, path: str, *, period: str = "", text_digest: str = "", now: datetime | None = None
    ) -> tuple[Comment, Circumstances]:
        """A comment that its writer may change, and the circumstances of that.

        One BatchGetItem, and a GetItem for what its e-mail address has earned. Raises `ArticleNotFound`,
        `CommentNotFound`.
        """
        asked = _Asked(slug, "", text_digest, period, now)
        places = [(keys.article(slug), keys.comment(path, state)) for state in OWN]
        found = self._read([*asked.places, *places])
        stored = [found[place] for place in places if place in found and "gap" not in found[place]]
        if not stored:
            raise CommentNotFound(path)
        comment = comment_items.read_comment(stored[0])
        if comment.email:
            found |= self._read([_commenter(comment.email)])
        return comment, self._circumstances(replace(asked, email=comment.email), found, {})

    def add(
        self,
        comment: Comment,
        *,
        digest: str,
        now: datetime,
        text_digest: str = "",
        takes: Sequence[Take] = (),
        hints: Hints | None = None,
        held: Callable[[str], Comment] | None = None,
        expires_at: datetime | None = None,
    ) -> Comment:
        """The comment as it is stored: this one, or the one that an earlier submission with this `digest` made, unless
        that was deleted since.

        It takes tokens from buckets; where one is empty, `held` is asked by the bucket's name for the comment to store
        in its place. Only a comment that all shall read takes more tokens than its source's. Where others change the
        same article all the time, it is held for that, too. Spam and trash go at `expires_at`.

        One TransactWriteItems, and another when the buckets were not as `hints` say, or the words were sent before.

        Raises `ArticleNotFound`, `CommentsClosed`, `ParentNotFound`, `TooBusy`.
        """
        sent = Sent(
            comment=comment,
            digest=digest,
            now=now,
            text_digest=text_digest,
            takes=takes,
            held=held,
            expires_at=expires_at,
        )
        known = hints or Hints()
        try:
            return self._send(attempt, sent, known)
        except Contended:
            return self._send(apart, sent, known)

    def _send(self, make: _Make, sent: Sent, known: Hints) -> Comment:
        """The comment as it is stored. Raises `Contended`."""
        for _ in range(_TRIES):
            tried = make(self._name, sent, known)
            try:
                write(self._client, list(tried.writes.values()))
            except Refusal as refusal:
                if earlier := tried.earlier(refusal):
                    return earlier
                known = tried.learned(refusal, known)
            else:
                return tried.comment
        raise Contended

    def _read(self, places: Sequence[Place]) -> dict[Place, Item]:
        return call_batch_get(self._client, self._name, places)

    def _circumstances(self, asked: "_Asked", found: Mapping[Place, Item], full_at: Mapping[str, int]) -> Circumstances:
        head = found.get(_head(asked.slug))
        if head is None:
            raise ArticleNotFound(asked.slug)
        text = found.get(_text(asked.text_digest), _NEVER)
        # DynamoDB deletes expired items days later.
        is_old = asked.now is not None and number(text, "expires_at") < asked.now.timestamp()
        seen_on = frozenset(() if is_old else text["slugs"]["SS"])
        return Circumstances(
            article=items.read_summary(head),
            approved_before=number(found.get(_commenter(asked.email), {}), "approved"),
            seen_on=seen_on,
            word_counts=self._word_counts(found.get(_WORDS, {})),
            key=visitor_keys.read_key(found.get(visitor_keys.place(asked.period))),
            hints=Hints(full_at, len(seen_on), is_text_old=is_old),
        )

    def _word_counts(self, item: Item) -> WordCounts:
        if self._learned[0] != item:
            self._learned = item, word_items.read_counts(item)
        return self._learned[1]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is known of a comment before anything is read; '' for what is not."""

    slug: str
    email: str
    text_digest: str
    period: str
    now: datetime | None

    @property
    def places(self) -> list[Place]:
        places = [_head(self.slug), _WORDS]
        places += [_commenter(self.email)] if self.email else []
        places += [_text(self.text_digest)] if self.text_digest else []
        return places + ([visitor_keys.place(self.period)] if self.period else [])


_WORDS = (keys.WORDS, keys.WORDS)
_NEVER: Item = {"slugs": {"SS": []}}


def _head(slug: str) -> Place:
    return keys.article(slug), keys.PAGE_START


def _commenter(email: str) -> Place:
    return keys.commenter(email), keys.COMMENTER


def _text(digest: str) -> Place:
    return keys.text(digest), keys.TEXT


def _bucket(name: str) -> Place:
    return keys.bucket(name), keys.BUCKET
