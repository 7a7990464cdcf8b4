"""Moving instances to the version in force, from a terminal."""

from collections.abc import Iterator, Sequence
from typing import Any

import click

from engine.clock import system_clock
from engine.db import Connection
from engine.definitions import queries as definitions
from engine.errors import EngineError, StoreUnavailable
from engine.identity.queries import person
from engine.instances import queries
from engine.migration import commands
from engine.migration.commands import Decision, NotMoved, Preview
from engine.migration.planning import Verdict, Why
from engine.migration.rights import require_mover
from web.cli.context import Context, actor_option, json_option, key_option, with_context
from web.cli.output import print_json
from web.cli.refusals import refusal_text
from web.cli.translated import argument, command, gettext, option
from web.texts.migration import VERDICTS, reason_text

Told = dict[str, Any]


@command()
@argument("folios", metavar="[FOLIO]…", nargs=-1)
@option("--all-automatic", is_flag=True, help="Every instance of the procedure that moves by itself.")
@option("--process", metavar="PROCESS", help="The procedure, where several are at that version.")
@option("--to", "number", type=int, required=True, metavar="VERSION", help="The version in force, by its number.")
@option("--map", "mapped", multiple=True, metavar="OLD=NEW", help="The step OLD goes on at NEW; ends without NEW.")
@option("--waive", "waived", multiple=True, metavar="ELEMENT", help="Go on without this step of the new version.")
@option("--reason", required=True, help="Why; it is recorded.")
@option("--dry-run", is_flag=True, help="Only say what would happen.")
@actor_option
@key_option
@json_option
@with_context
def migrate(
    context: Context,
    folios: Sequence[str],
    all_automatic: bool,
    process: str | None,
    number: int,
    mapped: Sequence[str],
    waived: Sequence[str],
    reason: str,
    dry_run: bool,
    actor: str,
    as_json: bool,
) -> None:
    """Move the instances FOLIO… to the version in force of their procedure, or all that move by themselves."""
    if bool(folios) == all_automatic:
        raise click.UsageError(gettext("name the instances, or give --all-automatic"))
    decision = Decision(_mapping(mapped), waived)
    if all_automatic and (mapped or waived):
        raise click.UsageError(gettext("what was decided is for the instances that are named"))
    if all_automatic and context.key is not None:
        raise click.UsageError(gettext("--key is for the instances that are named: what has moved does not move again"))
    if all_automatic:
        process = process or _process(context, number)
        told = list(_all(context, process, number, reason, actor, dry_run))
    else:
        told = list(_each(context, list(dict.fromkeys(folios)), number, decision, reason, actor, dry_run))
    if as_json:
        print_json({"to": number, "dry_run": dry_run, "instances": told})
    else:
        for each in told:
            said = each["message"] or context.gettext.render(VERDICTS[Verdict(each["verdict"])])
            click.echo(f"{each['folio']}  {context.gettext('moved') if each['moved'] else said}")
        if not told:
            click.echo(context.gettext("No instance moves by itself to version {number}.", number=number))
    if not all_automatic and any(each["verdict"] != Verdict.MOVES for each in told):
        raise SystemExit(1)


def _each(
    context: Context, folios: Sequence[str], number: int, decision: Decision, reason: str, actor: str, dry_run: bool
) -> Iterator[Told]:
    """What became of each; of several, none that is refused keeps from being told what was moved."""
    for folio in folios:
        try:
            yield _one(context, folio, number, decision, reason, actor, dry_run)
        except StoreUnavailable:
            raise
        except EngineError as error:
            if len(folios) == 1:
                raise
            yield _outcome(context, folio, error)


def _one(context: Context, folio: str, number: int, decision: Decision, reason: str, actor: str, dry_run: bool) -> Told:
    with context.database.reading() as connection:
        reader = context.reader(connection, actor)
        process_id = queries.instance(connection, reader, folio).process_id
        target = commands.target(connection, context.runtime, process_id, number)
        require_mover(person(connection, actor), target.executable.processes[process_id])
        preview = commands.preview(connection, context.runtime, reader, folio, target, decision)
    if preview is not None and (dry_run or preview.plan.moved is None):
        return _told(context, folio, preview.plan.verdict, preview.plan.why, preview, target)
    given = context.runtime, folio, reason, decision

    def do(connection: Connection) -> Told:
        commands.migrate(connection, *given, number=number, actor=actor, at=system_clock())
        return {**_blank(folio, Verdict.MOVES), "moved": True}

    return context.once(do, folio)


def _all(context: Context, process_id: str, number: int, reason: str, actor: str, dry_run: bool) -> Iterator[Told]:
    if dry_run:
        with context.database.reading() as connection:
            target = commands.target(connection, context.runtime, process_id, number)
            require_mover(person(connection, actor), target.executable.processes[process_id])
            reader = context.reader(connection, actor)
            for each in commands.previews(connection, context.runtime, reader, process_id):
                yield _told(context, each.instance.folio, each.plan.verdict, each.plan.why, each, target)
        return
    given = context.database, context.runtime, process_id, reason
    for outcome in commands.migrate_all(*given, number=number, actor=actor, clock=system_clock):
        yield _outcome(context, outcome.folio, outcome.error)


def _outcome(context: Context, folio: str, error: EngineError | None) -> Told:
    if error is None:
        return {**_blank(folio, Verdict.MOVES), "moved": True}
    first = error.why[0] if isinstance(error, NotMoved) and error.why else None
    verdict = Verdict(str(error.details["verdict"])) if isinstance(error, NotMoved) else Verdict.DECISION
    message = context.gettext.render(refusal_text(error, context.opened))
    about = {} if first is None else {"element": first.element, "reason": str(first.reason)}
    return {**_blank(folio, verdict), **about, "message": message}


def _told(
    context: Context, folio: str, verdict: Verdict, why: tuple[Why, ...], preview: Preview, target: commands.Target
) -> Told:
    if not why:
        return _blank(folio, verdict)
    texts = [context.gettext.render(reason_text(each, preview.old, target.executable)) for each in why]
    about = {"element": why[0].element, "reason": str(why[0].reason), "likely": why[0].likely}
    return {**_blank(folio, verdict), **about, "message": " ".join(texts)}


def _blank(folio: str, verdict: Verdict) -> Told:
    about = {"element": None, "reason": None, "likely": None, "message": "", "moved": False}
    return {"folio": folio, "verdict": str(verdict), **about}


def _mapping(given: Sequence[str]) -> dict[str, str]:
    found = {}
    for each in given:
        old, equals, new = each.partition("=")
        if not equals or not old:
            raise click.UsageError(gettext("--map takes OLD=NEW, and not «{value}»", value=each))
        if old.strip() in found:
            raise click.UsageError(gettext("--map says twice where «{step}» goes on", step=old.strip()))
        found[old.strip()] = new.strip()
    return found


def _process(context: Context, number: int) -> str:
    """The procedure whose version in force has that number. A usage error where there is not exactly one."""
    with context.database.reading() as connection:
        known = {each: version.number for each, version in definitions.in_force(connection).items()}
    found = [each for each, in_force in known.items() if in_force == number]
    if not found:
        listed = ", ".join(f"{each} {in_force}" for each, in_force in sorted(known.items()))
        raise click.UsageError(
            gettext(
                "version {number} of no procedure is in force; in force are: {processes}",
                number=number,
                processes=listed,
            )
        )
    if len(found) != 1:
        raise click.UsageError(gettext("say with --process which procedure: {processes}", processes=", ".join(found)))
    return found[0]
