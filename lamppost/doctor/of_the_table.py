"""Checks of the table and of what its owner has chosen."""

from blog.errors import BlogError
from blog.settings import Settings
from lamppost.doctor.blog import Blog, aws, here, table
from lamppost.doctor.checks import check
from lamppost.doctor.findings import Finding, ok, warning, wrong
from lamppost.local_cloud.database import difference

_DEPLOY = "deploy the template again, which says so"
_VIEW, _EXPIRES = "NEW_AND_OLD_IMAGES", "expires_at"


@check("table", here)
def its_state(blog: Blog) -> Finding:
    if not blog.table:
        return wrong(f"there is no table {blog.target.table_name}", "deploy the stack, or start `lamppost serve`")
    if blog.table["TableStatus"] != "ACTIVE":
        return warning(f"its state is {blog.table['TableStatus']}", "look again when that is over")
    if other := difference(blog.wanted_table, blog.table):
        return wrong(f"its {other} are not the template's", "bring the blog into a new table: lamppost backup, restore")
    return ok(f"{blog.target.table_name}, with keys and index as in the template")


@check("stream", table)
def stream(blog: Blog) -> Finding:
    said = blog.table.get("StreamSpecification", {})
    if not said.get("StreamEnabled") or said.get("StreamViewType") != _VIEW:
        problem = "nothing follows what is written: the stream is off, or does not carry both images"
        return wrong(problem, "deploy the template again, or begin with a new --database")
    return ok("carries what was and what is")


@check("expiry", table)
def expiry(blog: Blog) -> Finding:
    said = blog.target.client.describe_time_to_live(TableName=blog.target.table_name)["TimeToLiveDescription"]
    if said.get("TimeToLiveStatus") not in ("ENABLED", "ENABLING") or said.get("AttributeName") != _EXPIRES:
        return warning("what has expired stays: rejected comments, hashes of readers, keys", _DEPLOY)
    return ok(f"by {_EXPIRES}")


@check("recovery", aws, table)
def recovery(blog: Blog) -> Finding:
    said = blog.target.client.describe_continuous_backups(TableName=blog.target.table_name)
    points = said["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
    if points.get("PointInTimeRecoveryStatus") != "ENABLED":
        return wrong("no moment can be recovered", _DEPLOY)
    since = points.get("EarliestRestorableDateTime")
    return ok(f"any moment since {since:%Y-%m-%d %H:%M}" if since else "on")


@check("protection", aws, table)
def protection(blog: Blog) -> Finding:
    if not blog.table.get("DeletionProtectionEnabled"):
        return wrong("the table can be deleted by mistake", _DEPLOY)
    return ok("the table cannot be deleted by mistake")


@check("settings", table)
def settings(blog: Blog) -> Finding:
    """Each as if it were set now; pages show the default of one that cannot be read."""
    problems = []
    for name, text in sorted(blog.stored_settings.items()):
        try:
            Settings().changed({name: text})
        except BlogError as error:
            problems.append(str(error))
    if problems:
        return wrong("; ".join(problems), "lamppost settings set NAME=VALUE, or unset NAME")
    return ok(f"{len(blog.stored_settings)} chosen, all as they may be")
