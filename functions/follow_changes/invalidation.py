"""What CloudFront keeps of pages that a change touches is forgotten.

https://docs.aws.amazon.com/cloudfront/latest/APIReference/API_CreateInvalidation.html
"""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import blake2b
from typing import Any

from blog.article import ArticleSummary
from blog.changes import CommentChanged, SettingsChanged
from blog.errors import TooBusy
from blog.settings import Settings
from blog.touched import touched
from follow_changes.cdn_paths import cdn_paths, is_worth_it
from follow_changes.changes import NotFollowed, Written
from storage.blog_table import BlogTable


class Invalidation:
    """Of the distribution with this id, through a boto3 CloudFront client."""

    def __init__(self, client: Any, distribution: str, blog_table: BlogTable) -> None:
        self._client = client
        self._distribution = distribution
        self._table = blog_table

    def follow(self, batch: Sequence[Written]) -> None:
        """One invalidation for a batch, and none where no page has changed.

        Raises `NotFollowed` when CloudFront or the table refuses for now: too many invalidations are in progress, or
        too many requests were made.
        """
        numbers: Iterable[str] = [each.number for each in batch]
        try:
            numbers = by_number = self._touched(batch)
            if paths := cdn_paths(address for addresses in by_number.values() for address in addresses):
                self._invalidate(paths, by_number)
        except (self._client.exceptions.ClientError, TooBusy) as error:
            raise NotFollowed(numbers) from error

    def _touched(self, batch: Sequence[Written]) -> Mapping[str, frozenset[str]]:
        """What each record touches, by its number; those that touch nothing are left out."""
        if not batch:
            return {}
        pattern = self._pattern(batch)
        articles = self._articles(batch)
        found = {each.number: touched(each.change, pattern, articles) for each in batch if is_worth_it(each.change)}
        return {number: addresses for number, addresses in found.items() if addresses}

    def _pattern(self, batch: Sequence[Written]) -> str:
        told = [each.change.texts for each in batch if isinstance(each.change, SettingsChanged)]
        return Settings.read(told[-1] if told else self._table.settings()).permalinks

    def _articles(self, batch: Sequence[Written]) -> Mapping[str, ArticleSummary]:
        """Where those are that comments have changed on, as it is now."""
        slugs = {each.change.slug: None for each in batch if isinstance(each.change, CommentChanged)}
        return self._table.summaries(slugs) if slugs else {}

    def _invalidate(self, paths: Sequence[str], numbers: Iterable[str]) -> None:
        """The reference is the batch's own: CloudFront takes the same one twice for the same invalidation."""
        said = "\n".join((*numbers, *paths))
        self._client.create_invalidation(
            DistributionId=self._distribution,
            InvalidationBatch={
                "Paths": {"Quantity": len(paths), "Items": list(paths)},
                "CallerReference": blake2b(said.encode(), digest_size=16).hexdigest(),
            },
        )
