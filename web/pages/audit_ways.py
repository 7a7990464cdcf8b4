"""The rooms of auditing, on every page of them: each blueprint offers its own, and a reader sees those that are theirs.

The header has one way to all of them (`web.pages.navigation`).
"""

from collections.abc import Callable

from flask import Blueprint, current_app, request
from werkzeug.wrappers import Response

from bpmn.messages import Message
from engine.identity.queries import Person
from engine.replay.rights import may_audit, require_auditor
from web.pages.navigation import Navigation, Way
from web.session import actor, require_person

KEY = "cauce-audit-ways"


def offer_room(
    blueprint: Blueprint, endpoint: str, label: Message, *, order: int, may: Callable[[Person], bool] = may_audit
) -> None:
    """Offer `endpoint` among the rooms of auditing of every site that `blueprint` is part of.

    Orders: 10 the register, 20 indicators, 30 samples, 40 policies, 50 audits, 60 findings, 70 what auditors opened,
    80 the ledgers, 90 the sealed log.
    """
    blueprint.record_once(lambda state: state.app.extensions[KEY].offer(Way(order, endpoint, label, may)))


def keep_to(blueprint: Blueprint, require: Callable[[Person], None] = require_auditor) -> None:
    """Let nobody have a page of `blueprint` but whom `require` lets, which raises NotAllowed; who has not come in is
    sent to do so."""

    def asks() -> Response | None:
        sent_away = require_person()
        if sent_away is None:
            require(actor())
        return sent_away

    blueprint.before_request(asks)


def audit_ways() -> list[tuple[Way, bool]]:
    """The rooms that whoever is acting may enter, and whether the page at hand is in each: in the one whose address it
    is below, and no other below that."""
    found = current_app.extensions[KEY]
    assert isinstance(found, Navigation)
    ways = found.of(actor())
    here = max((way for way in ways if way.holds(request)), key=lambda way: len(way.address), default=None)
    return [(way, way is here) for way in ways]
