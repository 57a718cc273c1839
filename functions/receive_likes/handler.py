"""The door: reads the environment, builds the real parts once, exports `handle`."""

import gc

gc.disable()  # as in serve_pages

import os
from functools import partial
from typing import Any

from botocore.config import Config
from botocore.session import Session

from receive_likes.routes import add_routes
from rendering.environment import Renderer, find_templates
from storage.blog_table import BlogTable
from storage.like_counter import LikeCounter
from storage.plain_answers import read_plainly
from watching.watch import Watch
from web.app import App
from web.current_settings import CurrentSettings
from web.request_time import RequestTime
from web.watched import WatchedApp

_watch = Watch(os.environ)
_config = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 3})
_client = _watch.metered(read_plainly(Session()).create_client("dynamodb", config=_config))
_time = RequestTime()
_time.watch(_client)
_name = os.environ["TABLE_NAME"]
_table = BlogTable(_client, _name)
_app = App(
    partial(Renderer, find_templates()),
    CurrentSettings(_table.settings),
    _watch.failed,
    accepted=os.environ["EDGE_SECRETS"],
)
add_routes(_app, _table, LikeCounter(_client, _name))
_watched = WatchedApp(_app, _watch, "like")

gc.freeze()
gc.enable()


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    _time.begin(context)
    return _watched.handle(event, context)
