"""Whether anybody held a role at a moment, by the ledger of people."""

from collections.abc import Iterable
from datetime import timedelta

from engine.clock import from_text, to_text
from engine.history.chain import Event
from engine.identity.past import GRACE, PeoplePast, Span, is_within


class Holders:
    """Asks the past of people about roles; each role is looked up once."""

    def __init__(self, past: PeoplePast) -> None:
        self._past = past
        self._spans: dict[str, list[Span]] = {}

    def perhaps(self, roles: Iterable[str], event: Event) -> bool:
        """Whether somebody may have held one of these when an event happened."""
        moments = _moments(event)
        return any(is_within(self._of(role), moments) for role in roles)

    def surely(self, roles: Iterable[str], event: Event) -> bool:
        """Whether somebody held one of these all around that moment."""
        moments = _moments(event)
        first, last = _shifted(min(moments), -GRACE), _shifted(max(moments), GRACE)
        return any(
            span.began <= first and (span.ended is None or last <= span.ended)
            for role in roles
            for span in self._of(role)
        )

    def _of(self, role: str) -> list[Span]:
        found = self._spans.get(role)
        if found is None:
            people = self._past.now()
            found = self._spans[role] = [
                span
                for id_ in people
                for span in self._past.spans(id_, lambda then: then.active and role in then.roles)
            ]
        return found


def _moments(event: Event) -> list[str]:
    return [event.at] if event.clock is None else [event.at, event.clock]


def _shifted(moment: str, by: timedelta) -> str:
    try:
        return to_text(from_text(moment) + by)
    except (OverflowError, ValueError):
        return moment
