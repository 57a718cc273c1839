"""A table as each process sees it, through a client of its own; and what all would otherwise do alone, done once."""

from botocore.config import Config
from botocore.loaders import create_loader
from botocore.session import get_session

from lamppost.local_cloud.local_account import local_account
from rendering.environment import Renderer, find_templates
from tests.support.blog import SITE
from tests.support.stores import Store

# As the functions have it, with more patience: here sixty-four processes share two processors with the database.
_CONFIG = Config(connect_timeout=5, read_timeout=60, retries={"mode": "standard", "max_attempts": 3})
_MODELS = create_loader()


def before_forking() -> None:
    """Reads botocore's description of DynamoDB and compiles all templates, which every process has from then on."""
    _MODELS.load_service_model("dynamodb", "service-2")
    environment = Renderer(find_templates(), SITE)._environment
    for name in environment.list_templates(["html"]):
        environment.get_template(name)


def open_table(endpoint: str, name: str) -> Store:
    session = get_session()
    session.register_component("data_loader", _MODELS)
    with local_account(endpoint):
        return Store(session.create_client("dynamodb", config=_CONFIG), name)
