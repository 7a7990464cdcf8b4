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
    """A page of what is asked for, how many there are by what came of them, and what can be asked.

    Where much has to be looked up for each of very many histories, they are counted if `add_up` asks for it, and so is
    what they amount to.
    """
    who, wanted = reader(), filters.wanted
    found = register.look(connection, who, wanted)
    lines, behind = register.page(connection, who, wanted, after=filters.after, limit=PER_PAGE, found=found)
    offered = choices(connection, site().runtime, filters)
    slow = found.often or (wanted.proof and found.few is None)
    counts = totals(connection, who, wanted, found) if add_up or not slow else None
    added = add_up or (counts is not None and sum(each.count for each in counts) <= SUMMED)
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
