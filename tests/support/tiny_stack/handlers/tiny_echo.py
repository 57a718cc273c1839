"""Answers with what it was asked: the event, its context, and the environment that it was imported with."""

import os

ENVIRONMENT = dict(os.environ)


def handle(event, context):
    known = ("GREETING", "TABLE_NAME", "MOOD", "TABLE_ARN", "LITERAL", "JOINED", "SWITCH", "CHOSEN")
    known += ("AWS_LAMBDA_FUNCTION_NAME",)
    return {
        "event": event,
        "environment": {name: ENVIRONMENT.get(name) for name in known},
        "now": {name: os.environ.get(name) for name in known},
        "context": {
            "function_name": context.function_name,
            "function_version": context.function_version,
            "invoked_function_arn": context.invoked_function_arn,
            "memory_limit_in_mb": context.memory_limit_in_mb,
            "aws_request_id": context.aws_request_id,
            "log_group_name": context.log_group_name,
            "log_stream_name": context.log_stream_name,
            "remaining": context.get_remaining_time_in_millis(),
        },
    }
