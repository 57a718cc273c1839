"""The door: reads the environment, builds the real parts once, exports `handle`."""

import gc

# A start makes little garbage, and much that stays: to look for the one among the other is a twentieth of its time.
gc.disable()

import os
from functools import partial
from typing import Any

from botocore.config import Config
from botocore.session import Session

from blog.settings import Settings
from rendering.environment import Renderer, find_templates
from serve_pages.routes import add_routes
from storage.blog_table import BlogTable
from storage.plain_answers import read_plainly
from watching.watch import Watch
from web.app import App
from web.current_settings import CurrentSettings
from web.request_time import RequestTime
from web.watched import WatchedApp

_watch = Watch(os.environ)
# A reader waits for this, so a lost packet is given up quickly and tried again.
_config = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 3})
_client = _watch.metered(read_plainly(Session()).create_client("dynamodb", config=_config))
_time = RequestTime()
_time.watch(_client)
_table = BlogTable(_client, os.environ["TABLE_NAME"])
# A page without the owner's settings is better than none.
_settings = CurrentSettings(_table.settings, spare=Settings())
_app = App(partial(Renderer, find_templates()), _settings, _watch.failed, accepted=os.environ["EDGE_SECRETS"])
add_routes(_app, _table)
_watched = WatchedApp(_app, _watch)

gc.freeze()
gc.enable()


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    _time.begin(context)
    return _watched.handle(event, context)
