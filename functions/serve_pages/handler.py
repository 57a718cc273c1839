"""The door: reads the environment, builds the real parts once, exports `handle`."""

import os
from functools import partial
from typing import Any

import boto3
from botocore.config import Config

from rendering.environment import Renderer, find_templates
from serve_pages.routes import add_routes
from storage.blog_table import BlogTable
from watching.watch import Watch
from web.app import App
from web.current_settings import CurrentSettings
from web.watched import WatchedApp

_watch = Watch(os.environ)
# A reader waits for this, so a lost packet is given up quickly and tried again.
_config = Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "max_attempts": 3})
_table = BlogTable(_watch.metered(boto3.client("dynamodb", config=_config)), os.environ["TABLE_NAME"])
_app = App(
    partial(Renderer, find_templates()),
    CurrentSettings(_table.settings),
    _watch.failed,
    accepted=os.environ["EDGE_SECRETS"],
)
add_routes(_app, _table)
_watched = WatchedApp(_app, _watch)


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return _watched.handle(event, context)
