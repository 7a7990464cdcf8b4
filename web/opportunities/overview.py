"""Everything that the page of one instance shows."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bpmn.ahead import ahead
from bpmn.model import FlowNode, Process
from engine.db import Connection
from engine.history.chain import Event, first_break, visit_of
from engine.history.disposals import Disposal, disposal_of
from engine.history.event_types import Assigns, Part, Subject, type_of
from engine.instances import execution_queries, queries
from engine.instances.projection import WorkItem
from engine.instances.queries import Instance, OpenTask
from engine.instances.reading import Reader
from engine.instances.runtime import Runtime
from engine.instances.visible import Visible
from web.opportunities.answered import Answered, answered
from web.opportunities.facts import Facts, facts
from web.pages import histories
from web.texts.formatting import Presenter, Shown
from web.texts.wording import Wording


@dataclass(frozen=True, slots=True)
class Overview:
    """An instance with its wording, data, open work and history, as far as its reader may read them (`visible`);
    `broken` is where its chain does not hold."""

    instance: Instance
    wording: Wording
    data: Mapping[str, object]
    open: tuple[OpenTask, ...]
    events: tuple[Event, ...]
    broken: tuple[int, str] | None
    visible: Visible

    @property
    def disposal(self) -> Disposal | None:
        """That its data were disposed of."""
        return disposal_of(self.events)

    def facts(self, presenter: Presenter) -> Facts:
        """How much it is about, and until when."""
        return facts(self.data, self.wording.fields, presenter)

    def answered(self, presenter: Presenter) -> list[Answered]:
        """What people answered, by step."""
        return answered(self.events, self.wording, lambda event: self.written_in(event, presenter))

    def worked_out(self, presenter: Presenter) -> list[Shown]:
        """The variables that nobody answered: what the procedure worked out."""
        said = {name for event in self.events for name in type_of(event).values(event.payload)}
        return self._shown({name: value for name, value in self.data.items() if name not in said}, presenter)

    def with_whom(self, name_of: Callable[[str], str], role_name: Callable[[str], str]) -> list[str]:
        """Who has what waits now: the people who have taken it, and where nobody has, the area or the lane."""
        found = (self._holder(task.item, name_of, role_name) for task in self.open)
        return list(dict.fromkeys(found))

    def _holder(self, item: WorkItem, name_of: Callable[[str], str], role_name: Callable[[str], str]) -> str:
        if item.assignee is not None:
            return name_of(item.assignee)
        return role_name(item.area) if item.area is not None else self.wording.lane(item.lane) or item.name

    def ahead(self) -> list[tuple[Process, FlowNode]]:
        """What may come after what waits now, each once."""
        places = {(task.item.process_id, task.item.visit.element) for task in self.open}
        found = (each for place in sorted(places) for each in ahead(self.wording.processes, *place))
        return list({(process.id, node.id): (process, node) for process, node in found}.values())

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
        return str(values.get("reason") or values.get("email") or values.get("rule") or "")

    def assigned_by(self, item: WorkItem) -> str | None:
        """Who gave an open step to the one who has it; None where they took it themselves."""
        about = (event for event in reversed(self.events) if type_of(event).assigns and visit_of(event) == item.visit)
        last = next(about, None)
        return last.actor if last is not None and type_of(last).assigns is Assigns.NAMED else None

    def file(self, sha256: str) -> Mapping[str, object] | None:
        """The reference to a file that its data or its history hold, of those that may be read."""
        sources: list[object] = [self.data, *(event.payload for event in self.events)]
        return next((each for each in _files(sources) if each["sha256"] == sha256), None)


def overview(connection: Connection, runtime: Runtime, reader: Reader, visible: Visible, folio: str) -> Overview:
    """What a page says of an instance, of its values what is `visible`. Raises NotFound, also where `reader` does not
    see it."""
    events = histories.history(folio)
    return Overview(
        histories.instance(folio),
        histories.words(folio),
        visible.data(execution_queries.data(connection, runtime, reader, folio)),
        tuple(queries.tasks(connection, reader, folio=folio)),
        tuple(visible.history(events)),
        first_break(events, queries.key(connection, reader, folio)),
        visible,
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
