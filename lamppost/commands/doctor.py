"""`lamppost doctor`: whether the blog is well, and what to do where it is not."""

from collections import Counter
from dataclasses import asdict

import click

from lamppost.doctor.all_checks import examine
from lamppost.doctor.blog import Blog
from lamppost.doctor.findings import Verdict
from lamppost.output import print_json, print_table, progress
from lamppost.target import Target


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For other programs.")
@click.option("--write", is_flag=True, help="Also send a comment, see that it waits, and remove it.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool, write: bool) -> None:
    """Look at the blog from its table to its readers: what is wrong, in words, and what to do.

    Before the command stands which blog: --local, --stack NAME, or --database URL for the table alone. Nothing is
    written. Ends with 1 when anything is wrong; a warning is none.
    """
    target: Target = ctx.obj
    if not target.is_deployed:
        # Whether there is one at all is no question for a doctor.
        _ = target.table_name
    found = []
    with progress() as tell:
        for each in examine(Blog(target, may_write=write)):
            found.append(each)
            tell(each[0])
    counts = Counter(finding.verdict for _, finding in found)
    if as_json:
        print_json([{"check": name} | asdict(finding) for name, finding in found])
    else:
        rows = [(name, finding.verdict.value, finding.said, finding.remedy) for name, finding in found]
        print_table(("Check", "Verdict", "What was found", "What to do"), rows)
        click.echo(", ".join(f"{counts[verdict]} {verdict}" for verdict in Verdict), err=True)
    ctx.exit(1 if counts[Verdict.WRONG] else 0)
