"""What the commands about comments work with: the desk, the history, what was learned, the settings and the clock."""

import secrets
from datetime import UTC, datetime, timedelta, tzinfo
from functools import cached_property
from getpass import getuser

from blog.acts import Batch
from blog.ids import make_id
from blog.settings import Settings
from lamppost.target import Target
from storage.blog_table import BlogTable
from storage.comment_desk import CommentDesk
from storage.history import History
from storage.learner import Learner
from storage.settings_item import SettingsItem


class Office:
    """All of it at one target, each made or read when it is first used."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.now = datetime.now(UTC)

    @cached_property
    def desk(self) -> CommentDesk:
        return CommentDesk(self.target.client, self.target.table_name)

    @cached_property
    def articles(self) -> BlogTable:
        return BlogTable(self.target.client, self.target.table_name)

    @cached_property
    def history(self) -> History:
        return History(self.target.client, self.target.table_name)

    @cached_property
    def learner(self) -> Learner:
        return Learner(self.target.client, self.target.table_name)

    @cached_property
    def stored_settings(self) -> dict[str, str]:
        return SettingsItem(self.target.client, self.target.table_name).read()

    @cached_property
    def settings(self) -> Settings:
        return Settings.read(self.stored_settings)

    @property
    def zone(self) -> tzinfo:
        return self.settings.zone

    @property
    def rejected_until(self) -> datetime | None:
        """When spam and trash of now will be deleted; None: never."""
        days = self.settings.keep_rejected_days
        return self.now + timedelta(days=days) if days else None

    def batch(self, who: str | None) -> Batch:
        """For what is done now by `who`, or by whoever uses this system."""
        return Batch(make_id(self.now, secrets.randbits(30)), who or _user(), self.now)


def _user() -> str:
    try:
        return getuser()
    except OSError:  # a system that knows no name for its user
        return "owner"
