"""The ways through the site, by audience: each blueprint offers its own, and a reader sees those that are theirs."""

from collections.abc import Callable
from dataclasses import dataclass, field

from flask import Blueprint, current_app

from bpmn.messages import Message
from engine.identity.queries import Person

KEY = "cauce-navigation"


def _everybody(_person: Person) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Way:
    """A link of the header. Lower `order` comes first; `blueprint` is where one is while it is the current one."""

    order: int
    blueprint: str
    endpoint: str
    label: Message
    may: Callable[[Person], bool] = _everybody


@dataclass
class Navigation:
    """What the header offers."""

    ways: list[Way] = field(default_factory=list)

    def offer(
        self, order: int, blueprint: Blueprint, endpoint: str, label: Message, may: Callable[[Person], bool]
    ) -> None:
        """Add a link to `endpoint`, for whomever it may be."""
        self.ways.append(Way(order, blueprint.name, endpoint, label, may))
        self.ways.sort(key=lambda way: way.order)

    def of(self, person: Person | None) -> list[Way]:
        """The links that `person` may follow; who has not come in may follow none."""
        return [] if person is None else [way for way in self.ways if way.may(person)]


def offer(
    blueprint: Blueprint,
    endpoint: str,
    label: Message,
    *,
    order: int,
    may: Callable[[Person], bool] = _everybody,
) -> None:
    """Offer `endpoint` in the header of every site that `blueprint` is part of.

    Orders: 10 the inbox, 20 opportunities, 30 procedures, 40 audit, 50 administration.
    """
    blueprint.record_once(
        lambda state: state.app.extensions[KEY].offer(order, blueprint, endpoint, label, may),
    )


def navigation() -> Navigation:
    """The ways through the site of the request at hand."""
    found = current_app.extensions[KEY]
    assert isinstance(found, Navigation)
    return found
