"""Samples from a terminal."""

import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from engine.clock import system_clock
from engine.db import Connection
from engine.identity.queries import person
from engine.replay.population import By, population
from engine.replay.register import Wanted
from engine.sampling import commands
from engine.sampling.drawing import Draw, Member, Method, draw, read_list
from engine.sampling.sizes import Plan, size_of
from web.cli.context import Context, json_option, key_option, reader_option, with_context
from web.cli.output import print_json
from web.cli.translated import FilePath, OneOf, WholeNumber, command, gettext, option

SEEDS = 10**20


@command()
@option("--size", type=WholeNumber(1, 999_999), help="How many are drawn.")
@option("--confidence", metavar="PERCENT", help="In the place of --size: the confidence of the plan, 95 if not given.")
@option("--tolerable", metavar="PERCENT", help="In the place of --size: the tolerable rate of deviations.")
@option("--expected", metavar="PERCENT", help="The expected rate of deviations, 0 if not given.")
@option("--seed", metavar="TEXT", help="From what it is drawn; thrown if not given.")
@option("--by", metavar="FIELD", type=OneOf(By), help="Draw in each stratum: of outcome, lane, amount or month.")
@option("--monetary", is_flag=True, help="Draw by monetary unit.")
@option("--of", "question", metavar="ADDRESS", help="Of what the register finds with this address: estado=completed&…")
@option(
    "--population",
    "file",
    type=FilePath(exists=True, dir_okay=False, path_type=Path),
    help="Draw from this list of a population, and from no database.",
)
@option("--keep", "title", metavar="TITLE", help="Keep the sample under this name, with a worksheet for each.")
@option("--attribute", "attributes", multiple=True, metavar="TEXT", help="What its worksheets ask; several times.")
@reader_option
@key_option
@json_option
@with_context
def sample(
    context: Context,
    size: int | None,
    confidence: str | None,
    tolerable: str | None,
    expected: str | None,
    seed: str | None,
    by: str | None,
    monetary: bool,
    question: str | None,
    file: Path | None,
    title: str | None,
    attributes: Sequence[str],
    actor: str | None,
    as_json: bool,
) -> None:
    """Draw a sample of instances: the same from the same population and seed, on whatever machine.

    Without --keep nothing is stored. The digest is that of the list of the population, which `sha256sum` gives too.
    """
