"""The search index, kept as the table is: one fetch at most, one transaction and one upload for a batch of records."""

from collections.abc import Iterable, Sequence

from blog.changes import BodyChanged, Change, CommentChanged, HeadChanged, SettingsChanged
from follow_changes.changes import NotFollowed, Written
from search.bucket import LostRace
from search.keeper import IndexKeeper
from search.writer import IndexWriter


class SearchFollower:
    """Writes down what readers can find, through an `IndexKeeper`."""

    def __init__(self, keeper: IndexKeeper) -> None:
        self._keeper = keeper

    def follow(self, batch: Sequence[Written]) -> None:
        """Takes a batch as a whole. Raises `NotFollowed` when other writers are faster each time."""
        found = [each for each in batch if is_found(each.change)]
        if not found:
            return
        try:
            self._keeper.update(lambda writer: write_down((each.change for each in found), writer))
        except LostRace as error:
            raise NotFollowed(each.number for each in found) from error


def is_found(change: Change | None) -> bool:
    """Whether it is about what readers can find: the head of a draft says nothing about the article that is public."""
    match change:
        case HeadChanged(public=public):
            return public
        case BodyChanged() | CommentChanged() | SettingsChanged():
            return True
    return False


def write_down(changes: Iterable[Change], writer: IndexWriter) -> None:
    """Makes the changes in an index, in their order."""
    for change in changes:
        match change:
            case HeadChanged(slug=slug, new=head):
                writer.put_head(slug, head)
            case BodyChanged(slug=slug, body=body):
                writer.put_body(slug, body)
            case CommentChanged(slug=slug, path=path, comment=comment):
                writer.put_comment(slug, path, comment)
            case SettingsChanged(texts=texts):
                writer.put_settings(texts)
