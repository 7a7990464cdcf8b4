"""How instances stand with the policies of their procedure, from a terminal."""

from collections.abc import Iterator, Sequence

import click

from engine import canonical_json
from engine.db import Connection
from engine.identity.queries import role_names
from engine.policies import queries
from engine.policies.queries import Stands
from web.cli.context import Context, json_option, reader_option, with_context
from web.cli.translated import argument, command
from web.texts.policies import STATES, Known


@command()
@argument("folios", metavar="[FOLIO…]", nargs=-1)
@reader_option
@json_option
@with_context
def policies(context: Context, folios: Sequence[str], actor: str | None, as_json: bool) -> None:
    """Say how instances stand with the policies of their procedure, each with the events that show it.

    Of all instances, or of those that are named. Where it cannot be decided, what is missing is said.
    """
    with context.database.reading() as connection:
        reader = context.reader(connection, actor)
        found = queries.everything(connection, context.runtime, reader, folios or None)
        if as_json:
            _print_json(found)
        else:
            _print(context, connection, found)


def _print_json(found: Iterator[Stands]) -> None:
    """A list as `print_json` would write it, without holding it."""
    at_all = False
    for at, each in enumerate(found):
        click.echo("," if at else "[", nl=False)
        click.echo(canonical_json.dumps(_as_json(each)), nl=False)
        at_all = True
    click.echo("]" if at_all else "[]")


def _as_json(each: Stands) -> dict[str, object]:
    return {
        "folio": each.folio,
        "policy": each.policy,
        "state": str(each.decision.state),
        "events": list(each.decision.events),
    }


def _print(context: Context, connection: Connection, found: Iterator[Stands]) -> None:
    known = Known(connection, context.runtime.library, role_names(connection), context.gettext)
    folio = ""
    for each in found:
        if each.folio != folio:
            folio = each.folio
            click.echo(folio)
        shown = f" ({', '.join(map(str, each.decision.events))})" if each.decision.events else ""
        name = known.name(each.process_id, each.version, each.policy)
        click.echo(f"  {name}: {context.gettext.render(STATES[each.decision.state])}{shown}")
        for text in known.missing(each.process_id, each.version, each.decision):
            click.echo(f"    {text}")
