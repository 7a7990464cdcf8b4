"""Samples from a terminal."""

from collections.abc import Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from engine.clock import system_clock
from engine.db import Connection
from engine.identity.queries import person
from engine.replay.population import By, population
from engine.sampling.commands import draw_sample, require_sampler, thrown_seed
from engine.sampling.drawing import Draw, Member, Method, draw, read_list
from engine.sampling.sizes import Plan, size_of
from web.cli.context import Context, json_option, key_option, reader_option, with_context
from web.cli.output import print_json
from web.cli.translated import FilePath, WholeNumber, command, gettext, option
from web.pages.wanted import Filters


@command()
@option("--size", type=WholeNumber(1, 999_999), help="How many are drawn.")
@option("--tolerable", metavar="PERCENT", help="In the place of --size: the rate of deviations that is tolerable.")
@option("--expected", metavar="PERCENT", default="", help="The rate of deviations that is expected; none if not given.")
@option("--confidence", metavar="PERCENT", default="95", help="With which confidence; 95 if not given.")
@option("--seed", metavar="TEXT", help="What the sample follows from; thrown if not given.")
@option(
    "--by",
    metavar="FIELD",
    type=click.Choice([*map(str, By)]),
    help="Draw in each stratum of: outcome, lane, amount, month.",
)
@option("--monetary", is_flag=True, help="Draw by monetary unit.")
@option("--question", metavar="ADDRESS", default="", help="Of what the register finds by this part of its address.")
@option(
    "--population",
    "file",
    type=FilePath(exists=True, dir_okay=False, path_type=Path),
    help="Of the list of a population in this file, without any database.",
)
@option(
    "--keep", "title", metavar="TITLE", help="Keep the sample by this name, with a worksheet for each; asks for --as."
)
@option("--attribute", "attributes", multiple=True, metavar="TEXT", help="What a worksheet asks; several times.")
@reader_option
@key_option
@json_option
@with_context
def sample(
    context: Context,
    size: int | None,
    tolerable: str | None,
    expected: str,
    confidence: str,
    seed: str | None,
    by: str | None,
    monetary: bool,
    question: str,
    file: Path | None,
    title: str | None,
    attributes: Sequence[str],
    actor: str | None,
    as_json: bool,
) -> None:
    """Draw a sample of instances: the same from the same population, by the same seed, on whatever machine.

    Without --keep nothing is stored. The digest is that of the list of the population, as sha256sum gives it.
    """
    if (size is None) == (tolerable is None):
        raise click.UsageError(gettext("Give --size or --tolerable, one of the two."))
    if (by is not None and monetary) or (title is not None and (file is not None or actor is None)):
        raise click.UsageError(gettext("--by goes without --monetary, and --keep with --as and without a list."))
    plan = None if tolerable is None else Plan.of(confidence, tolerable, expected)
    many = size_of(plan).items if plan is not None else size or 0
    method = Method.MONETARY if monetary else Method.RANDOM if by is None else Method.STRATIFIED
    seed = thrown_seed() if seed is None else seed
    zone = ZoneInfo(context.settings.timezone)
    filters = Filters.of_text(question, zone)

    def members(connection: Connection) -> list[Member]:
        who = context.reader_id(connection, actor)
        if who is not None:
            require_sampler(person(connection, who))
        stratum = None if by is None else By(by)
        return population(connection, context.reader(connection, who), filters.wanted, zone, method, stratum)

    def keep(connection: Connection) -> dict[str, object]:
        assert title is not None and actor is not None
        found = members(connection)
        id = draw_sample(
            connection, title, attributes, found, method, seed=seed, size=many, asked=filters.text, by=by or "",
            plan=plan, actor=actor, at=system_clock(),
        )  # fmt: skip
        return _as_json(draw(found, method, seed, many)) | {"sample": id}

    if file is not None:
        drawn = _as_json(draw(read_list(file.read_bytes(), method), method, seed, many))
    elif title is not None:
        drawn = context.once(keep)
    else:
        with context.database.reading() as connection:
            drawn = _as_json(draw(members(connection), method, seed, many))
    if as_json:
        print_json(drawn)
        return
    if "sample" in drawn:
        click.echo(context.gettext("Sample {number} was kept.", number=drawn["sample"]))
    click.echo(context.gettext("Population: {population}; digest of its list: {digest}; seed: {seed}", **drawn))
    for folio in _folios(drawn):
        click.echo(folio)


def _as_json(drawn: Draw) -> dict[str, object]:
    return {"population": drawn.population, "digest": drawn.digest, "seed": drawn.seed, "folios": drawn.folios}


def _folios(drawn: dict[str, object]) -> list[str]:
    found = drawn["folios"]
    assert isinstance(found, list)
    return found
