"""The versions of procedures from a terminal.

Listing them needs no engine: what decides about one is imported where it is given.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

from bpmn.findings import Finding
from engine.clock import system_clock, to_text
from engine.db import Connection
from engine.definitions import queries, retention, staffing
from web.cli.context import Context, actor_option, json_option, key_option, with_context
from web.cli.output import finding_as_json, finding_line, print_json
from web.cli.translated import Day, ListingGroup, WholeNumber, argument, group, option
from web.texts.versions import CHANGES, VERSION_STATUSES

F = TypeVar("F", bound=Callable[..., Any])


@group(cls=ListingGroup)
def versions() -> None:
    """List the versions of the procedures: cauce versions [PROCESS]; or decide about one."""


@versions.command("list")
@argument("process_id", metavar="[PROCESS]", required=False)
@json_option
@with_context
def list_(context: Context, process_id: str | None, as_json: bool) -> None:
    """List the versions of the procedures and what is missing to operate them."""
    with context.database.reading() as connection:
        found = queries.versions(connection, process_id)
        missing = {version: staffing.unstaffed_in_force(connection, version) for version in found}
        kept = retention.standings(connection, process_id)
    if as_json:
        print_json(
            [
                {
                    **version_as_json(version),
                    "retention": kept.get((version.process_id, version.number)),
                    "findings": _findings(context, missing[version]),
                }
                for version in found
            ]
        )
        return
    for version in found:
        click.echo(version_line(context, version_as_json(version)))
        if (decided := kept.get((version.process_id, version.number))) is not None:
            click.echo(f"  {context.gettext.render(CHANGES[decided])}")
        for finding in _findings(context, missing[version]):
            click.echo(f"  {finding_line(context, finding, in_file=False)}")


def _about_one(function: F) -> F:
    """What a decision about one version is given, besides what only it takes."""
    for decorate in (
        argument("process_id", metavar="PROCESS"),
        argument("number", metavar="NUMBER", type=WholeNumber(1)),
        option("--reason", required=True, help="Why; it stays on the record."),
        actor_option,
        key_option,
        json_option,
        with_context,
    )[::-1]:
        function = decorate(function)
    return function


@versions.command()
@_about_one
def withdraw(context: Context, process_id: str, number: int, reason: str, actor: str, as_json: bool) -> None:
    """Withdraw version NUMBER of PROCESS, which is signed, before its date."""
    from engine.definitions import dates

    render = context.gettext.render
    given = process_id, number, reason
    _decide(context, lambda c, at: dates.withdraw(c, *given, render=render, actor=actor, at=at), given, as_json)


@versions.command()
@option(
    "--from",
    "day",
    type=Day(),
    metavar="DATE",
    required=True,
    help="From when it is in force; one that is over means now.",
)
@_about_one
def reschedule(
    context: Context, process_id: str, number: int, day: datetime, reason: str, actor: str, as_json: bool
) -> None:
    """Give version NUMBER of PROCESS, which is signed and waits, another date."""
    from engine.definitions import dates

    since = start_of(context, day)
    render = context.gettext.render
    given = process_id, number, since, reason
    _decide(context, lambda c, at: dates.reschedule(c, *given, render=render, actor=actor, at=at), given, as_json)


@versions.command()
@_about_one
def hold(context: Context, process_id: str, number: int, reason: str, actor: str, as_json: bool) -> None:
    """Hold version NUMBER of PROCESS, which is over: it is not disposed of."""
    from engine.instances import disposal

    given = process_id, number, reason
    _decide(context, lambda c, at: disposal.hold(c, *given, actor=actor, at=at), given, as_json)


@versions.command()
@_about_one
def release(context: Context, process_id: str, number: int, reason: str, actor: str, as_json: bool) -> None:
    """Release version NUMBER of PROCESS, which is held: it is proposed for disposal again."""
    from engine.instances import disposal

    given = process_id, number, reason
    _decide(context, lambda c, at: disposal.release(c, *given, actor=actor, at=at), given, as_json)


@versions.command()
@_about_one
def dispose(context: Context, process_id: str, number: int, reason: str, actor: str, as_json: bool) -> None:
    """Dispose of version NUMBER of PROCESS, which is proposed for it; its digest and its record stay."""
    from engine.instances import disposal

    given = process_id, number, reason
    _decide(context, lambda c, at: disposal.dispose(c, *given, actor=actor, at=at), given, as_json)


def _decide(
    context: Context, command: Callable[[Connection, datetime], object], about: tuple[Any, ...], as_json: bool
) -> None:
    """Decide something `about` a version, its procedure and its number first, and tell what has become of it."""

    def do(connection: Connection) -> dict[str, Any]:
        command(connection, system_clock())
        version = queries.version(connection, *about[:2])
        return {**version_as_json(version), "retention": retention.standing(connection, version)}

    became = context.once(do)
    if as_json:
        print_json(became)
        return
    click.echo(version_line(context, became))
    if became["retention"] is not None:
        click.echo(f"  {context.gettext.render(CHANGES[became['retention']])}")


def start_of(context: Context, day: datetime) -> datetime:
    """The first moment of a day where people read it."""
    return datetime.combine(day.date(), time(), ZoneInfo(context.settings.timezone))


def _findings(context: Context, found: Iterable[Finding]) -> list[dict[str, object]]:
    return [finding_as_json(context, finding) for finding in found]


def version_as_json(version: queries.Version) -> dict[str, Any]:
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


def version_line(context: Context, version: Mapping[str, Any]) -> str:
    """A version, as `version_as_json` gives it, on one line of a terminal."""
    number, digest = f"v{version['version']}", version["digest"][:12]
    status = context.gettext.render(VERSION_STATUSES[version["status"]])
    return f"{version['process']:<24} {number:<4} {status:<10} {digest}  {version['description']}"
