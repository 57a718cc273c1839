"""The door: reads the environment, builds the real parts once, exports `handle`."""

import os
from typing import Any

import boto3
from botocore.config import Config

from try_version.invoking import invoker
from try_version.trial import NotWell, Trial, Versions
from watching.watch import Watch

_watch = Watch(os.environ)
# Longer than any of the functions may take, so that it is they who give up.
_config = Config(connect_timeout=2, read_timeout=40, retries={"mode": "standard", "total_max_attempts": 2})
_versions = Versions(
    pages=os.environ["PAGES_VERSION"],
    comments=os.environ["COMMENTS_VERSION"],
    likes=os.environ["LIKES_VERSION"],
    search=os.environ["SEARCH_VERSION"],
)
_trial = Trial(invoker(boto3.client("lambda", config=_config)), _versions, os.environ["EDGE_SECRET"])
_code_deploy = boto3.client("codedeploy", config=_config)


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-hooks.html#appspec-hooks-lambda"""
    status = "Failed"
    with _watch.begin(context):
        try:
            _watch.info("readers may come", tried=_trial.run())
            status = "Succeeded"
        except NotWell as error:
            _watch.failed(f"no reader comes to the new version: {error}")
        finally:
            # Whatever happened: CodeDeploy would wait for an hour to be told.
            _code_deploy.put_lifecycle_event_hook_execution_status(
                deploymentId=event["DeploymentId"],
                lifecycleEventHookExecutionId=event["LifecycleEventHookExecutionId"],
                status=status,
            )
    return {"status": status}
