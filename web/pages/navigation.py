"""The ways through the site, by audience: each blueprint offers its own, and a reader sees those that are theirs."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from flask import Blueprint, Request, current_app

from bpmn.messages import Message
from engine.identity.queries import Person
from engine.instances.views.search import normal
from web.i18n import Translator
from web.pages.templating import url_for

KEY = "cauce-navigation"


def _everybody(_person: Person) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Way:
    """A link of the header. Lower `order` comes first."""

    order: int
    endpoint: str
    label: Message
    may: Callable[[Person], bool] = _everybody

    @property
    def address(self) -> str:
        """Where it leads."""
        return url_for(self.endpoint)

    def holds(self, request: Request) -> bool:
        """Whether the page that is asked for is in this section: below its address, whichever blueprint draws it."""
        return f"{request.path}/".startswith(f"{self.address}/")


@dataclass
class Navigation:
    """What the header offers."""

    ways: list[Way] = field(default_factory=list)

    def offer(self, way: Way) -> None:
        """Add a link, for whomever it may be."""
        self.ways.append(way)
        self.ways.sort(key=lambda way: way.order)

    def of(self, person: Person | None) -> list[Way]:
        """The links that `person` may follow; who has not come in may follow none."""
        return [] if person is None else [way for way in self.ways if way.may(person)]

    def keyed(self, person: Person | None, gettext: Translator) -> list[tuple[Way, str]]:
        """The same, each with the letter that leads there from the keyboard: the first of its name that is free."""
        ways = self.of(person)
        return list(zip(ways, _letters(tuple(gettext.render(way.label) for way in ways)), strict=True))


@lru_cache(maxsize=256)
def _letters(names: tuple[str, ...]) -> list[str]:
    taken: list[str] = []
    for name in names:
        letters = (letter for letter in normal(name) if letter.isalpha())
        taken.append(next((letter for letter in letters if letter not in taken), str(len(taken))))
    return taken


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
        lambda state: state.app.extensions[KEY].offer(Way(order, endpoint, label, may)),
    )


def navigation() -> Navigation:
    """The ways through the site of the request at hand."""
    found = current_app.extensions[KEY]
    assert isinstance(found, Navigation)
    return found
