""" "Save my name, e-mail and website for the next time": a cookie, kept by the reader's browser only."""

from dataclasses import replace
from urllib.parse import parse_qs, quote, urlencode

from aws_lambda_powertools.shared.cookies import Cookie, SameSite

from blog.comment_form import CommentForm
from web.requests import Request

NAME = "commenter"
_A_YEAR = 365 * 24 * 3600


def remembered(request: Request) -> CommentForm | None:
    """A form with the details that this browser kept, or None."""
    if not (value := request.cookies.get(NAME)):
        return None
    fields = {name: values[0] for name, values in parse_qs(value[:4096], errors="replace").items()}
    return replace(CommentForm.read(fields), comment="", parent="", opened="", trap="", remember=True)


def cookies(form: CommentForm) -> list[Cookie]:
    """What to set after `form` was accepted: the details, or their removal when the box is not ticked.

    No script reads it, so it is HttpOnly.
    """
    kept = urlencode({"author": form.author, "email": form.email, "url": form.url}) if form.remember else ""
    age = _A_YEAR if form.remember else 0
    return [Cookie(NAME, quote(kept), path="/", max_age=age, secure=True, http_only=True, same_site=SameSite.LAX_MODE)]
