"""What a search of the register found, for its page."""

from typing import Any

from engine.db import Connection
from engine.instances.views.disposed import disposed_among
from engine.instances.views.paging import MOST
from engine.replay import register, searches
from engine.replay.asking import not_taken_in
from engine.replay.totals import sums, totals
from web.audit.ledgers_view import alarmed
from web.pages.outcomes import outcomes
from web.pages.reader import quotable_here, reader
from web.pages.wanted import PROOF_TEXTS, Filters
from web.pages.wanted_choices import choices
from web.pages.wanted_texts import parts
from web.session import actor
from web.site import presenter, site

PER_PAGE = 50
COUNTED, SUMMED = 20_000, 2_000
"""So many histories are counted, and the amounts of so many added up, without being asked: of more it takes longer than
a page may."""


def found_view(connection: Connection, filters: Filters, *, count: bool, add_up: bool) -> dict[str, Any]:
    """A page of what is asked for, how many there are by what came of them, and what can be asked.

    Very many histories are counted if `count` asks for it, which a page with script does once it is there; what they
    amount to is added up if `add_up` does.
    """
    who, wanted = reader(), filters.wanted
    found = register.look(connection, who, wanted)
    lines, behind = register.page(connection, who, wanted, after=filters.after, limit=PER_PAGE, found=found)
    offered = choices(connection, site().runtime, filters)
    few = min(register.newest(connection), MOST if found.few is None else found.few) <= COUNTED
    counts = totals(connection, who, wanted, found) if count or add_up or few else None
    added = add_up or (counts is not None and sum(each.count for each in counts) <= SUMMED)
    return {
        "lines": lines,
        "behind": behind,
        "choices": offered,
        "outcomes": outcomes(),
        "parts": parts(filters, offered, presenter()),
        "counts": counts,
        "sums": sums(connection, who, wanted, quotable_here()) if added else None,
        "behind_by": not_taken_in(connection, wanted),
        "searches": searches.searches(connection, actor().id),
        "alarmed": alarmed(connection),
        "disposed": disposed_among(connection, [line.folio for line in lines if line.client is None]),
        "said": PROOF_TEXTS,
        "narrow": not who.everything,
    }
