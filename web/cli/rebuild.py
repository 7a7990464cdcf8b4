"""Putting right from a terminal what is stored besides history: rebuild."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import click

from engine.history.problems import Problem
from engine.indicators.totals import around
from engine.policies import keeping as policies
from engine.verification.instance_verifier import InstanceVerifier
from engine.verification.rebuild import HistoryNotInOrder
from engine.verification.rebuild import folios as all_folios
from engine.verification.rebuild import rebuild as rebuild_one
from engine.verification.sealing import require_log
from web.cli.context import Context, json_option, with_context
from web.cli.output import print_json
from web.cli.translated import argument, command, gettext, option
from web.cli.verify import PROGRESS_FROM, print_problem
from web.errors import text


@command()
@argument("folios", metavar="[FOLIO…]", nargs=-1)
@option("--all", "everything", is_flag=True, help="Every instance.")
@json_option
@with_context
def rebuild(context: Context, folios: Sequence[str], everything: bool, as_json: bool) -> None:
    """Make again from the histories what else is stored: state, inbox, lists and search.

    For when «cauce verify» says that something of that is not what the history gives. Where the history itself is not
    in order nothing is made from it, and the command exits with 1.
    """
    if everything == bool(folios):
        raise click.UsageError(gettext("Give folios or --all, one of the two."))
    with context.database.reading() as connection:
        require_log(connection, context.settings)
        verifier = InstanceVerifier(connection, context.runtime)
        wanted = all_folios(connection) if everything else list(dict.fromkeys(folios))
    rebuilt = []
    hidden = len(wanted) < PROGRESS_FROM or not sys.stderr.isatty()
    with click.progressbar(wanted, label=context.gettext("Making again"), file=sys.stderr, hidden=hidden) as progress:
        for folio in progress:
            rebuilt.append(_one(context, verifier, folio))
    if as_json:
        print_json([each.as_dict() for each in rebuilt])
    else:
        _print(context, rebuilt)
    if any(each.refusal for each in rebuilt):
        raise SystemExit(1)


@dataclass(frozen=True, slots=True)
class _Rebuilt:
    """What became of an instance: what was different, or why nothing was done."""

    folio: str
    different: tuple[Problem, ...] = ()
    refusal: str | None = None

    def as_dict(self) -> dict[str, object]:
        different = [problem.as_dict() for problem in self.different]
        return {"folio": self.folio, "ok": self.refusal is None, "different": different, "message": self.refusal}


def _one(context: Context, verifier: InstanceVerifier, folio: str) -> _Rebuilt:
    """Each in a transaction of its own: one that is refused keeps nobody from the others."""
    try:
        with context.database.transaction() as connection:
            different = rebuild_one(connection, verifier, folio, around)
            policies.again(connection, context.runtime, [folio])
            return _Rebuilt(folio, different)
    except HistoryNotInOrder as error:
        return _Rebuilt(folio, refusal=context.gettext.render(text(error)))


def _print(context: Context, rebuilt: Sequence[_Rebuilt]) -> None:
    for each in rebuilt:
        if each.refusal is not None:
            click.echo(each.refusal, err=True)
        elif each.different:
            click.echo(context.gettext("{folio}: made again; this was different:", folio=each.folio))
            for problem in each.different:
                print_problem(context, problem)
    counts = {
        "count": sum(each.refusal is None for each in rebuilt),
        "different": sum(bool(each.different) for each in rebuilt),
        "refused": sum(each.refusal is not None for each in rebuilt),
    }
    click.echo(context.gettext("Made again: {count}, with differences: {different}; refused: {refused}.", **counts))
