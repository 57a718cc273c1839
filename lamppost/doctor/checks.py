"""What a check is, and how one is made."""

from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPException

from botocore.exceptions import BotoCoreError, ClientError

from blog.errors import BlogError
from lamppost.doctor.blog import Blog
from lamppost.doctor.findings import Finding, not_checked, wrong
from lamppost.errors import LamppostError

type Need = Callable[[Blog], str]
"""Why a check cannot be made on this blog, or ''."""


@dataclass(frozen=True, slots=True)
class Check:
    name: str
    needs: tuple[Need, ...]
    look: Callable[[Blog], Finding]


# What these say is about whoever asks, and not about the blog.
_NOT_ALLOWED = frozenset({
    "AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation", "403",
})  # fmt: skip


def check(name: str, *needs: Need) -> Callable[[Callable[[Blog], Finding]], Check]:
    """Makes a check of a function."""
    return lambda look: Check(name, needs, look)


def made(each: Check, blog: Blog) -> Finding:
    """What a check finds; an error on the way is a finding too."""
    try:
        if missing := next(filter(None, (need(blog) for need in each.needs)), ""):
            return not_checked(missing)
        return each.look(blog)
    except ClientError as error:
        if error.response["Error"]["Code"] in _NOT_ALLOWED:
            return not_checked(f"AWS does not let you look: {error}", "use credentials that may read the whole stack")
        return wrong(f"AWS refused: {error}", "see what the message names")
    except (BotoCoreError, OSError, HTTPException) as error:
        return wrong(
            f"there was no answer: {type(error).__name__}: {error}", "see whether the place it names is reached"
        )
    except (LamppostError, BlogError) as error:
        return wrong(str(error), "see what the message names")
