"""Moments as readers see them: in words of the blog's language, in the time zone that its owner chose."""

from datetime import UTC, datetime
from gettext import NullTranslations

from blog.settings import Settings


class Times:
    """UTC is no choice: then each moment is shown with the offset that it was written with."""

    def __init__(self, settings: Settings, translations: NullTranslations) -> None:
        self._zone = None if settings.zone is UTC else settings.zone
        self._months = [translations.gettext(name) for name in _MONTHS]

    def day(self, at: datetime) -> str:
        at = self._shown(at)
        return f"{at.day} {self._months[at.month - 1]} {at.year}"

    def minute(self, at: datetime) -> str:
        return f"{self._shown(at):%H:%M}"

    def month(self, slug: str) -> str:
        """`2026-11`, as a list's slug is, in words."""
        year, _, month = slug.partition("-")
        return f"{self._months[int(month) - 1]} {year}"

    def _shown(self, at: datetime) -> datetime:
        return at.astimezone(self._zone) if self._zone else at


def instant(at: datetime) -> str:
    """RFC 3339, to the second."""
    text = at.isoformat(timespec="seconds")
    return text.replace("+00:00", "Z") if at.utcoffset() == UTC.utcoffset(None) else text


def _(name: str) -> str:
    """Marks a word for the catalogues; it is translated when `Times` is made."""
    return name


_MONTHS = (
    _("January"), _("February"), _("March"), _("April"), _("May"), _("June"),
    _("July"), _("August"), _("September"), _("October"), _("November"), _("December"),
)  # fmt: skip
