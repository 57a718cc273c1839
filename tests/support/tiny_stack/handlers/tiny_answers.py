"""Answers, good ones and bad ones, by name."""

import sys
from decimal import Decimal

ANSWERS = {
    "full": {
        "statusCode": 201,
        "headers": {"Content-Type": "text/html; charset=utf-8", "X-Several": "one,two", "X-Number": 7},
        "cookies": ["a=1; Path=/", "b=2; HttpOnly"],
        "body": "<p>Grüße</p>",
        "isBase64Encoded": False,
    },
    "binary": {
        "statusCode": 200,
        "headers": {"content-type": "image/gif"},
        "body": "R0lGOAD/",
        "isBase64Encoded": True,
    },
    "untyped": {"statusCode": 200, "body": "{}"},
    "text-status": {"statusCode": "404", "body": "gone"},
    "no-content": {"statusCode": 204},
    "not-modified": {"statusCode": 304, "headers": {"ETag": '"1"'}},
    "framed": {"statusCode": 200, "headers": {"Content-Length": "1", "Connection": "upgrade"}, "body": "four"},
    "text": "Hello from Lambda!",
    "object": {"message": "Hello from Lambda!"},
    "nothing": None,
    "decimal": {"price": Decimal("1.5")},
    "half-a-pair": {"statusCode": 200, "body": "\ud83d!"},
    "status-word": {"statusCode": "fine"},
    "status-true": {"statusCode": True},
    "status-low": {"statusCode": 100},
    "header-list": {"statusCode": 200, "headers": {"x": ["a", "b"]}},
    "header-break": {"statusCode": 200, "headers": {"x": "a\r\nset-cookie: b=c"}},
    "header-name": {"statusCode": 200, "headers": {"x y": "a"}},
    "headers-text": {"statusCode": 200, "headers": "x"},
    "cookies-text": {"statusCode": 200, "cookies": "a=1"},
    "body-object": {"statusCode": 200, "body": {"a": 1}},
    "not-base64": {"statusCode": 200, "body": "?", "isBase64Encoded": True},
    "set": {1, 2},
    "not-a-number": {"value": float("nan")},
    "too-large": "x" * (6 * 1024 * 1024),
}


def handle(event, context):
    name = event["pathParameters"]["name"]
    if name == "raise":
        raise LookupError("nothing for reader@example.org here")
    if name == "exit":
        sys.exit(3)
    return ANSWERS[name]
