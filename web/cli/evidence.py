"""Evidence from a terminal: of some instances, of a period, of a sample of it."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from engine.instances.reading import EVERYTHING
from engine.verification.asked import Asked, Folios, Period
from engine.verification.evidence import evidence as evidence_of
from engine.verification.evidence import sealed_to
from web.cli.context import Context, for_owners, json_option
from web.cli.output import print_json
from web.cli.translated import WholeNumber, argument, command, gettext, option
from web.cli.verify import FILE, kept_option, read_all, seal, signing_keys


class Days(click.ParamType[tuple[date, date]]):
    """Two days, the first and the last, as 2026-01-01/2026-03-31."""

    name = "period"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[date, date]:
        """The days; a usage error for what are none."""
        try:
            first, last = (date.fromisoformat(day) for day in str(value).split("/"))
        except ValueError:
            self.fail(gettext("«{value}» is no period: write it as YYYY-MM-DD/YYYY-MM-DD.", value=value), param, ctx)
        if last < first or not 1900 <= first.year <= last.year < 9000:
            self.fail(gettext("«{value}» ends before it begins, or is beyond any calendar.", value=value), param, ctx)
        return first, last


@command()
@argument("folios", metavar="[FOLIO…]", nargs=-1)
@option("--period", type=Days(), metavar="A/B", help="Of all that were started from day A to day B, both included.")
@option("--sample", type=WholeNumber(1), help="With --period: of so many of them, drawn by the last seal.")
@option("--out", "target", type=FILE, required=True, metavar="FILE.zip", help="Where it is saved.")
@kept_option
@json_option
@for_owners
def evidence(
    context: Context,
    folios: Sequence[str],
    period: tuple[date, date] | None,
    sample: int | None,
    target: Path,
    kept: Sequence[Path],
    as_json: bool,
) -> None:
    """Save what proves what happened to FOLIO…, or in a period, in a .zip, sealed, with its verifier.

    What is under way is sealed first. A sample is drawn by the seal that this makes, so that nobody can choose it, and
    whoever verifies the file draws it again.
    """
    if bool(folios) == (period is not None):
        raise click.UsageError(gettext("Give folios or --period, one of the two."))
    if sample is not None and period is None:
        raise click.UsageError(gettext("--sample says something only with --period."))
    asked: Asked = Folios(folios) if period is None else Period(*period, sample)
    outside = read_all(kept)
    signing = signing_keys(context)
    if signing is not None:
        seal(context, signing)
    with context.database.reading() as connection:
        inside, pieces = evidence_of(connection, context.runtime, EVERYTHING, asked, lambda _row: True, outside)
        size = _write(target, pieces)
        told = [{"folio": folio, "sealed_to": sealed_to(connection, folio)} for folio in inside]
    if as_json:
        print_json({"file": str(target), "bytes": size, "instances": told})
        return
    if len(inside) == 1:
        click.echo(context.gettext("{file} holds the evidence of {folio}.", file=target, folio=inside[0]))
    else:
        click.echo(context.gettext("{file} holds the evidence of {count} instances.", file=target, count=len(inside)))
    click.echo(context.gettext("Check it anywhere with: python verificar.pyz {file}", file=target.name))
    if signing is None:
        click.echo(
            context.gettext("Without a key in CAUCE_SEAL_KEY it could not be sealed to its last event."), err=True
        )


def _write(target: Path, pieces: Iterable[bytes]) -> int:
    """Write the file that somebody asked for, whole or not at all; gives its bytes. Raises click.FileError."""
    beside = target.with_name(f"{target.name}.part")
    size = 0
    try:
        try:
            with beside.open("wb") as file:
                for piece in pieces:
                    size += file.write(piece)
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)
    except OSError as error:
        raise click.FileError(str(target), error.strerror or str(error)) from error
    return size
