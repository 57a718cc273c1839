"""The door: reads the environment, builds the real parts once, exports `handle`."""

import os
from datetime import UTC, datetime
from typing import Any

import boto3
from botocore.config import Config

from keep_time.keeping import keep, time_of_call
from storage.article_writer import ArticleWriter
from watching.watch import Watch

_watch = Watch(os.environ)
# Nobody waits for this, and what fails is tried again.
_config = Config(connect_timeout=2, read_timeout=10, retries={"mode": "standard", "max_attempts": 5})
_articles = ArticleWriter(_watch.metered(boto3.client("dynamodb", config=_config)), os.environ["TABLE_NAME"])


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    with _watch.begin(context):
        kept = keep(_articles, event["slug"], time_of_call(event, datetime.now(UTC)))
    _watch.end("times", {}, **kept)
    return kept
