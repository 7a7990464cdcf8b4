"""Substitutions from a terminal."""

import click

from engine.clock import system_clock, to_text
from engine.db import Connection
from engine.identity import substituting, substitutions
from engine.identity.substitutions import Substitution
from engine.telling.substitutions import end_substitution, set_substitute
from web.cli.context import Context, actor_option, json_option, key_option, with_context
from web.cli.output import print_json
from web.cli.translated import argument, command, option


@command()
@argument("person", metavar="PERSON")
@argument("by", metavar="BY", required=False)
@option("--from", "first", metavar="DAY", help="The first day, like 2026-12-24; without it, today.")
@option("--until", "last", metavar="DAY", help="The last day, included; without it, the first.")
@option("--end", is_flag=True, help="Instead: end what is under way or to come.")
@actor_option
@key_option
@json_option
@with_context
def substitute(
    context: Context,
    person: str,
    by: str | None,
    first: str | None,
    last: str | None,
    end: bool,
    actor: str,
    as_json: bool,
) -> None:
    """Let BY do the work of PERSON for some days; without BY, list who does.

    PERSON sets it themselves, or their head, or an administrator. It ends by itself.
    """
    runtime, at = context.runtime, system_clock()

    def do(connection: Connection) -> list[dict[str, object]]:
        told = {"words": runtime.words, "actor": actor, "at": at}
        if end:
            left = substitutions.of_person(connection, person, at=at)
            mine = [each for each in left if by in (None, each.substitute)]
            return [_as_json(end_substitution(connection, each.id, **told)) for each in mine]  # type: ignore[arg-type]
        today = at.astimezone(runtime.calendar.zone).date().isoformat()
        days = substituting.days(first or today, last or first or today)
        zone = runtime.calendar.zone
        return [_as_json(set_substitute(connection, person, str(by), *days, zone=zone, **told))]  # type: ignore[arg-type]

    if by is None and not end:
        with context.database.reading() as connection:
            substituting.require_may_set(connection, person, actor)
            found = [_as_json(each) for each in substitutions.of_person(connection, person, at=at)]
    else:
        found = context.once(do)
    if as_json:
        print_json(found)
        return
    for each in found:
        line = context.gettext("{substitute} stands in for {person}, {from} to {until}.", **each)
        if each["ended_at"] is not None:
            line = context.gettext("{substitute} does not stand in for {person} any more.", **each)
        click.echo(line)
    if not found:
        click.echo(context.gettext("Nobody stands in for {person}.", person=person))


def _as_json(each: Substitution) -> dict[str, object]:
    return {
        "id": each.id,
        "person": each.person,
        "substitute": each.substitute,
        "from": each.from_day.isoformat(),
        "until": each.until_day.isoformat(),
        "set_by": each.set_by,
        "ended_at": None if each.ended_at is None else to_text(each.ended_at),
    }
