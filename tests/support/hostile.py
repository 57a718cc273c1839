"""What robots, broken browsers and enemies POST: as schemathesis reads posts.yaml, and as no schema would say it.

Both are Hypothesis strategies of functions that send one request to a front door.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_from_bytes

import schemathesis
import yaml
from hypothesis import strategies as st
from schemathesis import GenerationMode

from lamppost.local_cloud.gateway import Gateway

FORM = "application/x-www-form-urlencoded"
POSTS = Path(__file__).with_name("posts.yaml")


@dataclass(frozen=True, slots=True)
class Target:
    """What a guess may hit: addresses of articles, paths of comments, and cookies with which some may be changed."""

    slugs: tuple[str, ...]
    paths: tuple[str, ...]
    cookies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


type Sending = Callable[[Gateway], Answer]


def posts() -> dict[str, Any]:
    return yaml.safe_load(POSTS.read_text(encoding="utf-8"))


def by_schema(target: Target) -> st.SearchStrategy[Sending]:
    """What keeps to the schema, mostly as a form at the right address, and what breaks it in one place."""
    comments, likes = _operations(target, {FORM})
    slug = {"slug": target.slugs[0]}
    cases = [comments.as_strategy(path_parameters=slug)] * 4
    cases += [each.as_strategy() for each in (comments, likes)]
    cases += [each.as_strategy(GenerationMode.NEGATIVE) for each in (comments, likes)]
    cases += [each.as_strategy() for each in _operations(target)]
    return st.sampled_from(cases).flatmap(lambda chosen: chosen).map(_BySchema)


def _operations(target: Target, types: Collection[str] = ()) -> list[Any]:
    """POST of comments and of likes, as schemathesis reads them; only of these media types where there are any."""
    described = posts()
    known = {"Slug": target.slugs, "Comment": target.paths, "Written": target.cookies}
    for name, values in known.items():
        described["components"]["schemas"][name] = {"enum": list(values)}
    for path in described["paths"].values():
        body = path["post"]["requestBody"]
        body["content"] = {name: each for name, each in body["content"].items() if not types or name in types}
    schema = schemathesis.openapi.from_dict(described)
    return [schema[path]["POST"] for path in described["paths"]]


@dataclass(frozen=True, slots=True)
class _BySchema:
    case: schemathesis.Case

    def __call__(self, door: Gateway) -> Answer:
        answer = self.case.call(app=door)
        return Answer(answer.status_code, {name: each[0] for name, each in answer.headers.items()}, answer.content)

    def __repr__(self) -> str:
        return self.case.as_curl_command()


def by_hand(target: Target) -> st.SearchStrategy[Sending]:
    """Forms with every act, field and byte that a form may hold, below broken headers, cookies and addresses."""
    return st.builds(
        _Raw,
        method=st.sampled_from(["POST"] * 80 + ["PUT", "PATCH", "DELETE", "OPTIONS", "post"]),
        uri=_addresses(target),
        headers=_headers(target),
        body=_bodies(target),
    )


@dataclass(frozen=True, slots=True)
class _Raw:
    """A request as a server hands it on, whatever stands in it."""

    method: str
    uri: str
    headers: dict[str, str]
    body: bytes

    def __call__(self, door: Gateway) -> Answer:
        got: list[Any] = []
        environ = {
            "REQUEST_METHOD": self.method,
            "RAW_URI": self.uri,
            "SERVER_NAME": "blog.example.org",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "CONTENT_LENGTH": str(len(self.body)),
            "wsgi.input": BytesIO(self.body),
        }
        content = b"".join(door(environ | self.headers, lambda status, headers: got.extend((status, headers))))
        return Answer(int(got[0][:3]), {name.lower(): value for name, value in got[1]}, content)


def _mostly[T](usual: st.SearchStrategy[T], unusual: st.SearchStrategy[T]) -> st.SearchStrategy[T]:
    """`one_of` counts equal ones once."""
    return st.sampled_from([usual] * 9 + [unusual]).flatmap(lambda chosen: chosen)


# Every code point, halves of surrogate pairs too, and some that have done harm elsewhere.
_TEXT = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=60),
    st.sampled_from(["", "\x00", "\ufeff", "\u202e", "\ud800", "a" * 10_001, "[" * 3000, "*_`>~" * 800, "> " * 2500]),
    st.text("[]()*_`>#-+~\\!<&:/.htps \n\t123abc@", max_size=200),
)
_WORDS = st.text("lamp light and so on\n", min_size=1, max_size=40)
_TIMES = st.sampled_from(
    ["2026-11-22T11:59:00+00:00", "2026-11-22", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "now", ""]
)
_ACTS = st.sampled_from(["post", "preview", "edit", "delete", "report"])


def _addresses(target: Target) -> st.SearchStrategy[str]:
    slug = _mostly(st.sampled_from(target.slugs).map(quote), _TEXT.map(_escaped))
    odd = st.sampled_from(["", "//", "%", "%2F", "%00", "..", "../..", "%ED%A0%80", "x" * 3000, "?", "#", ";a=b"])
    path = st.builds(
        "/{}/{}{}".format, st.sampled_from(["comments", "comments", "likes"]), slug, _mostly(st.just(""), odd)
    )
    query = st.sampled_from(["?replytocom=", "?edit=", "?comment=%ff", "?comments=", "?liked=", "?&&=&", "?preview="])
    return _mostly(path, st.builds("{}{}{}".format, path, query, st.sampled_from(target.paths)))


def _headers(target: Target) -> st.SearchStrategy[dict[str, str]]:
    latin = st.text(st.characters(codec="latin-1", exclude_characters="\r\n"), max_size=40)
    cookie = st.lists(
        st.one_of(
            st.sampled_from(target.cookies).map("written={}".format),
            st.builds("written={}{}".format, st.sampled_from(target.cookies), latin),
            st.builds("{}={}".format, st.sampled_from(["written", "commenter", "", "a"]), _TEXT.map(_escaped)),
            latin,
        ),
        max_size=3,
    ).map("; ".join)
    media_type = st.sampled_from(
        [f"{FORM};charset=utf-16", FORM.upper(), "text/plain", "multipart/form-data; boundary=x", "", ";", "a/b"]
    )
    optional = {
        "HTTP_COOKIE": cookie,
        "HTTP_HOST": _mostly(st.just("blog.example.org"), latin),
        "HTTP_USER_AGENT": latin,
        "HTTP_ACCEPT_ENCODING": st.sampled_from(["gzip", "gzip;q=0", "gzip;q=x", "*", ",;,", "br"]),
        "HTTP_X_FORWARDED_PROTO": latin,
        "HTTP_IF_NONE_MATCH": latin,
        "REMOTE_ADDR": st.sampled_from(["192.0.2.1", "2001:db8::1", "::ffff:192.0.2.1", "fe80::1%eth0", "", "unknown"]),
    }
    return st.fixed_dictionaries({"CONTENT_TYPE": _mostly(st.just(FORM), media_type)}, optional=optional)


def _bodies(target: Target) -> st.SearchStrategy[bytes]:
    path = st.sampled_from(target.paths)
    shape = st.one_of(path, path, st.builds("{}/{}".format, path, path), _TEXT)
    fields = st.fixed_dictionaries(
        {"comment": _mostly(_WORDS, _TEXT), "act": _mostly(_ACTS, _TEXT)},
        optional={
            "author": _mostly(_WORDS, _TEXT),
            "email": _mostly(st.sampled_from(["reader@example.org", "ü@exämple.org"]), _TEXT),
            "url": _mostly(st.sampled_from(["example.org", "https://[::1]/", "http://a:99999/"]), _TEXT),
            "comment_parent": shape,
            "target": shape,
            "opened": _mostly(_TIMES, _TEXT),
            "leave_this_empty": _mostly(st.just(""), _TEXT),
            "remember": _TEXT,
            "undo": _TEXT,
        },
    )
    form = fields.map(lambda each: "&".join(f"{name}={_escaped(value)}" for name, value in each.items()).encode())
    spoilt = st.builds(bytes.__add__, form, st.binary(max_size=40))
    many = st.integers(40, 60).map(lambda count: b"&".join(b"a=b" for _ in range(count)))
    return _mostly(form, st.one_of(spoilt, many, st.binary(max_size=300), st.just(b"comment=" + b"%41" * 350_000)))


def _escaped(text: str) -> str:
    return quote_from_bytes(text.encode(errors="surrogatepass"))
