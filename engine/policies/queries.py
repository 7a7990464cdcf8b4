"""How instances stand with policies, for whoever may know: one instance, all of a period, by any version or draft."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import Connection, func, select

from bpmn.model import Check
from engine.errors import NotFound
from engine.instances.models import instances
from engine.instances.reading import Reader
from engine.instances.runtime import Runtime
from engine.policies import keeping
from engine.policies.decisions import Decision
from engine.policies.models import PolicyState, policy_states, policy_totals

SHARE = 500
"""Instances that are read together."""
MOST = 500
"""Instances that are judged at asking, the newest of a period."""


@dataclass(frozen=True, slots=True)
class Stands:
    """How one instance stands with one check, by its key, of the version of its procedure that it runs on."""

    folio: str
    process_id: str
    version: int
    policy: str
    decision: Decision


def totals(
    connection: Connection, process_id: str, since: str = "", until: str = "", version: int | None = None
) -> dict[str, dict[PolicyState, int]]:
    """How many instances of a procedure stand how with each check, by its key: those that began from month `since` to
    month `until` ('YYYY-MM', both included; "" for no bound), on `version` or on any."""
    it = policy_totals.c
    query = select(it.policy, it.state, func.sum(it.count)).where(it.process_id == process_id)
    if since:
        query = query.where(it.month >= since)
    if until:
        query = query.where(it.month <= until)
    if version is not None:
        query = query.where(it.version == version)
    found: dict[str, dict[PolicyState, int]] = {}
    for policy, state, count in connection.execute(query.group_by(it.policy, it.state)):
        found.setdefault(policy, {})[PolicyState(state)] = int(count)
    return found


def months(connection: Connection, process_id: str) -> tuple[str, str] | None:
    """The first and the last month in which something began of what is kept; None where nothing is."""
    it = policy_totals.c
    row = connection.execute(select(func.min(it.month), func.max(it.month)).where(it.process_id == process_id)).one()
    return None if row[0] is None else (str(row[0]), str(row[1]))


def versions(connection: Connection, process_id: str) -> list[int]:
    """The versions by whose checks instances were judged, the newest first."""
    it = policy_totals.c
    query = select(it.version).where(it.process_id == process_id).distinct().order_by(it.version.desc())
    return list(connection.execute(query).scalars())


def of_instance(connection: Connection, runtime: Runtime, instance_id: int) -> dict[str, Decision]:
    """How an instance stands with each check of its version now, by key: judged at asking, so never behind."""
    found = keeping.judge(connection, runtime, [instance_id])
    return dict(found[0].decisions) if found else {}


def judged_by(
    connection: Connection, runtime: Runtime, process_id: str, checks: Sequence[Check], since: str, until: str
) -> tuple[dict[str, dict[PolicyState, int]], dict[tuple[str, PolicyState], list[str]], int, int]:
    """How the newest instances of a period (as of `totals`) stand with the checks of another version or of a draft: how
    many, their folios by check and state, of how many that were judged, and of how many there are."""
    months_ = select(policy_states.c.instance_id).where(policy_states.c.process_id == process_id)
    of_process = [instances.c.process_id == process_id]
    if since or until:
        if since:
            months_ = months_.where(policy_states.c.month >= since)
        if until:
            months_ = months_.where(policy_states.c.month <= until)
        of_process.append(instances.c.id.in_(months_))
    there = connection.execute(select(func.count()).select_from(instances).where(*of_process)).scalar_one()
    query = select(instances.c.id).where(*of_process).order_by(instances.c.id.desc()).limit(MOST)
    counts: dict[str, dict[PolicyState, int]] = {}
    folios: dict[tuple[str, PolicyState], list[str]] = {}
    judged = 0
    for each in keeping.judged_by(connection, runtime, connection.execute(query).scalars().all(), checks):
        judged += 1
        for key, decision in each.decisions.items():
            of_check = counts.setdefault(key, {})
            of_check[decision.state] = of_check.get(decision.state, 0) + 1
            folios.setdefault((key, decision.state), []).append(each.folio)
    return counts, folios, judged, there


def everything(
    connection: Connection, runtime: Runtime, reader: Reader, folios: Sequence[str] | None = None
) -> Iterator[Stands]:
    """How instances that `reader` sees stand with the checks of their versions, those of `folios` or all, in the order
    in which they were started and of the policies: as it is kept where that is up to date, or else judged now. A share
    of them is in memory at a time.

    Raises NotFound (kind ``instance``) for a folio that is not there, or not seen.
    """
    query = select(instances.c.id, instances.c.folio).where(*reader.conditions()).order_by(instances.c.id)
    if folios is not None:
        query = query.where(instances.c.folio.in_(folios))
    rows = list(connection.execute(query))
    there = {row.folio for row in rows}
    if missing := next((folio for folio in folios or () if folio not in there), None):
        raise NotFound(kind="instance", id=missing)
    return _stand(connection, runtime, [row.id for row in rows], kept=folios is None and keeping.up_to_date(connection))


def _stand(connection: Connection, runtime: Runtime, ids: Sequence[int], *, kept: bool) -> Iterator[Stands]:
    for start in range(0, len(ids), SHARE):
        share = ids[start : start + SHARE]
        if kept:
            yield from _kept(connection, runtime, share)
            continue
        for each in keeping.judge(connection, runtime, share):
            about = each.folio, each.process_id, each.version
            yield from (Stands(*about, key, decision) for key, decision in each.decisions.items())


def _kept(connection: Connection, runtime: Runtime, ids: Sequence[int]) -> Iterator[Stands]:
    it = policy_states.c
    columns = instances.c.folio, it.process_id, it.version, it.policy, it.state, it.seqs, it.needs
    query = select(*columns).join(instances, instances.c.id == it.instance_id).where(it.instance_id.in_(ids))
    for _, group in groupby(connection.execute(query.order_by(it.instance_id)), key=lambda row: row.folio):
        found = {row.policy: row for row in group}
        first = next(iter(found.values()))
        for check in runtime.library.process(connection, first.process_id, first.version).document.checks:
            if check.key in found:
                folio, process_id, version, policy, *decision = found[check.key]
                yield Stands(folio, process_id, version, policy, Decision.stored(*decision))
