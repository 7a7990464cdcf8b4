"""What two editions of a procedure say differently, for the page at hand."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from bpmn.diff import Comparison
from bpmn.messages import Message
from engine.definitions.queries import in_force
from engine.identity.queries import all_roles
from web.site import presenter
from web.texts.differences import Told, by_topic, sentences
from web.transactions import once


@dataclass(frozen=True)
class DifferencesView:
    """A comparison in the reader's words. What is only drawn otherwise, or concerns nobody who reads the procedure, the
    page says once each."""

    comparison: Comparison
    told: list[Told]

    @cached_property
    def by_topic(self) -> list[tuple[Message, list[Told]]]:
        """The sentences under the headings of their topics."""
        return by_topic(self.told)

    @property
    def marks(self) -> tuple[Mapping[str, str], Mapping[str, str]]:
        """What became of each element of either diagram, by id."""
        return self.comparison.marks


def differences_view(comparison: Comparison) -> DifferencesView:
    """Put a comparison into words; for use in a request."""
    roles = once("roles", lambda connection: {each.id: each.name for each in all_roles(connection)})
    titles = once("titles", lambda connection: {id: version.name for id, version in in_force(connection).items()})
    return DifferencesView(comparison, sentences(comparison, presenter(), roles=roles, titles=titles))
