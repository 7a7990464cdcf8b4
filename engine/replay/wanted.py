"""What is asked of histories: the filter of the register, and of whatever is made of its instances."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from engine.instances.views.paging import STARTED
from engine.instances.views.quotes import Quotable
from engine.replay.figures import Figure

IN_ORDER, NOT_IN_ORDER, GROWN, UNVERIFIED = "in_order", "not_in_order", "grown", "unverified"
"""What is known of a history: the last verification found it in order to its last event, or not in order, or in order
to an event behind which it has grown; or it was never verified."""
PROOFS = (IN_ORDER, NOT_IN_ORDER, GROWN, UNVERIFIED)


@dataclass(frozen=True, slots=True)
class ValueWanted:
    """A value of a variable that a form marks as searchable: a text that begins with `text`, or is the `whole` of it; a
    number from `least` to `most`; a day from `first` to `last`. Bounds are included, and None bounds nothing."""

    variable: str
    text: str = ""
    whole: bool = False
    least: Decimal | None = None
    most: Decimal | None = None
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a page holds, and in which order.

    Every word of `text` begins a word of the folio, the client, the title or an activity that waits; every word of
    `said` stands in an answer, a comment or the name of a file, as far as `quotable` lets its reader find it (None:
    nothing). It is of `process`, runs on `version` (process id, number), and `outcome` came of it
    (`engine.instances.outcomes`). It was started from `since` until before `until` (UTC), ended likewise, and something
    happened in it likewise.

    `person` started it or completed a step of it; with `activity` or `lane`, all of that is of one visit: the flow was
    at that element, its work stood in that lane, that person did it or has it. `missed`: a term was missed by so many
    minutes that the office works at the least, of such a visit where one is asked for, else any. `rounds`: some step
    was reached so often; `corrections`: so many steps beyond the first of each. `shortest` and `longest` are minutes
    from start to end. `migrated`, `returned`, `incidents`: whether it ever was, or had any. `policy` (a key of its
    checks) and `policy_state` are of one another; `values`: of what forms mark as searchable; all of `figures` count
    it. `proof` is one of `PROOFS`. `order` is ``started`` or ``client``.
    """

    text: str = ""
    status: str = ""
    person: str = ""
    activity: str = ""
    version: tuple[str, int] | None = None
    since: datetime | None = None
    until: datetime | None = None
    proof: str = ""
    order: str = STARTED
    descending: bool = True
    outcome: str = ""
    process: str = ""
    ended_since: datetime | None = None
    ended_until: datetime | None = None
    event_since: datetime | None = None
    event_until: datetime | None = None
    lane: str = ""
    missed: int | None = None
    rounds: int = 0
    corrections: int = 0
    shortest: int | None = None
    longest: int | None = None
    migrated: bool | None = None
    returned: bool | None = None
    incidents: bool | None = None
    policy: str = ""
    policy_state: str = ""
    values: tuple[ValueWanted, ...] = ()
    figures: tuple[Figure, ...] = ()
    said: str = ""
    quotable: Quotable | None = None
