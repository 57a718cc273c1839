"""Which properties of a resource cannot be changed without another taking its place, as CloudFormation's schemas say.

https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-schema.html (createOnlyProperties)
"""

from typing import Any

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

# A table is replaced when its keys change; the schema calls that conditional, because other changes of a key are none.
_WORDS = ("createOnlyProperties", "conditionalCreateOnlyProperties")


def create_only(resource: dict[str, Any]) -> dict[str, Any]:
    """The values that a resource has for those properties; one that it does not set is not there."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("us-east-1", resource["Type"]).schema
    names = {path.split("/")[2] for word in _WORDS for path in schema.get(word, ())}
    properties = resource.get("Properties", {})
    return {name: properties[name] for name in sorted(names) if name in properties}
