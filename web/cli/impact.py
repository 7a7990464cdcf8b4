"""What a diagram would do to the instances, from a terminal."""

import sys
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from bpmn.diff import Edition, edition
from engine import canonical_json
from engine.clock import system_clock
from engine.db import Connection
from engine.definitions import queries, sources
from engine.definitions.calls import process_ids
from engine.definitions.editions import of_version
from engine.definitions.inspection import Source, inspect
from engine.errors import DiagramRejected
from engine.history.statuses import InstanceStatus
from engine.identity.queries import all_roles
from engine.impact.effects import Verdict
from engine.impact.keeping import LOOKS_BACK
from engine.impact.trial import Proposal, Tried, all_candidates, try_on_all
from web.cli.context import Context, for_owners, json_option
from web.cli.output import print_json
from web.cli.translated import Day, FilePath, WholeNumber, argument, command, option
from web.texts.formatting import Presenter
from web.texts.impact import VERDICTS, ImpactTexts
from web.texts.statuses import INSTANCE_STATUSES

FILE = FilePath(exists=True, dir_okay=False, path_type=Path)
PROGRESS_FROM = 50  # instances


@command()
@argument("file", metavar="DIAGRAM.bpmn", type=FILE)
@option(
    "--since",
    type=Day(),
    metavar="DATE",
    help="Also those that ended since; a year if not given.",
)
@option("--processes", type=WholeNumber(1, 256), help="Processes at the same time; one per core if not given.")
@json_option
@for_owners
def impact(context: Context, file: Path, since: datetime | None, processes: int | None, as_json: bool) -> None:
    """Say what DIAGRAM, with the forms beside it, would do to each instance: nothing is stored."""
    source = sources.from_file(file)
    with context.database.reading() as connection:
        in_force = queries.in_force(connection)
        proposal = _proposal(connection, source, list(in_force))
    zone = ZoneInfo(context.settings.timezone)
    begin = datetime.combine(since.date(), time(), zone) if since else system_clock() - LOOKS_BACK
    wanted = all_candidates(context.database, proposal, begin)
    hidden = len(wanted) < PROGRESS_FROM or not sys.stderr.isatty()
    tried: list[Tried] = []
    label = context.gettext("Trying")
    with click.progressbar(length=len(wanted), label=label, file=sys.stderr, hidden=hidden) as progress:
        for share in try_on_all(context.settings.database_url, proposal, wanted, processes):
            tried += share
            progress.update(len(share))
    tried.sort(key=lambda each: each.instance.id)
    current = in_force.get(proposal.process_id)
    with context.database.reading() as connection:
        told = _told(context, connection, source, proposal, tried)
    counts = Counter(each.effect.verdict for each in tried)
    if as_json:
        number = None if current is None else current.number
        numbers = {str(verdict): counts[verdict] for verdict in Verdict}
        print_json({"process": proposal.process_id, "against": number, "counts": numbers, "instances": told})
        return
    for each in told:
        if each["verdict"] != Verdict.SAME:
            verdict = context.gettext.render(VERDICTS[Verdict(str(each["verdict"]))])
            status = context.gettext.render(INSTANCE_STATUSES[str(each["status"])])
            click.echo(f"{each['folio']}  {status:<12} {verdict}: {each['reason']}")
    for verdict in Verdict:
        click.echo(f"{counts[verdict]:>6}  {context.gettext.render(VERDICTS[verdict])}")


def _proposal(connection: Connection, source: Source, in_force: Sequence[str]) -> Proposal:
    """What the file says of its first procedure that is in force, or else of its first.

    Raises DiagramRejected where deploying would refuse it: nothing could ever move to that.
    """
    known = queries.diagrams_in_force(connection)
    report = inspect(source, known, queries.forms_in_force(connection))
    found = process_ids(source.diagram)
    if not report.ok or not found:
        raise DiagramRejected(report.findings, file=source.file)
    process_id = next((each for each in found if each in in_force), found[0])
    return Proposal(process_id, source.diagram, source.forms)


def _told(
    context: Context, connection: Connection, source: Source, proposal: Proposal, tried: Sequence[Tried]
) -> list[dict[str, object]]:
    in_force = queries.in_force(connection)
    own = {proposal.process_id, *process_ids(source.diagram)}

    @lru_cache(None)
    def editions(process_id: str, number: int | None) -> Edition | None:
        if number is None and process_id in own:
            return edition(source.diagram, source.forms, process_id)
        return of_version(connection, process_id, in_force[process_id].number if number is None else number)

    presenter = Presenter(context.gettext, ZoneInfo(context.settings.timezone))
    roles = {each.id: each.name for each in all_roles(connection)}
    titles = {name: version.name for name, version in in_force.items()}
    texts = ImpactTexts(presenter, editions, roles, titles)
    found: list[dict[str, object]] = []
    for instance, effect in tried:
        versions = canonical_json.loads(instance.versions)
        place = effect.target if effect.verdict is Verdict.MOVES else effect.place
        live = instance.status == InstanceStatus.RUNNING
        found.append(
            {
                "folio": instance.folio,
                "status": instance.status,
                "verdict": str(effect.verdict),
                "element": None if place is None else place.element,
                "reason": texts.sentence(effect, versions, live=live),  # type: ignore[arg-type]
            }
        )
    return found
