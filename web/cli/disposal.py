"""Disposing of the values of an instance from a terminal."""

from collections.abc import Sequence
from typing import Any

import click

from bpmn.hidden import WITHHELD
from engine.clock import from_text, system_clock
from engine.db import Connection
from engine.disposal import commands
from engine.disposal.commands import Disposable
from web.cli.context import Context, actor_option, json_option, key_option, with_context
from web.cli.output import exact, print_json
from web.cli.translated import argument, command, gettext, option


@command()
@argument("folio")
@option("--rule", metavar="TEXT", help="The rule or the request by which it is done; it stays in the history.")
@option("--dry-run", is_flag=True, help="Only say what would go.")
@actor_option
@key_option
@json_option
@with_context
def dispose(context: Context, folio: str, rule: str | None, dry_run: bool, actor: str, as_json: bool) -> None:
    """Dispose of the values of the instance FOLIO, which is over: what was answered, attached and written to people.

    What stays is its history without them: who did which step, when, and which way it went; and that it is so. Backups
    made before keep them. It takes the right called control of documents. Nothing brings them back.
    """
    if dry_run:
        with context.database.reading() as connection:
            gone = commands.preview(connection, context.runtime, folio, actor=actor, at=system_clock())
        _print(context, {"folio": folio, "disposed": False, **_gone(gone)}, as_json)
        return
    if rule is None:
        raise click.UsageError(gettext("Give the rule with --rule, or --dry-run."))

    def do(connection: Connection) -> dict[str, Any]:
        done = commands.dispose(connection, context.runtime, folio, rule, actor=actor, at=system_clock())
        return {"folio": folio, "disposed": True, **done.disposal.as_dict(), **_gone(done.gone)}

    became = context.once(do)
    commands.scrub(context.database)
    _print(context, became, as_json)
    if not as_json:
        at = exact(context, from_text(became["at"]))
        click.echo(context.gettext("The values of {folio} were disposed of: {at}.", folio=folio, at=at))


def _gone(gone: Disposable) -> dict[str, Any]:
    about = {"events": gone.events, "files": _told(gone.files), "files_kept": _told(gone.shared)}
    return {**about, "letters": gone.letters, "drafts": gone.drafts}


def _print(context: Context, said: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print_json(said)
        return
    folio, counts = said["folio"], {name: said[name] for name in ("events", "letters", "drafts")}
    click.echo(
        context.gettext(
            "{folio}: events that lose their values: {events}; letters that go: {letters}; drafts that go: {drafts}.",
            folio=folio,
            **counts,
        )
    )
    for each in said["files"]:
        click.echo(context.gettext("  {name} goes ({sha256})", name=each["name"], sha256=each["sha256"][:12]))
    for each in said["files_kept"]:
        sha256 = each["sha256"][:12]
        click.echo(
            context.gettext("  {name} stays: something else names it ({sha256})", name=each["name"], sha256=sha256)
        )


def _told(files: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    """Of what the reader may not read the digest is not told either: who knows it could name the file elsewhere."""
    return [{"name": name, "sha256": "" if name == WITHHELD else sha256} for name, sha256 in files]
