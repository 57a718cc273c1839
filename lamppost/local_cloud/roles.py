"""Each function's role in the template, and its clients held to it as AWS would hold them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock
from typing import Any
from unittest.mock import patch

from botocore.client import ClientCreator
from botocore.exceptions import ClientError

from lamppost.local_cloud.asked import PartitionKeys, asked_for_what_is_missing, asked_of
from lamppost.local_cloud.policies import Asked, Decision, Policy, PolicyError, read_policy
from lamppost.local_cloud.template import ACCOUNT, Template, TemplateError

_WHY = {
    Decision.DENIED: "with an explicit deny in an identity-based policy",
    Decision.NOT_GRANTED: "because no identity-based policy allows the {action} action",
}
# What a refusal is called, and its status, by service; https://docs.aws.amazon.com/service-authorization/ has no list.
_CODES = {"s3": ("AccessDenied", 403), "cloudfront": ("AccessDenied", 403), "dynamodb": ("AccessDeniedException", 400)}
_OTHER_CODE = ("AccessDeniedException", 403)
# One function at a time makes its clients.
_loading = Lock()


@dataclass(frozen=True, slots=True)
class Role:
    """What a function may do; `keys` are the partition keys of the stack's tables and indexes."""

    name: str = ""
    policy: Policy = field(default_factory=Policy)
    keys: PartitionKeys = field(default_factory=dict)

    def refusal(self, asked: Sequence[Asked], function: str) -> str:
        """What AWS says of the first of these that the role does not allow; '' where it allows all."""
        for each in asked:
            decision = self.policy.decide(each)
            if decision is not Decision.ALLOWED:
                who = f"arn:aws:sts::{ACCOUNT}:assumed-role/{self.name}/{function}"
                why = _WHY[decision].format(action=each.action)
                return f"User: {who} is not authorized to perform: {each.action} on resource: {each.resource} {why}"
        return ""


def read_role(template: Template, name: str, properties: Mapping[str, Any]) -> Role:
    """The role of a function with these properties: the one that its `Role` names, or the one that SAM makes of its
    `Policies`, and none of what SAM adds to that. Raises `TemplateError`.
    """
    where = f"Resources.{name}.Properties"
    try:
        role_name, documents = _documents(template, name, properties, where)
        statements = template.resolve([each for document in documents for each in document["Statement"]], where)
        return Role(role_name, read_policy(statements), partition_keys(template))
    except PolicyError as error:
        raise TemplateError(where, str(error)) from error


def _documents(
    template: Template, name: str, properties: Mapping[str, Any], where: str
) -> tuple[str, list[Mapping[str, Any]]]:
    if "Role" not in properties:
        policies = properties.get("Policies", [])
        if not all(isinstance(each, dict) and "Statement" in each for each in policies):
            raise TemplateError(f"{where}.Policies", "are not written out as statements")
        return f"{name}Role", policies
    role, roles = _named(properties["Role"]), template.resources("AWS::IAM::Role")
    if role not in roles:
        raise TemplateError(f"{where}.Role", "is not the Arn of a role in the template")
    if "ManagedPolicyArns" in roles[role]:
        raise TemplateError(f"Resources.{role}.Properties.ManagedPolicyArns", "is not read here")
    return role, [each["PolicyDocument"] for each in roles[role].get("Policies", [])]


def _named(reference: Any) -> str:
    """The logical id in `!GetAtt Name.Arn`."""
    path = reference.get("Fn::GetAtt", "") if isinstance(reference, dict) else ""
    return path.partition(".")[0] if isinstance(path, str) else path[0]


def partition_keys(template: Template) -> PartitionKeys:
    """Of the template's tables, and of their indexes as `table/index/name`."""
    found = {}
    for name, properties in template.resources("AWS::DynamoDB::Table").items():
        table = template.resolve({"Ref": name}, f"Resources.{name}")
        found[table] = _hash_key(properties)
        for index in properties.get("GlobalSecondaryIndexes", []):
            found[f"{table}/index/{index['IndexName']}"] = _hash_key(index)
    return found


def _hash_key(properties: Mapping[str, Any]) -> str:
    return next((each["AttributeName"] for each in properties.get("KeySchema", ()) if each["KeyType"] == "HASH"), "")


@contextmanager
def clients_of(function: str, role: Role) -> Iterator[None]:
    """Clients that are made in this block are held to the role, by whatever session they are made and from whatever
    thread they are called later: a call that it does not allow is refused, and never made.
    """
    gate, create = _Gate(function, role), ClientCreator.create_client

    def create_held(creator: ClientCreator, *args: Any, **kwargs: Any) -> Any:
        client = create(creator, *args, **kwargs)
        client.meta.events.register("before-parameter-build", gate.check)
        client.meta.events.register("after-call.s3", gate.check_missing)
        return client

    with _loading, patch.object(ClientCreator, "create_client", create_held):
        yield


@dataclass(frozen=True, slots=True)
class _Gate:
    function: str
    role: Role

    def check(self, params: Mapping[str, Any], model: Any, **_: Any) -> None:
        service = model.service_model.service_name
        self._refuse(service, model.name, asked_of(service, model.name, params, self.role.keys))

    def check_missing(self, http_response: Any, model: Any, context: Mapping[str, Any], **_: Any) -> None:
        if http_response.status_code == 404:
            self._refuse("s3", model.name, [asked_for_what_is_missing(context["s3_redirect"]["bucket"])])

    def _refuse(self, service: str, operation: str, asked: Sequence[Asked]) -> None:
        if message := self.role.refusal(asked, self.function):
            raise access_denied(service, operation, message)


def access_denied(service: str, operation: str, message: str) -> ClientError:
    code, status = _CODES.get(service, _OTHER_CODE)
    answer: Any = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return ClientError(answer, operation)
