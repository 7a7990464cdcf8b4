"""Putting right from a terminal what is stored besides history: rebuild."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import click

from engine.history import keys
from engine.history.problems import Problem
from engine.replay import remaking
from engine.replay.remaking import HistoryNotInOrder
from engine.replay.verification import Verifier
from web.cli.context import Context, json_option, print_json, with_context
from web.cli.verify import MANY, tell_problem
from web.errors import text


@click.command()
@click.argument("folios", metavar="[FOLIO…]", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Todas las instancias.")
@json_option
@with_context
def rebuild(context: Context, folios: Sequence[str], everything: bool, as_json: bool) -> None:
    """Vuelve a hacer desde la historia lo demás que se guarda: estado, bandeja, listas y búsqueda.

    Úsese cuando «cauce verify» diga que algo de eso no es lo que resulta de la historia. Si es la historia la que no
    está en orden, no hace nada con ella y termina con 1.
    """
    if everything == bool(folios):
        raise click.UsageError("indique folios o --all, una de las dos cosas")
    path = context.settings.seal_key
    trusted = keys.read_keys(path).trusted if path is not None and path.exists() else frozenset[str]()
    with context.database.reading() as connection:
        verifier = Verifier(connection, context.runtime, trusted)
        wanted = remaking.folios(connection) if everything else list(dict.fromkeys(folios))
    made = []
    hidden = len(wanted) < MANY or not sys.stderr.isatty()
    with click.progressbar(wanted, label=context.gettext("Making again"), file=sys.stderr, hidden=hidden) as progress:
        for folio in progress:
            made.append(_one(context, verifier, folio))
    if as_json:
        print_json([each.as_dict() for each in made])
    else:
        _tell(context, made)
    if any(each.refusal for each in made):
        raise SystemExit(1)


@dataclass(frozen=True, slots=True)
class _Made:
    """What became of an instance: what was different, or why nothing was done."""

    folio: str
    different: tuple[Problem, ...] = ()
    refusal: str | None = None

    def as_dict(self) -> dict[str, object]:
        different = [problem.as_dict() for problem in self.different]
        return {"folio": self.folio, "ok": self.refusal is None, "different": different, "message": self.refusal}


def _one(context: Context, verifier: Verifier, folio: str) -> _Made:
    """Each in a transaction of its own: one that is refused keeps nobody from the others."""
    try:
        with context.database.transaction() as connection:
            return _Made(folio, remaking.remake(connection, verifier, folio))
    except HistoryNotInOrder as error:
        return _Made(folio, refusal=context.gettext.render(text(error)))


def _tell(context: Context, made: Sequence[_Made]) -> None:
    for each in made:
        if each.refusal is not None:
            click.echo(each.refusal, err=True)
        elif each.different:
            click.echo(context.gettext("{folio}: made again; this was different:", folio=each.folio))
            for problem in each.different:
                tell_problem(context, problem)
    counts = {
        "count": sum(each.refusal is None for each in made),
        "different": sum(bool(each.different) for each in made),
        "refused": sum(each.refusal is not None for each in made),
    }
    click.echo(
        context.gettext("{count} made again, {different} of them with differences; {refused} refused.", **counts)
    )


COMMANDS = (rebuild,)
