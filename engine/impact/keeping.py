"""Keeps what a draft does to instances with the draft: asked for by people, worked out by a job, share by share.

What is to be done is always the same: the instances that have no effect kept, or have gone on since. So whoever stops,
is killed or comes back later goes on from what is there, and what instances did meanwhile is tried again alone.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, delete, select, update
from sqlalchemy.dialects import postgresql

from engine import canonical_json, queue
from engine.db import Database
from engine.definitions.drafts import Draft, open_draft, required
from engine.definitions.impacts import Basis, Impact, basis_of, impact_of
from engine.definitions.library import Library
from engine.definitions.models import draft_impacts, process_drafts
from engine.definitions.statuses import OPEN, ImpactStatus
from engine.errors import DiagramRejected
from engine.impact.kept import left
from engine.impact.models import impact_effects
from engine.impact.population import SHARE, Candidate, candidates, heads_digest, read_share, shares
from engine.impact.trial import Proposal, Trial, Tried
from engine.instances.models import instances

TRY_DRAFTS = "try_drafts"
"""The job's name in the queue."""
LOOKS_BACK = timedelta(days=365)
"""How far back instances that ended are tried."""


def ask(connection: Connection, process_id: str, *, actor: str, at: datetime) -> None:
    """Have the open draft tried on the instances, or go on with a trial that was stopped or that instances outran.

    Raises NotFound (kind ``draft``).
    """
    draft = required(connection, process_id, *OPEN)
    _begin(connection, draft, actor=actor, at=at)
    queue.defer(connection, TRY_DRAFTS)


def stop(connection: Connection, process_id: str) -> None:
    """Stop trying; what was tried is kept. Raises NotFound (kind ``draft``)."""
    draft = required(connection, process_id, *OPEN)
    running = and_(draft_impacts.c.draft_id == draft.id, draft_impacts.c.status == ImpactStatus.RUNNING)
    connection.execute(update(draft_impacts).where(running).values(status=ImpactStatus.STOPPED))


def keep_all(connection: Connection, draft: Draft, tried: Sequence[Tried], *, actor: str, at: datetime) -> None:
    """Keep a whole trial that was made elsewhere."""
    found = _begin(connection, draft, actor=actor, at=at)
    _save(connection, draft.id, tried)
    _finish(connection, draft, found, at=at)


def try_now(connection: Connection, draft: Draft, *, actor: str, at: datetime) -> None:
    """Try a draft here and now, in this transaction. Raises DiagramRejected."""
    found = _begin(connection, draft, actor=actor, at=at)
    trial = Trial(_proposal(draft))
    trial.draft(connection, draft.process_id)
    for part in shares(candidates(connection, draft.process_id, found.since)):
        _save(connection, draft.id, trial.tried(connection, read_share(connection, part)))
    _finish(connection, draft, found, at=at)


def go_on(database: Database, library: Library, clock: Callable[[], datetime], *, until: datetime) -> int:
    """Try the drafts whose trial runs, until that moment; how many instances were tried.

    Each share is kept in a transaction of its own. What is left over is asked for again. Raises StoreUnavailable.
    """
    done = 0
    with database.reading() as connection:
        query = select(draft_impacts.c.draft_id).where(draft_impacts.c.status == ImpactStatus.RUNNING)
        running = [row.draft_id for row in connection.execute(query.order_by(draft_impacts.c.asked_at))]
    for draft_id in running:
        while True:
            with database.reading() as connection:
                draft = _draft(connection, draft_id)
                found = impact_of(connection, draft_id)
                if draft is None or found is None or found.status is not ImpactStatus.RUNNING:
                    break
                basis = basis_of(connection, draft)
                if not found.is_of(basis):
                    tried: list[Tried] | None = None
                else:
                    tried = _share(connection, _trial(basis, draft, library), draft, found)
            with database.transaction() as connection:
                if not _goes_on(connection, found):
                    continue
                if tried is None:
                    # The draft was saved meanwhile, or cannot be executed: nothing of it is worth going on with.
                    status = ImpactStatus.FAILED if found.is_of(basis) else ImpactStatus.STOPPED
                    connection.execute(_of(draft_id).values(status=status))
                    break
                _save(connection, draft_id, tried)
                done += len(tried)
                if not tried:
                    _finish(connection, draft, found, at=clock())
                    break
                if clock() >= until:
                    queue.defer(connection, TRY_DRAFTS)
                    return done
    return done


def _begin(connection: Connection, draft: Draft, *, actor: str, at: datetime) -> Impact:
    """The trial of a draft as it is now, running: the one that there is, or another in its place."""
    basis, found = basis_of(connection, draft), impact_of(connection, draft.id)
    if found is not None and found.is_of(basis) and found.status is not ImpactStatus.FAILED:
        total = len(candidates(connection, draft.process_id, found.since))
        connection.execute(_of(draft.id).values(status=ImpactStatus.RUNNING, total=total))
    else:
        connection.execute(delete(impact_effects).where(impact_effects.c.draft_id == draft.id))
        since = at - LOOKS_BACK
        values = {
            "draft_id": draft.id,
            "content": basis.content,
            "against": basis.against,
            "heads": None,
            "since": since,
            "status": ImpactStatus.RUNNING,
            "total": len(candidates(connection, draft.process_id, since)),
            "asked_by": actor,
            "asked_at": at,
            "finished_at": None,
        }
        connection.execute(_UPSERT_IMPACT, values)
    begun = impact_of(connection, draft.id)
    assert begun is not None
    return begun


def _finish(connection: Connection, draft: Draft, found: Impact, *, at: datetime) -> None:
    everything = candidates(connection, draft.process_id, found.since)
    values = {
        "status": ImpactStatus.FINISHED,
        "heads": heads_digest(everything),
        "total": len(everything),
        "finished_at": at,
    }
    connection.execute(_of(draft.id).where(draft_impacts.c.status == ImpactStatus.RUNNING).values(**values))


def _goes_on(connection: Connection, found: Impact) -> bool:
    """Whether it is still that trial that runs, and not another that was asked for since; no other begins until this
    transaction ends. What was tried for one says nothing of what the draft says by the next."""
    same = draft_impacts.c.draft_id == found.draft_id, draft_impacts.c.status == ImpactStatus.RUNNING
    now = connection.execute(select(draft_impacts.c.asked_at).where(*same).with_for_update()).scalar()
    return now == found.asked_at


def _share(connection: Connection, trial: Trial, draft: Draft, found: Impact) -> list[Tried] | None:
    """The next instances tried, none when all are; None where the draft cannot be executed."""
    try:
        trial.draft(connection, draft.process_id)
    except DiagramRejected:
        return None
    rows = connection.execute(left(draft.process_id, found).order_by(instances.c.id).limit(SHARE))
    wanted = [Candidate(*row) for row in rows]
    return trial.tried(connection, read_share(connection, wanted)) if wanted else []


def _save(connection: Connection, draft_id: int, tried: Sequence[Tried]) -> None:
    rows = [
        {
            "draft_id": draft_id,
            "instance_id": each.instance.id,
            "head_seq": each.instance.head_seq,
            "verdict": str(each.effect.verdict),
            "effect": canonical_json.dumps(each.effect.as_dict()),
        }
        for each in tried
    ]
    if rows:
        connection.execute(_UPSERT_EFFECT, rows)


def _draft(connection: Connection, draft_id: int) -> Draft | None:
    process_id = connection.scalar(select(process_drafts.c.process_id).where(process_drafts.c.id == draft_id))
    draft = None if process_id is None else open_draft(connection, process_id)
    return draft if draft is not None and draft.id == draft_id else None


def _proposal(draft: Draft) -> Proposal:
    return Proposal(draft.process_id, draft.diagram, draft.forms)


# The last trial of this process: a job that goes on after a pause need not work everything out again.
_last: tuple[Basis, Trial] | None = None


def _trial(basis: Basis, draft: Draft, library: Library) -> Trial:
    global _last
    if _last is None or _last[0] != basis or _last[1].library is not library:
        _last = basis, Trial(_proposal(draft), library)
    return _last[1]


def _of(draft_id: int) -> Any:
    return update(draft_impacts).where(draft_impacts.c.draft_id == draft_id)


# Both databases write it as PostgreSQL does.
_NEW_IMPACT = postgresql.insert(draft_impacts)
_UPSERT_IMPACT = _NEW_IMPACT.on_conflict_do_update(
    index_elements=["draft_id"],
    set_={column.name: _NEW_IMPACT.excluded[column.name] for column in draft_impacts.c if not column.primary_key},
)
_NEW_EFFECT = postgresql.insert(impact_effects)
_UPSERT_EFFECT = _NEW_EFFECT.on_conflict_do_update(
    index_elements=["draft_id", "instance_id"],
    set_={column.name: _NEW_EFFECT.excluded[column.name] for column in impact_effects.c if not column.primary_key},
)
