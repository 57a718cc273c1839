"""A backup and a restoring of it, as processes that may be killed in the middle of."""

from pathlib import Path
from typing import Any

from botocore.session import get_session

from lamppost.backup.catching_up import Waiting
from lamppost.backup.making import Source, make
from lamppost.backup.places import Folder
from lamppost.backup.restoring import Destination, restore
from lamppost.local_cloud.database import WITHOUT_ACCOUNT
from lamppost.local_cloud.local_account import local_account
from tests.exactness.table import open_table


def keep(endpoint: str, table: str, folder: str) -> None:
    client = open_table(endpoint, table).client
    client.meta.events.register("provide-client-params.dynamodb.Scan", _a_few_at_a_time)
    with local_account(endpoint):
        streams = get_session().create_client("dynamodbstreams", config=WITHOUT_ACCOUNT)
    make(Source(client, streams, table, None, Waiting(0.2)), Folder(Path(folder)))


def bring_back(endpoint: str, table: str, folder: str) -> None:
    restore(Folder(Path(folder)), Destination(open_table(endpoint, table).client, table, None))


def _a_few_at_a_time(params: dict[str, Any], **_: Any) -> dict[str, Any]:
    return params | {"Limit": 20}
