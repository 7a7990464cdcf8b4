"""Everything that the page of one instance shows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.db import Connection
from engine.history.chain import Event, first_break, visit_of
from engine.history.event_types import Assigns, Part, Subject, type_of
from engine.instances import execution_queries, queries
from engine.instances.projection import WorkItem
from engine.instances.queries import Instance, OpenTask
from engine.instances.runtime import Runtime
from web.texts.formatting import Presenter, Shown
from web.texts.wording import Wording, wording


@dataclass(frozen=True, slots=True)
class Overview:
    """An instance with its wording, data, open work and history; `broken` is where its chain does not hold."""

    instance: Instance
    wording: Wording
    data: Mapping[str, object]
    open: tuple[OpenTask, ...]
    events: tuple[Event, ...]
    broken: tuple[int, str] | None

    def shown_data(self, presenter: Presenter) -> list[Shown]:
        """The variables of the instance."""
        return self._shown(self.data, presenter)

    def written_in(self, event: Event, presenter: Presenter) -> list[Shown]:
        """What people wrote in an event. Raises UnknownEventType."""
        return self._shown(type_of(event).values(event.payload), presenter)

    def _shown(self, values: Mapping[str, object], presenter: Presenter) -> list[Shown]:
        """Values in the order of the procedure, those it does not ask for last; empty ones are left out."""
        fields = self.wording.fields
        names = [name for name in fields if name in values] + sorted(values.keys() - fields.keys())
        shown = [presenter.value(fields.get(name), values[name], name) for name in names]
        return [each for each in shown if not each.blank]

    def in_a_sentence(self, event: Event) -> bool:
        """Whether the name of an event and a detail would not say it: a move to other versions, an incident."""
        return type_of(event).part is Part.MIGRATION or type_of(event).subject is Subject.INCIDENT

    def detail(self, event: Event) -> str:
        """What an event adds to its name: the ways a decision took, why it was cancelled, whom a link is for."""
        values = event.payload
        names = values.get("names")
        if isinstance(names, list):
            return ", ".join(str(name) for name in names if name)
        return str(values.get("reason") or values.get("email") or "")

    def assigned_by(self, item: WorkItem) -> str | None:
        """Who gave an open step to the one who has it; None where they took it themselves."""
        about = (event for event in reversed(self.events) if type_of(event).assigns and visit_of(event) == item.visit)
        last = next(about, None)
        return last.actor if last is not None and type_of(last).assigns is Assigns.NAMED else None

    def file(self, sha256: str) -> Mapping[str, object] | None:
        """The reference to a file that its data or its history hold."""
        sources: list[object] = [self.data, *(event.payload for event in self.events)]
        return next((each for each in _files(sources) if each["sha256"] == sha256), None)


def overview(connection: Connection, runtime: Runtime, folio: str) -> Overview:
    """What a page says of an instance. Raises NotFound."""
    instance = queries.instance(connection, folio)
    events = queries.history(connection, folio)
    return Overview(
        instance,
        wording(connection, runtime, instance),
        execution_queries.data(connection, runtime, folio),
        tuple(queries.tasks(connection, folio=folio)),
        tuple(events),
        first_break(events, queries.key(connection, folio)),
    )


def _files(value: object) -> Iterator[Mapping[str, object]]:
    if isinstance(value, Mapping):
        if {"name", "sha256", "size"} <= value.keys():
            yield value
        else:
            for inner in value.values():
                yield from _files(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _files(inner)
