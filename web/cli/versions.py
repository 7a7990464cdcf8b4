"""The versions of procedures from a terminal."""

from collections.abc import Iterable

import click

from bpmn.findings import Finding
from engine.clock import to_text
from engine.definitions import queries, staffing
from web.cli.context import Context, json_option, with_context
from web.cli.output import finding_as_json, finding_line, print_json
from web.cli.translated import argument, command
from web.texts.versions import VERSION_STATUSES


@command()
@argument("process_id", metavar="[PROCESS]", required=False)
@json_option
@with_context
def versions(context: Context, process_id: str | None, as_json: bool) -> None:
    """List the versions of the procedures and what is missing to operate them."""
    with context.database.reading() as connection:
        found = queries.versions(connection, process_id)
        missing = {version: staffing.unstaffed_in_force(connection, version) for version in found}
    if as_json:
        print_json(
            [{**version_as_json(version), "findings": _findings(context, missing[version])} for version in found]
        )
        return
    for version in found:
        click.echo(version_line(context, version))
        for finding in _findings(context, missing[version]):
            click.echo(f"  {finding_line(context, finding)}")


def _findings(context: Context, found: Iterable[Finding]) -> list[dict[str, object]]:
    return [finding_as_json(context, finding) for finding in found]


def version_as_json(version: queries.Version) -> dict[str, object]:
    """A version as ``--json`` gives it."""
    return {
        "process": version.process_id,
        "version": version.number,
        "name": version.name,
        "status": version.status,
        "description": version.description,
        "digest": version.digest,
        "deployed_by": version.deployed_by,
        "deployed_at": to_text(version.deployed_at),
        "effective_at": None if version.effective_at is None else to_text(version.effective_at),
        "signers": version.signers,
        "answers": list(version.findings),
    }


def version_line(context: Context, version: queries.Version) -> str:
    """A version on one line of a terminal."""
    number, digest = f"v{version.number}", version.digest[:12]
    status = context.gettext.render(VERSION_STATUSES[version.status])
    return f"{version.process_id:<24} {number:<4} {status:<10} {digest}  {version.description}"
