"""Versions of procedures from a terminal: lint, deploy, versions."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from engine.clock import system_clock, to_text
from engine.definitions import commands, queries, sources, staffing
from engine.definitions.inspection import inspect
from web.cli.context import Context, actor_option, json_option, line_of, print_json, with_context
from web.texts.versions import VERSION_STATUSES

FILES = click.Path(exists=True, dir_okay=False, path_type=Path)
MANY = 5


@click.command()
@click.argument("files", metavar="ARCHIVO…", nargs=-1, required=True, type=FILES)
@json_option
@with_context
def lint(context: Context, files: Sequence[Path], as_json: bool) -> None:
    """Revisa diagramas sin instalarlos: qué está mal, en qué elemento y en qué línea."""
    given = [sources.from_file(path) for path in files]
    known = sources.known([*sources.shipped(), *given])
    reports = []
    hidden = len(given) < MANY or not sys.stderr.isatty()
    with click.progressbar(given, label=context.gettext("Checking"), file=sys.stderr, hidden=hidden) as progress:
        for source in progress:
            reports.append(inspect(source, known))
    if as_json:
        print_json(
            [
                {
                    "file": report.source.file,
                    "ok": report.ok,
                    "findings": [context.finding(finding) for finding in report.findings],
                }
                for report in reports
            ]
        )
    else:
        for report in reports:
            verdict = context.gettext("accepted") if report.ok else context.gettext("refused")
            click.echo(f"{report.source.file}: {verdict}")
            for finding in report.findings:
                click.echo(f"  {line_of(context, context.finding(finding))}")
    if not all(report.ok for report in reports):
        raise SystemExit(1)


@click.command()
@click.argument("files", metavar="ARCHIVO…", nargs=-1, required=True, type=FILES)
@actor_option
@click.option("--description", required=True, help="Descripción del cambio, para la tabla de versiones.")
@json_option
@with_context
def deploy(context: Context, files: Sequence[Path], actor: str, description: str, as_json: bool) -> None:
    """Pone en vigor diagramas con los formularios de su carpeta; lo que corre sigue en su versión."""
    given = [sources.from_file(path) for path in files]
    with context.database.transaction() as connection:
        deployed = commands.deploy(connection, given, description, actor=actor, at=system_clock())
    if as_json:
        print_json(
            [
                {**_version(version), "findings": [context.finding(finding) for finding in findings]}
                for version, findings in deployed
            ]
        )
        return
    for version, findings in deployed:
        click.echo(_version_line(context, version))
        for finding in findings:
            click.echo(f"  {line_of(context, context.finding(finding))}")


@click.command()
@click.argument("process_id", metavar="[PROCESO]", required=False)
@json_option
@with_context
def versions(context: Context, process_id: str | None, as_json: bool) -> None:
    """Lista las versiones de los procedimientos y lo que falta para operarlas."""
    with context.database.reading() as connection:
        found = queries.versions(connection, process_id)
        missing = {version: staffing.unstaffed_in_force(connection, version) for version in found}
    if as_json:
        print_json(
            [
                {**_version(version), "findings": [context.finding(finding) for finding in missing[version]]}
                for version in found
            ]
        )
        return
    for version in found:
        click.echo(_version_line(context, version))
        for finding in missing[version]:
            click.echo(f"  {line_of(context, context.finding(finding))}")


def _version(version: queries.Version) -> dict[str, object]:
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
    }


def _version_line(context: Context, version: queries.Version) -> str:
    number, digest = f"v{version.number}", version.digest[:12]
    status = context.gettext.render(VERSION_STATUSES[version.status])
    return f"{version.process_id:<24} {number:<4} {status:<10} {digest}  {version.description}"


COMMANDS = (lint, deploy, versions)
