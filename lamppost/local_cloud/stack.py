"""infra/template.yaml, as far as it can run here: tables, buckets, functions, and what leads to them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lamppost.local_cloud.distribution import Distribution, read_distribution
from lamppost.local_cloud.parameters import as_text, parameter_values
from lamppost.local_cloud.roles import Role, read_role
from lamppost.local_cloud.sources import StreamSource, queue_of, read_sources
from lamppost.local_cloud.template import Template, TemplateError, load_document

TEMPLATE = Path(__file__).resolve().parents[2] / "infra" / "template.yaml"
# The properties of AWS::DynamoDB::Table that CreateTable takes by the same name, and that every endpoint
# knows; recovery points, tags and encryption keys mean nothing on a laptop.
_CREATE_TABLE = (
    "AttributeDefinitions",
    "KeySchema",
    "BillingMode",
    "ProvisionedThroughput",
    "GlobalSecondaryIndexes",
    "LocalSecondaryIndexes",
    "DeletionProtectionEnabled",
)


@dataclass(frozen=True, slots=True)
class Table:
    """`create_table` holds the arguments of DynamoDB's CreateTable; `ttl_attribute` may be ''."""

    logical_id: str
    name: str
    create_table: Mapping[str, Any]
    ttl_attribute: str = ""


@dataclass(frozen=True, slots=True)
class Function:
    """`code` is the folder that the handler's module is imported from; `timeout` is in seconds, `memory` in MB.

    `undelivered` is the queue of the events that nobody waits for and that were given up, '' for none.
    """

    logical_id: str
    handler: str
    code: Path
    timeout: float
    memory: int
    environment: Mapping[str, str]
    undelivered: str = ""
    role: Role = field(default_factory=Role)


@dataclass(frozen=True, slots=True)
class Route:
    """`key` is an HTTP API's route key: `POST /comments/{slug}`, `ANY /{proxy+}` or `$default`."""

    key: str
    function: str


@dataclass(frozen=True, slots=True)
class Stack:
    """`buckets`, `schedule_groups` and `queues` are names.

    `table_name` is the blog's own table, which the stack's output TableName names; `search_bucket` is where its search
    index is, by SearchBucketName, `media_bucket` where pictures are, by MediaBucketName, and `undelivered` the queue of
    what was given up, by UndeliveredUrl; '' for a stack without one.
    """

    tables: Mapping[str, Table]
    functions: Mapping[str, Function]
    routes: tuple[Route, ...]
    table_name: str
    sources: tuple[StreamSource, ...] = ()
    buckets: tuple[str, ...] = ()
    schedule_groups: tuple[str, ...] = ()
    search_bucket: str = ""
    media_bucket: str = ""
    distribution: Distribution | None = None
    queues: tuple[str, ...] = ()
    undelivered: str = ""


def read_stack(path: Path = TEMPLATE, chosen: Mapping[str, str] | None = None) -> Stack:
    """The stack with the parameter values `chosen`, defaults elsewhere. Raises `TemplateError`."""
    document = load_document(path)
    values = parameter_values(document.get("Parameters", {}), chosen or {})
    template = Template(document, values, path.resolve().parent)
    template.check_rules()
    tables = template.resources("AWS::DynamoDB::Table")
    functions = template.resources("AWS::Serverless::Function")
    return Stack(
        tables={name: _table(template, name, properties) for name, properties in tables.items()},
        functions={name: _function(template, name, properties) for name, properties in functions.items()},
        routes=tuple(route for name, each in functions.items() for route in _routes(template, name, each)),
        table_name=_table_name(template),
        sources=tuple(source for name, each in functions.items() for source in read_sources(template, name, each)),
        buckets=_names(template, "AWS::S3::Bucket"),
        schedule_groups=_names(template, "AWS::Scheduler::ScheduleGroup"),
        search_bucket=_output(template, "SearchBucketName"),
        media_bucket=_output(template, "MediaBucketName"),
        distribution=read_distribution(template),
        queues=_names(template, "AWS::SQS::Queue"),
        undelivered=_output(template, "UndeliveredUrl"),
    )


def _table(template: Template, name: str, properties: dict[str, Any]) -> Table:
    where = f"Resources.{name}.Properties"
    resolved = template.resolve(properties, where)
    arguments = {key: resolved[key] for key in _CREATE_TABLE if key in resolved}
    if "StreamSpecification" in resolved:
        # CloudFormation takes a stream's mere mention for its being switched on.
        arguments["StreamSpecification"] = {"StreamEnabled": True, **resolved["StreamSpecification"]}
    ttl = resolved.get("TimeToLiveSpecification", {})
    return Table(
        logical_id=name,
        name=resolved.get("TableName", name),
        create_table=arguments,
        ttl_attribute=ttl.get("AttributeName", "") if ttl.get("Enabled") else "",
    )


def _function(template: Template, name: str, properties: dict[str, Any]) -> Function:
    where = f"Resources.{name}.Properties"
    defaults = template.document.get("Globals", {}).get("Function", {})
    variables = _variables(template, defaults, "Globals.Function") | _variables(template, properties, where)
    merged = defaults | properties

    def setting(key: str, default: Any = None) -> Any:
        if key not in merged and default is None:
            raise TemplateError(where, f"{key} is missing")
        return template.resolve(merged.get(key, default), f"{where}.{key}")

    return Function(
        logical_id=name,
        handler=setting("Handler"),
        code=(template.folder / setting("CodeUri")).resolve(),
        # Lambda's own defaults: https://docs.aws.amazon.com/lambda/latest/dg/configuration-function-common.html
        timeout=float(setting("Timeout", 3)),
        memory=int(setting("MemorySize", 128)),
        environment=variables,
        undelivered=queue_of(setting("EventInvokeConfig", {})),
        role=read_role(template, name, merged),
    )


def _variables(template: Template, properties: dict[str, Any], where: str) -> dict[str, str]:
    found = properties.get("Environment", {}).get("Variables", {})
    resolved = template.resolve(found, f"{where}.Environment.Variables")
    return {name: as_text(value) for name, value in resolved.items()}


def _routes(template: Template, name: str, properties: dict[str, Any]) -> list[Route]:
    routes = []
    for event, each in properties.get("Events", {}).items():
        where = f"Resources.{name}.Properties.Events.{event}"
        if each["Type"] == "Api":
            raise TemplateError(where, "is an event of a REST API; the local gateway is an HTTP API (Type: HttpApi)")
        if each["Type"] == "HttpApi":
            settings = {key: each.get("Properties", {}).get(key) for key in ("Method", "Path", "PayloadFormatVersion")}
            routes.append(Route(_route_key(template.resolve(settings, where), where), name))
    return routes


def _route_key(settings: dict[str, Any], where: str) -> str:
    """As SAM derives it: neither method nor path make the `$default` route, a path alone takes any method."""
    if settings["PayloadFormatVersion"] not in (None, "2.0"):
        raise TemplateError(where, "the local gateway speaks payload format 2.0 only")
    method, path = (settings["Method"] or "ANY").upper(), settings["Path"]
    if method == "X-AMAZON-APIGATEWAY-ANY-METHOD":
        method = "ANY"
    if path is None and settings["Method"] is not None:
        raise TemplateError(where, "has a Method but no Path")
    return "$default" if path is None else f"{method} {path}"


def _names(template: Template, kind: str) -> tuple[str, ...]:
    return tuple(template.resolve({"Ref": name}, f"Resources.{name}") for name in template.resources(kind))


def _table_name(template: Template) -> str:
    if not (name := _output(template, "TableName")):
        raise TemplateError("Outputs.TableName", "is missing: it names the blog's table")
    return name


def _output(template: Template, name: str) -> str:
    """The value of one of the stack's outputs, or ''."""
    output = template.document.get("Outputs", {}).get(name, {})
    return template.resolve(output.get("Value", ""), f"Outputs.{name}.Value")
