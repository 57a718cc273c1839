"""Moments as an owner types and reads them: ages such as 7d, dates and times, in the blog's time zone."""

import re
from datetime import UTC, datetime, timedelta, tzinfo

import click

_AGE = re.compile(r"(\d{1,4})([hdw])", re.ASCII)
# Ids are made of times since then.
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}


def moment(text: str, now: datetime, zone: tzinfo) -> datetime:
    """`12h`, `7d`, `2w`: so long before `now`; a date (its beginning) or a time, in `zone` unless it says its offset.

    Raises `click.UsageError`.
    """
    try:
        at = _read(text.strip(), now, zone)
    except ValueError as error:
        raise click.UsageError(
            f"'{text}' is no moment: write an age such as 12h, 7d or 2w, a date such as 2026-11-20, "
            'or a time such as "2026-11-20 12:00"'
        ) from error
    if at < _EARLIEST:
        raise click.UsageError(f"'{text}' is before 1970, when time begins here")
    return at


def _read(text: str, now: datetime, zone: tzinfo) -> datetime:
    if age := _AGE.fullmatch(text):
        return now - int(age[1]) * _UNITS[age[2]]
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=zone)


def shown(at: datetime, zone: tzinfo) -> str:
    """To the minute, with the name of the zone."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M %Z}"
