"""The office's calendar from a terminal."""

from zoneinfo import ZoneInfo

import click

from engine.calendar import commands, queries
from engine.calendar.commands import FIRST, LAST
from engine.calendar.queries import NotedDay
from engine.clock import system_clock, to_text
from web.cli.context import Context, actor_option, json_option, print_json, with_context
from web.cli.language import Whole
from web.texts.calendar import WORKS


class _ByYear(click.Group):
    """`cauce calendar 2026`, and `cauce calendar` for this year, are `cauce calendar list …`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """What click does, with the command that goes without saying."""
        word = next((arg for arg in args if not arg.startswith("-")), None)
        if (word is None and not set(args) & set(self.get_help_option_names(ctx))) or (word or "").isdigit():
            args = ["list", *args]
        return super().parse_args(ctx, args)


@click.group(cls=_ByYear)
def calendar() -> None:
    """Lista los días inhábiles: cauce calendar [AÑO]; o decide sobre uno."""


@calendar.command("list")
@click.argument("year", metavar="[AÑO]", required=False, type=Whole(FIRST, LAST))
@json_option
@with_context
def list_(context: Context, year: int | None, as_json: bool) -> None:
    """Lista los días que no son como los demás; sin AÑO, del actual."""
    with context.database.reading() as connection:
        asked = year or system_clock().astimezone(ZoneInfo(context.settings.timezone)).year
        days = queries.year(connection, asked, context.settings.locale)
    if as_json:
        print_json([_told(each) for each in days])
        return
    for each in days:
        works = context.gettext.render(WORKS[each.works])
        by = context.gettext("by law") if each.decision is None else each.decision.by
        click.echo(f"{each.day.isoformat()}  {works:<14} {each.name} ({by})")


def _told(each: NotedDay) -> dict[str, object]:
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
@click.argument("day", metavar="DÍA")
@click.argument("name", metavar="NOMBRE")
@click.option("--works", is_flag=True, help="Ese día se trabaja; sin esta opción, no se trabaja.")
@actor_option
@with_context
def add(context: Context, day: str, name: str, works: bool, actor: str) -> None:
    """Decide que el DÍA, que se llama NOMBRE, no se trabaja.

    El DÍA se escribe como 2026-12-24. Los plazos ya fijados no se mueven.
    """
    with context.database.transaction() as connection:
        found = commands.decide(connection, day, works=works, name=name, actor=actor, at=system_clock())
    said = context.gettext.render(WORKS[works])
    click.echo(context.gettext("{day}: {works}. Terms that were set already do not move.", day=found, works=said))


@calendar.command()
@click.argument("day", metavar="DÍA")
@actor_option
@with_context
def remove(context: Context, day: str, actor: str) -> None:
    """Quita lo que se decidió del DÍA.

    Vuelven a contar la ley y la semana.
    """
    with context.database.transaction() as connection:
        found = commands.withdraw(connection, day, actor=actor, at=system_clock())
    click.echo(context.gettext("{day}: what was decided was taken back.", day=found))


COMMANDS = (calendar,)
