"""`python -m tests.support.tiny_stack.serve PORT`: the tiny stack over HTTP, in a process of its own."""

import sys

from lamppost.errors import LamppostError
from lamppost.local_cloud.cloud import Cloud, Plan
from lamppost.local_cloud.serving import serve
from tests.support.tiny_stack import TEMPLATE


def _prepare(cloud: Cloud) -> None:
    item = {"id": {"S": "prepared"}, "part": {"N": "1"}}
    cloud.database.client.put_item(TableName=cloud.table_name, Item=item)


if __name__ == "__main__":
    try:
        serve(int(sys.argv[1]), Plan(template=TEMPLATE), _prepare)
    except LamppostError as error:
        sys.exit(str(error))
