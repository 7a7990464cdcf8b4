"""Tries what is deployed on the instances, before it is submitted for review."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime

from engine.db import Connection
from engine.definitions import queries
from engine.definitions.calls import process_ids
from engine.definitions.drafts import Draft
from engine.definitions.inspection import Source
from engine.errors import DiagramRejected
from engine.impact.keeping import LOOKS_BACK, keep_all, try_now
from engine.impact.trial import Proposal, Tried, all_candidates, try_on_all
from web.cli.context import Context


def before_review(
    context: Context, given: Sequence[Source], actor: str, at: datetime
) -> Callable[[Connection, Draft], None]:
    """What deploying `given` calls with each draft. The trials are made here and now, while nothing is locked yet."""
    tried = dict(_tried(context, given, at))

    def keep(connection: Connection, draft: Draft) -> None:
        if draft.process_id in tried:
            keep_all(connection, draft, tried[draft.process_id], actor=actor, at=at)
        else:
            try_now(connection, draft, actor=actor, at=at)

    return keep


def _tried(context: Context, given: Sequence[Source], at: datetime) -> Iterator[tuple[str, list[Tried]]]:
    with context.database.reading() as connection:
        in_force = queries.in_force(connection)
    for source in given:
        for process_id in process_ids(source.diagram):
            if process_id not in in_force:
                continue
            proposal = Proposal(process_id, source.diagram, source.forms)
            with suppress(DiagramRejected):  # deploying says all that is wrong
                wanted = all_candidates(context.database, proposal, at - LOOKS_BACK)
                shares = try_on_all(context.settings.database_url, proposal, wanted)
                yield process_id, [each for share in shares for each in share]
