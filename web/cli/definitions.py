"""Diagrams from a terminal: lint, deploy."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from engine.clock import system_clock
from engine.db import Connection
from engine.definitions import deployment, sources
from engine.definitions.deployment import Deployed
from engine.definitions.inspection import inspect
from web.cli.context import Context, actor_option, json_option, key_option, with_context
from web.cli.drafts import draft_as_json
from web.cli.output import finding_as_json, finding_line, print_json, print_report, report_as_json
from web.cli.translated import FilePath, argument, command, option
from web.cli.versions import version_as_json, version_line

FILES = FilePath(exists=True, dir_okay=False, path_type=Path)
PROGRESS_FROM = 5  # files


@command()
@argument("files", metavar="FILE…", nargs=-1, required=True, type=FILES)
@option(
    "--repair",
    "repaired",
    metavar="OUT",
    type=FilePath(dir_okay=False, path_type=Path),
    help="Write the diagram to OUT with every repair that asks nothing, and list the others.",
)
@json_option
@with_context
def lint(context: Context, files: Sequence[Path], repaired: Path | None, as_json: bool) -> None:
    """Check diagrams without installing them: what is wrong, in which element and line."""
    if repaired is not None:
        from web.cli.repairing import repair_to  # checking repairs nothing

        repair_to(context, files, repaired, as_json)
        return
    given = [sources.from_file(path) for path in files]
    there = [*sources.shipped(), *given]
    known, forms = sources.known(there), sources.known_forms(there)
    reports = []
    hidden = len(given) < PROGRESS_FROM or not sys.stderr.isatty()
    with click.progressbar(given, label=context.gettext("Checking"), file=sys.stderr, hidden=hidden) as progress:
        for source in progress:
            reports.append(inspect(source, known, forms))
    if as_json:
        print_json([report_as_json(context, report) for report in reports])
    else:
        for report in reports:
            print_report(context, report)
    if not all(report.ok for report in reports):
        raise SystemExit(1)


@command()
@argument("files", metavar="FILE…", nargs=-1, required=True, type=FILES)
@actor_option
@option("--description", required=True, help="What changed, for the table of versions.")
@option("--answers", multiple=True, help="A finding of an audit that this answers; can be repeated.")
@key_option
@json_option
@with_context
def deploy(
    context: Context, files: Sequence[Path], actor: str, description: str, answers: Sequence[str], as_json: bool
) -> None:
    """Submit diagrams, with the forms beside them, for review: others sign them before they are in force.

    Only an empty installation takes its first versions as they are. What is running stays on its version.
    """
    from web.cli.trials import before_review  # linting tries nothing

    given = [sources.from_file(path) for path in files]
    at = system_clock()
    tried = before_review(context, given, actor, at)

    def do(connection: Connection) -> list[dict[str, Any]]:
        render = context.gettext.render
        deployed = deployment.deploy(
            connection, given, description, answers, before_review=tried, render=render, actor=actor, at=at
        )
        return [_deployed_as_json(context, each) for each in deployed]

    became = context.once(do)
    if as_json:
        print_json(became)
        return
    for each in became:
        if each["version"] is not None:
            click.echo(version_line(context, each))
        else:
            click.echo(
                context.gettext("{process} is submitted: others review and approve it.", process=each["process"])
            )
        for finding in each["findings"]:
            click.echo(f"  {finding_line(context, finding)}")


def _deployed_as_json(context: Context, deployed: Deployed) -> dict[str, Any]:
    findings = {"findings": [finding_as_json(context, finding) for finding in deployed.findings]}
    if deployed.version is not None:
        return {**version_as_json(deployed.version), **findings}
    assert deployed.draft is not None
    return {**draft_as_json(deployed.draft), **findings}
