"""What administrators alone decide was decided by them."""

from collections.abc import Iterator, Sequence

from engine.history.ledger import Entry
from engine.history.problems import Kind, Problem
from engine.identity.past import PeoplePast
from engine.identity.role_ids import ADMINISTRATOR


def not_by_administrators(entries: Sequence[Entry], people: PeoplePast) -> Iterator[Problem]:
    """Each entry of whoever was no administrator at that moment."""
    for entry in entries:
        if entry.actor is None or not people.held(entry.actor, entry.moment, ADMINISTRATOR):
            yield Problem(Kind.ACTOR_WITHOUT_RIGHT, entry.seq, ADMINISTRATOR, str(entry.actor or "—"))
