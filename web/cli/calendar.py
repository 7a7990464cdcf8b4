"""The office's calendar from a terminal."""

import click

from engine.calendar import commands, queries
from engine.calendar.commands import FIRST, LAST
from engine.calendar.queries import NotedDay
from engine.clock import system_clock, to_text
from engine.db import Connection
from web.cli.context import Context, actor_option, json_option, key_option, with_context
from web.cli.output import local_time, print_json
from web.cli.translated import ListingGroup, WholeNumber, argument, group, option
from web.texts.calendar import WORKS


@group(cls=ListingGroup)
def calendar() -> None:
    """List the days off: cauce calendar [YEAR]; or decide about one."""


@calendar.command("list")
@argument("year", metavar="[YEAR]", required=False, type=WholeNumber(FIRST, LAST))
@json_option
@with_context
def list_(context: Context, year: int | None, as_json: bool) -> None:
    """List the days that are not like the others; without YEAR, those of this one."""
    with context.database.reading() as connection:
        asked = year or local_time(context, system_clock()).year
        days = queries.year(connection, asked, context.settings.locale)
    if as_json:
        print_json([_as_json(each) for each in days])
        return
    for each in days:
        works = context.gettext.render(WORKS[each.works])
        by = context.gettext("by law") if each.decision is None else each.decision.by
        click.echo(f"{each.day.isoformat()}  {works:<14} {each.name} ({by})")


def _as_json(each: NotedDay) -> dict[str, object]:
    decision = each.decision
    return {
        "day": each.day.isoformat(),
        "name": each.name,
        "works": each.works,
        "by_law": each.by_law,
        "decided_by": decision and decision.by,
        "decided_at": decision and to_text(decision.at),
    }


@calendar.command()
@argument("day", metavar="DAY")
@argument("name", metavar="NAME")
@option("--works", is_flag=True, help="The office works on that day; without this option it does not.")
@actor_option
@key_option
@with_context
def add(context: Context, day: str, name: str, works: bool, actor: str) -> None:
    """Decide that the office does not work on DAY, which is called NAME.

    DAY is written like 2026-12-24. Terms that were set already do not move.
    """

    def do(connection: Connection) -> str:
        return commands.decide(connection, day, works=works, name=name, actor=actor, at=system_clock()).isoformat()

    found = context.once(do)
    said = context.gettext.render(WORKS[works])
    click.echo(context.gettext("{day}: {works}. Terms that were set already do not move.", day=found, works=said))


@calendar.command()
@argument("day", metavar="DAY")
@actor_option
@key_option
@with_context
def remove(context: Context, day: str, actor: str) -> None:
    """Take back what was decided about DAY.

    The law and the week count again.
    """

    def do(connection: Connection) -> str:
        return commands.withdraw(connection, day, actor=actor, at=system_clock()).isoformat()

    found = context.once(do)
    click.echo(context.gettext("{day}: what was decided was taken back.", day=found))
