"""Puts the page of indicators together: which procedure, which of its instances, and all that is said of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bpmn.messages import Message, lazy_gettext
from engine.db import Connection
from engine.errors import NotAllowed
from engine.indicators import queries
from engine.indicators.population import Population, population
from engine.indicators.queries import Count, Ended
from engine.replay import register
from engine.replay.rights import READERS, may_audit
from web.indicators.asked import Asked
from web.indicators.charts import Chart, Number
from web.indicators.results import Results
from web.indicators.steps import Branch, StepRow, branches, step_rows
from web.indicators.words import MONTHS, month_before
from web.indicators.work import Work
from web.pages.lanes import lanes
from web.pages.names import name_of, procedure_names
from web.pages.office import office
from web.pages.outcomes import outcomes
from web.pages.procedures import procedures_in_force
from web.pages.reader import reader
from web.session import actor
from web.site import presenter, site

WAYS = 8
"""So many variants are shown."""


@dataclass(frozen=True, slots=True)
class Page:
    """What the page shows. `version` is the one whose diagram is drawn, None where there is none; `choices` are what
    the form offers. `leads`: whoever reads it may open the register, to which numbers lead."""

    asked: Asked
    names: Mapping[str, str]
    versions: Sequence[int]
    months: Sequence[tuple[str, str]]
    outcomes: Sequence[tuple[str, str]]
    figures: Sequence[tuple[Message, Number]]
    version: int | None
    steps: Sequence[StepRow]
    branches: Sequence[Branch]
    charts: Sequence[Chart]
    kept: bool
    leads: bool


def compose(connection: Connection, args: Mapping[str, str]) -> Page:
    """The page that an address asks for. Raises NotAllowed."""
    here, shown = site(), presenter()
    process_id, names = _procedure(connection, args.get("procedimiento", ""))
    months = _months(connection, process_id)
    asked = Asked.of(args, here.zone, process_id, months[MONTHS - 1] if len(months) > MONTHS else "")
    of = population(connection, reader(), process_id, asked.wanted, here.zone)
    ran_on = [number for each, number in register.versions(connection) if each == process_id]
    known = outcomes()
    speaking = asked, known, shown, office(), here.clock(), lambda id: lanes()[id], name_of
    results, work = Results(*speaking), Work(*speaking)
    counts, ended = queries.counts(connection, of), queries.durations(connection, of)
    version = of.version if of.version in ran_on else next(iter(ran_on), None)
    process = None if version is None else here.runtime.library.process(connection, process_id, version)
    return Page(
        asked,
        names,
        ran_on,
        [(month, shown.month(date.fromisoformat(f"{month}-01"))) for month in months],
        [(each.code, each.read(here.gettext)) for each in known.ends(process_id)],
        results.figures(counts, ended),
        version,
        [] if process is None else step_rows(process, queries.elements(connection, of), asked, shown),
        [] if process is None else branches(process, queries.flows(connection, of), asked, shown),
        [each for each in _charts(connection, of, results, work, counts, ended) if not each.empty],
        of.ids is None,
        may_audit(actor()),
    )


def _procedure(connection: Connection, asked: str) -> tuple[str, Mapping[str, str]]:
    """The procedure that is asked for, else the first in force; and those that may be. Raises NotAllowed where whoever
    asks may not read the indicators of it."""
    known, own = procedure_names(), reader().processes
    in_force = [process.id for process in procedures_in_force(connection, site().runtime)]
    ids = [*in_force, *(id for id in known if id not in in_force)]
    offered = {id: known.get(id, id) for id in ids if may_audit(actor()) or id in own}
    process_id = asked or next(iter(offered), "")
    if process_id not in offered:
        raise NotAllowed(actor=actor().id, roles=sorted(READERS))
    return process_id, offered


def _months(connection: Connection, process_id: str) -> list[str]:
    """The months in which instances of a procedure started, the latest first."""
    found = queries.months(connection, process_id)
    months = [] if found is None else [found[1]]
    while found is not None and months[-1] > found[0]:
        months.append(month_before(months[-1], 1))
    return months


def _charts(
    connection: Connection,
    of: Population,
    results: Results,
    work: Work,
    counts: Sequence[Count],
    ended: Sequence[Ended],
) -> list[Chart]:
    at, bounds = work.at, work.bounds()
    since = month_before(f"{at.astimezone(site().zone):%Y-%m}", MONTHS - 1)
    over = sum(each.number for each in counts if each.outcome)
    often = lazy_gettext("Corrections"), lazy_gettext("How often work was done again")
    missed = lazy_gettext("Terms missed"), lazy_gettext("How many terms were missed")
    return [
        results.by_month(counts),
        results.rates(counts),
        results.cycle(ended),
        results.cycle_by_month(ended),
        results.spread(ended),
        work.often("correcciones", "corrections", often[1], often[0], queries.corrections(connection, of)),
        work.often("vencidos", "missed", missed[1], missed[0], queries.missed(connection, of)),
        work.load(queries.lanes(connection, of, since)),
        work.ages(queries.waiting(connection, of, bounds, at), bounds),
        work.held(queries.holding(connection, of, at)),
        work.ways(queries.ways(connection, of, WAYS)[0], over),
        work.fits(queries.fits(connection, of)),
    ]
