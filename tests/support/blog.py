"""A blog in this process: requests go in as API Gateway events, answers come out with their HTML parsed."""

import gzip
from base64 import b64decode, b64encode
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from typing import Any
from urllib.parse import urlencode

from selectolax.lexbor import LexborHTMLParser

import receive_comments.routes
import receive_likes.routes
import serve_pages.routes
from blog.acts import Batch
from blog.article import Article, Author
from blog.comment import Comment, CommentState, reply_path
from blog.comment_form import version_of
from blog.errors import CommentNotFound
from blog.ids import make_id
from blog.settings import Settings
from lamppost.local_cloud.template import LOCAL_SECRET
from receive_comments.parts import Parts
from rendering.environment import Renderer, find_templates
from rendering.pages import Site
from tests.support.roles import at_work
from tests.support.stores import Store
from web import edge
from web.app import App
from web.current_settings import CurrentSettings

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
AUTHOR = Author(slug="keeper", name="The Keeper", bio="Lights the lamps.")
HOST = "blog.example.org"
ADDRESS = f"https://{HOST}"
_BATCHES = count()
SITE = Site(settings=Settings(title="Test Blog", tagline="Light at night"), address=ADDRESS)


class Context:
    """The parts of a Lambda context that Powertools and we read."""

    function_name = "test"
    memory_limit_in_mb = 128
    invoked_function_arn = "arn:aws:lambda:eu-west-1:123456789012:function:test"
    aws_request_id = "00000000-0000-0000-0000-000000000000"

    def get_remaining_time_in_millis(self) -> int:
        return 10_000


def an_article(slug: str = "hello", **fields: Any) -> Article:
    defaults: dict[str, Any] = {
        "title": slug.replace("-", " ").title(),
        "author": AUTHOR,
        "published_at": NOW - timedelta(days=10),
        "summary": "What it says.",
        "body": "<p>It says this.</p>",
        "origin": "test",
    }
    return Article(slug=slug, **(defaults | fields))


def a_comment(slug: str = "hello", number: int = 0, parent: str = "", **fields: Any) -> Comment:
    """The `number`th comment after `NOW` minus five days, by the second."""
    path = reply_path(parent, make_id(NOW - timedelta(days=5) + timedelta(seconds=number), number))
    defaults: dict[str, Any] = {
        "name": "A Reader",
        "email": "reader@example.org",
        "text": f"Words {number}",
        "state": CommentState.APPROVED,
    }
    return Comment(slug=slug, path=path, **(defaults | fields))


def add(store: Store, comment: Comment, digest: str = "") -> Comment:
    """Sends a comment, each as a submission of its own unless a digest is given."""
    return store.comments.add(comment, digest=digest or comment.path, now=NOW)


def moderate(store: Store, comment: Comment, state: CommentState) -> Comment:
    """The owner's decision on a comment, an act of its own."""
    return store.desk.decide(comment, state, Batch(make_id(NOW, next(_BATCHES)), "keeper", NOW))


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    cookies: list[str]
    content: bytes

    @property
    def sent_cookies(self) -> list[str]:
        """What a browser sends back of the cookies that it was given."""
        return [cookie.partition(";")[0] for cookie in self.cookies]

    @property
    def text(self) -> str:
        return self.content.decode()

    @property
    def page(self) -> LexborHTMLParser:
        return LexborHTMLParser(self.text)

    def texts(self, selector: str) -> list[str]:
        return [" ".join(node.text().split()) for node in self.page.css(selector)]

    def one(self, selector: str) -> str:
        """The text of the only element that matches."""
        (found,) = self.texts(selector)
        return found

    def attribute(self, selector: str, name: str) -> str | None:
        (node,) = self.page.css(selector)
        return node.attributes.get(name)


class Given:
    """Settings that are not asked for."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def begin(self) -> None: ...

    def known(self) -> Settings:
        return self._settings

    get = known

    def are_known(self) -> bool:
        return True


class Blog:
    """All apps that read or write a store, at `ADDRESS`; `now` may be moved.

    With `settings=None` they find their settings in the store, as they do in Lambda. `accepted` is what they know the
    edge by.
    """

    def __init__(self, store: Store, settings: Settings | None = SITE.settings, accepted: str = "") -> None:
        self.store = store
        self._accepted = accepted
        self.now = NOW
        self.reported: list[str] = []
        self._server = self._app("ServePages", settings, spare=Settings())
        self._receivers = {
            "comments": self._app("ReceiveComments", settings),
            "likes": self._app("ReceiveLikes", settings),
        }
        serve_pages.routes.add_routes(self._server, store.table)
        self.parts = Parts(self._receivers["comments"], store.table, store.comments, store.desk)
        receive_comments.routes.add_routes(self.parts)
        receive_likes.routes.add_routes(self._receivers["likes"], store.table, store.likes)

    def _app(self, function: str, settings: Settings | None, spare: Settings | None = None) -> App:
        """Whatever it asks of the store is held to the role of this function."""

        def clock() -> datetime:
            return self.now

        read = self.store.comments.settings if function == "ReceiveComments" else self.store.table.settings
        source = Given(settings) if settings else CurrentSettings(at_work(function)(read), clock, spare=spare)
        app = App(partial(Renderer, find_templates()), source, self.reported.append, clock, self._accepted)
        app.resolve = at_work(function)(app.resolve)
        return app

    @property
    def apps(self) -> dict[str, App]:
        """By the logical ids of their functions."""
        comments, likes = self._receivers["comments"], self._receivers["likes"]
        return {"ServePages": self._server, "ReceiveComments": comments, "ReceiveLikes": likes}

    def publish(self, slug: str = "hello", **fields: Any) -> Article:
        article = an_article(slug, **fields)
        self.store.articles.save(article)
        return article

    def get(self, address: str, *, method: str = "GET", cookies: list[str] | None = None, **headers: str) -> Answer:
        path, _, query = address.partition("#")[0].partition("?")
        return self.serve(event(method, path, query, headers, cookies or []))

    def serve(self, asked: dict[str, Any]) -> Answer:
        return _answer(self._server.resolve(asked, Context()))

    def follow(self, answer: Answer, **more: Any) -> Answer:
        return self.get(answer.headers["Location"], **more)

    def post(self, slug: str = "hello", *, cookies: Sequence[str] = (), visitor: str = "", **fields: str) -> Answer:
        """Sends the comment form as a person would, half a minute after opening it; `fields` override."""
        opened = (self.now - timedelta(seconds=30)).isoformat()
        form = {
            "author": "A Reader",
            "email": "reader@example.org",
            "url": "",
            "comment": "Well said.",
            "opened": opened,
        }
        return self.send(f"/comments/{slug}", urlencode(form | fields), source_ip=visitor, cookies=cookies)

    def act(self, act: str, target: str, slug: str = "hello", **more: Any) -> Answer:
        """Presses `edit`, `delete` or `report` for the comment at a path; `more`: fields, `cookies`, `visitor`."""
        if act == "edit" and "version" not in more:
            more["version"] = self._version(target)
        return self.post(slug, act=act, target=target, **more)

    def _version(self, path: str) -> str:
        """As it stands in a form that was opened just now."""
        with suppress(CommentNotFound):
            return version_of(self.store.desk.find(path.rpartition("/")[2]))
        return ""

    def like(self, slug: str = "hello", *, undo: bool = False, visitor: str = "192.0.2.1") -> Answer:
        """Presses the button below an article, or takes it back."""
        return self.send(f"/likes/{slug}", "undo=yes" if undo else "", source_ip=visitor)

    def send(
        self,
        path: str,
        body: str,
        content_type: str = "application/x-www-form-urlencoded",
        source_ip: str = "",
        cookies: Sequence[str] = (),
        user_agent: str = "test",
        **headers: str,
    ) -> Answer:
        headers["content_type"] = content_type
        sent = event("POST", path, "", headers, list(cookies), b64encode(body.encode()).decode())
        sent["requestContext"]["http"] |= {"sourceIp": source_ip, "userAgent": user_agent}
        return _answer(self._receivers[path.split("/")[1]].resolve(sent, Context()))

    def approve(self, comment: Comment) -> Comment:
        return moderate(self.store, comment, CommentState.APPROVED)

    def pending(self) -> list[Comment]:
        return list(self.store.desk.comments(CommentState.PENDING))


def event(
    method: str, path: str, query: str, headers: dict[str, str], cookies: list[str], body: str | None = None
) -> dict[str, Any]:
    """API Gateway's HTTP API event, payload format 2.0, come through the local edge; a body is base64 as forms are."""
    return {
        "version": "2.0",
        "routeKey": "$default",
        "rawPath": path,
        "rawQueryString": query,
        "cookies": cookies,
        "headers": {"host": HOST, edge.SECRET: LOCAL_SECRET}
        | {name.replace("_", "-"): value for name, value in headers.items()},
        "requestContext": {"http": {"method": method, "path": path}, "stage": "$default"},
        "body": body,
        "isBase64Encoded": body is not None,
    }


def _answer(response: dict[str, Any]) -> Answer:
    body = response["body"] or ""
    content = b64decode(body) if response["isBase64Encoded"] else body.encode()
    if response["headers"].get("Content-Encoding") == "gzip":
        content = gzip.decompress(content)
    return Answer(response["statusCode"], response["headers"], response.get("cookies", []), content)
