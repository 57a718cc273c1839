"""The search index, kept as the table is: one fetch at most, one transaction and one upload for a batch of records."""

from collections.abc import Iterable, Sequence

from follow_changes.changes import Record
from search.keeper import IndexKeeper
from search.writer import IndexWriter
from storage.changes import BodyChanged, Change, CommentChanged, HeadChanged, SettingsChanged, change_of


class SearchFollower:
    """Writes down what readers can find, through an `IndexKeeper`."""

    def __init__(self, keeper: IndexKeeper) -> None:
        self._keeper = keeper

    def follow(self, records: Sequence[Record]) -> None:
        """Takes a batch as a whole. Raises `LostRace` when other writers are faster each time."""
        changes = list(public(map(change_of, records)))
        if changes:
            self._keeper.update(lambda writer: write_down(changes, writer))


def public(changes: Iterable[Change | None]) -> Iterable[Change]:
    """Those that are about what readers see: the head of a draft says nothing about the article that is public."""
    return (each for each in changes if each and not (isinstance(each, HeadChanged) and not each.public))


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
