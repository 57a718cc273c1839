"""Sends requests full of personal data through every function, well and broken; what they log is on standard error.

    python -m tests.support.personal_requests

The local cloud runs the handlers as Lambda does. Prints on standard output what was answered, as JSON.
"""

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from botocore.client import BaseClient

from lamppost.local_cloud.cloud import local_cloud
from lamppost.local_cloud.lambda_functions import Answered, LambdaFunction
from lamppost.local_cloud.streams import Stream
from search.held import HeldIndex
from storage.article_writer import ArticleWriter
from storage.comment_desk import CommentDesk
from tests.support.blog import a_comment, an_article, event

# Whatever a log must not hold, each findable by itself.
PERSONAL = {
    "name": "Aurelia Personaldottir",
    "e-mail": "aurelia@personal.example.org",
    "website": "https://aurelia.personal.example.net/",
    "words": "My telephone rings at five past nine",
    "address": "203.0.113.77",
    "browser": "PersonalBrowser/77",
    "query": "what-aurelia-seeks",
    "cookie": "cookie-of-aurelia",
    "referrer": "https://mail.personal.example.com/inbox",
    "path": "aurelia-was-here",
}


def main() -> None:
    with local_cloud() as cloud:
        client, table = cloud.database.client, cloud.table_name
        ArticleWriter(client, table).save(an_article("hello"))
        stream = Stream(client, cloud.database.streams, table)
        functions = cloud.functions()
        answers = {"well": call_all(functions, [])}
        CommentDesk(client, table).bring_in("hello", [a_comment(**writer())])
        records = stream.read()
        answers["followed"] = call(functions, "FollowChanges", {"Records": records})
        # The search asks nobody for a while after it has asked.
        BaseClient._make_api_call = HeldIndex.current = broken
        answers["broken"] = call_all(functions, records)
    print(json.dumps(answers))


def call_all(functions: Mapping[str, LambdaFunction], records: list[dict[str, Any]]) -> dict[str, list[str]]:
    """What each function made of its events."""
    events = {
        "ServePages": [get("/"), get("/hello"), get(f"/{PERSONAL['path']}")],
        "ReceiveComments": [post("/comments/hello", act=act) for act in ("", "preview", "edit", "report")],
        "ReceiveLikes": [post("/likes/hello")],
        "SearchArticles": [get("/search")],
        "FollowChanges": [{"Records": records}],
        "KeepTime": [{"slug": "hello"}],
        "TryVersion": [{"DeploymentId": "d-1", "LifecycleEventHookExecutionId": "1"}],
    }
    # MakeSecret is asked by CloudFormation alone.
    assert events.keys() == functions.keys() - {"MakeSecret"}, "a function that nobody sends anything to"
    return {name: [call(functions, name, each) for each in asked] for name, asked in events.items()}


def call(functions: Mapping[str, LambdaFunction], name: str, asked: dict[str, Any]) -> str:
    match functions[name].invoke(asked):
        case Answered(payload={"statusCode": status}):
            return str(status)
        case Answered():
            return "done"
        case failed:
            return str(failed)


def get(path: str) -> dict[str, Any]:
    return asked("GET", path, {})


def post(path: str, **fields: str) -> dict[str, Any]:
    form = {
        "author": PERSONAL["name"],
        "email": PERSONAL["e-mail"],
        "url": PERSONAL["website"],
        "comment": PERSONAL["words"],
        "opened": datetime(2020, 1, 1, tzinfo=UTC).isoformat(),
    }
    return asked("POST", path, form | fields)


def asked(method: str, address: str, form: dict[str, str]) -> dict[str, Any]:
    path, _, query = address.partition("?")
    query = f"{query}&{urlencode({'q': PERSONAL['query'], 'email': PERSONAL['e-mail']})}".lstrip("&")
    headers = {
        "referer": PERSONAL["referrer"],
        "user_agent": PERSONAL["browser"],
        "x_forwarded_for": PERSONAL["address"],
        "cloudfront_viewer_address": f"{PERSONAL['address']}:443",
        "content_type": "application/x-www-form-urlencoded",
    }
    cookies = [f"commenter={urlencode({'author': PERSONAL['name']})}", f"written={PERSONAL['cookie']}"]
    made = event(method, path, query, headers, cookies, b64encode(urlencode(form).encode()).decode() if form else None)
    made["requestContext"]["http"] |= {"sourceIp": PERSONAL["address"], "userAgent": PERSONAL["browser"]}
    return made


def writer() -> dict[str, str]:
    return {
        "name": PERSONAL["name"],
        "email": PERSONAL["e-mail"],
        "url": PERSONAL["website"],
        "text": PERSONAL["words"],
    }


def broken(*arguments: Any) -> None:
    """As careless as an error can be."""
    raise RuntimeError(f"{arguments}, by {PERSONAL}")


if __name__ == "__main__":
    main()
