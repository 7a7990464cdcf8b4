"""How one instance stands with the policies of its procedure, as pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.db import Connection
from engine.identity.queries import role_names
from engine.policies import queries
from engine.policies.models import PolicyState
from web.pages.reader import reader
from web.site import site
from web.texts.policies import STATES, Known, asked


@dataclass(frozen=True, slots=True)
class Standing:
    """How an instance stands with a check: what it is called and asks, the numbers of the events that show it, and what
    is missing where it cannot be decided."""

    key: str
    name: str
    process_id: str
    asked: Sequence[str]
    state: PolicyState
    label: str
    events: Sequence[int]
    missing: Sequence[str]


def standings(connection: Connection, folio: str) -> list[Standing]:
    """How an instance that the reader sees stands with each check of its version, the gravest first. Raises NotFound
    (kind ``instance``)."""
    here = site()
    found = queries.everything(connection, here.runtime, reader(), [folio])
    known = Known(connection, here.runtime.library, role_names(connection), here.gettext)
    order, shown = list(STATES), []
    for each in found:
        checks = {check.key: check for check in known.checks(each.process_id, each.version)}
        words = known.words(each.process_id, each.version)
        shown.append(
            Standing(
                each.policy,
                checks[each.policy].name,
                each.process_id,
                asked(checks[each.policy], words, here.gettext),
                each.decision.state,
                here.gettext.render(STATES[each.decision.state]),
                each.decision.events,
                known.missing(each.process_id, each.version, each.decision),
            )
        )
    return sorted(shown, key=lambda each: order.index(each.state))
