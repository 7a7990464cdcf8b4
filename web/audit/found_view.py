"""What a search of the register found, for its page."""

from typing import Any

from engine.db import Connection
from engine.instances.views.disposed import disposed_among
from engine.replay import register, searches
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
SUMMED = 2_000
"""The amounts of so many histories are added up without being asked: of more it takes longer than a page may."""


def found_view(connection: Connection, filters: Filters, *, add_up: bool) -> dict[str, Any]:
    """A page of what is asked for, how many there are by what came of them, and what can be asked. `add_up`: what they
    amount to as well, however many they are."""
    who, wanted = reader(), filters.wanted
    lines, behind = register.page(connection, who, wanted, after=filters.after, limit=PER_PAGE)
    offered, counts = choices(connection, site().runtime, filters), totals(connection, who, wanted)
    added = add_up or sum(each.count for each in counts) <= SUMMED
    return {
        "lines": lines,
        "behind": behind,
        "choices": offered,
        "outcomes": outcomes(),
        "parts": parts(filters, offered, presenter()),
        "counts": counts,
        "sums": sums(connection, who, wanted, quotable_here()) if added else None,
        "searches": searches.searches(connection, actor().id),
        "alarmed": alarmed(connection),
        "disposed": disposed_among(connection, [line.folio for line in lines if line.client is None]),
        "said": PROOF_TEXTS,
        "narrow": not who.everything,
    }
