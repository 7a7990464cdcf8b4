"""How the crowd stands with the policies of its procedure, without the histories that it would follow from."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from bpmn.reader import read
from engine.calendar.office import OfficeCalendar
from engine.db import Database
from engine.history.chain import Event
from engine.policies.decisions import Decision
from engine.policies.judging import judge
from engine.policies.models import policy_progress, policy_states, policy_totals
from engine.webhooks import feed
from tests.bench.procedure import PROCESS, ZONE
from tests.bench.stores import fill
from tests.bench.workloads.audited import CUT, VERSION, WAYS, ended_as
from tests.golden.files import FOLDER, Golden

FILE = Path(__file__).parents[3] / "bpmn" / "processes" / PROCESS / f"{PROCESS}.bpmn"


@lru_cache
def _standings() -> list[Mapping[str, Decision]]:
    """How the ways stand, that of instances under way the last."""
    definitions = read(FILE.read_bytes()).definitions
    assert definitions is not None
    process, office = definitions.processes[0], OfficeCalendar(ZONE)
    histories: list[list[Event]] = [list(Golden.read((FOLDER / f"{way}.json").read_text()).history()) for way in WAYS]
    histories.append(histories[2][:CUT])
    return [judge(process.document.checks, history, process, lambda _: office, {}) for history in histories]


def told(connection: Any, kind: str, count: int, first: int, under_way: int, started: Callable[[int], Any]) -> None:
    """Write how `count` instances from the id `first` on stand, with the totals."""
    totals: Counter[tuple[str, str, str]] = Counter()

    def rows() -> Iterator[tuple[Any, ...]]:
        known = _standings()
        for number in range(count):
            over = ended_as(number, under_way)[0] != "running"
            month = started(number).strftime("%Y-%m")
            for policy, decision in known[number * 31 % (len(known) - 1) if over else -1].items():
                totals[month, policy, str(decision.state)] += 1
                state, seqs, needs = str(decision.state), decision.seqs_text(), decision.needs_text()
                yield first + number, policy, PROCESS, VERSION, month, state, seqs, needs, 40

    fill(connection, kind, policy_states.name, [column.name for column in policy_states.c], rows())
    columns = ("process_id", "version", "month", "policy", "state", "count")
    fill(connection, kind, policy_totals.name, columns, ((PROCESS, VERSION, *key, n) for key, n in totals.items()))


def finished(database: Database) -> None:
    """Let the job go on behind what there is."""
    with database.transaction() as connection:
        connection.execute(policy_progress.delete())
        after = feed.last(connection)
        connection.execute(policy_progress.insert().values(id=1, after=after, entry=0, filling=None))
