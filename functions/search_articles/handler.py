"""The door: reads the environment, builds the real parts once, exports `handle`."""

import atexit
import os
import shutil
import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from rendering.environment import Renderer, find_templates
from search.bucket import IndexBucket
from search.held import HeldIndex
from search_articles.routes import add_routes
from watching.watch import Watch
from web.app import App
from web.request_time import RequestTime
from web.watched import WatchedApp

_watch = Watch(os.environ)
# A reader waits for this, so a lost packet is given up quickly and tried again.
_config = Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 3})
_client = boto3.client("s3", config=_config)
_time = RequestTime()
_time.watch(_client)
_folder = Path(tempfile.mkdtemp(prefix="lamppost-search-"))
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
_bucket = IndexBucket(_client, os.environ["SEARCH_BUCKET"])
_held = HeldIndex(_bucket, _folder, _watch.failed)
# The index holds the blog's settings too.
_accepted = os.environ["EDGE_SECRETS"]
_app = App(partial(Renderer, find_templates()), _held, _watch.failed, accepted=_accepted)
add_routes(_app, _held)
_watched = WatchedApp(_app, _watch, "search")


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    _time.begin(context)
    return _watched.handle(event, context)
