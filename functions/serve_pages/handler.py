"""The door: reads the environment, builds the real parts once, exports `handle`."""

import gc

# A start makes little garbage, and much that stays: to look for the one among the other is a tenth of its time.
gc.disable()

import os
from functools import partial
from typing import Any

from aws_lambda_powertools import Logger
from botocore.config import Config
from botocore.session import Session

from rendering.environment import Renderer, find_templates
from serve_pages.routes import add_routes
from storage.blog_table import BlogTable
from storage.plain_answers import read_plainly
from web.app import App
from web.current_settings import CurrentSettings

_logger = Logger()
# A reader waits for this, so a lost packet is given up quickly and tried again.
_config = Config(connect_timeout=1, read_timeout=3, retries={"mode": "standard", "max_attempts": 3})
_table = BlogTable(read_plainly(Session()).create_client("dynamodb", config=_config), os.environ["TABLE_NAME"])
_app = App(partial(Renderer, find_templates()), CurrentSettings(_table.settings), _logger.exception)
add_routes(_app, _table)

gc.freeze()
gc.enable()


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    return _app.resolve(event, context)
