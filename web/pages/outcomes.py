"""What came of instances, in the words of the versions on which they ended."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bpmn import naming
from bpmn.messages import Message, lazy_gettext
from bpmn.model import Event, Process
from bpmn.surroundings import Surrounded
from engine.db import Connection
from engine.errors import EngineError
from engine.instances.outcomes import CANCELLED, MISTAKE, UNDER_WAY
from engine.replay import register
from web.i18n import Translator
from web.pages.procedures import procedures_in_force
from web.site import site
from web.texts.wording import title
from web.transactions import once

MEANINGS: Mapping[str | None, Message] = {
    "won": lazy_gettext("Won"),
    "lost": lazy_gettext("Lost"),
    "noGo": lazy_gettext("No Go"),
}
"""What it means to end at an end that says so (`bpmn.model.Event.outcome`)."""
BESIDE_ENDS: Mapping[str, Message] = {
    CANCELLED: lazy_gettext("Cancelled"),
    MISTAKE: lazy_gettext("Begun by mistake"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of an instance: its `code` in addresses and tables, what people read, and beside that what the diagram
    calls the end where the text is what that end means. `meaning` is ``won``, ``lost``, ``noGo`` or empty."""

    code: str
    text: Message | str
    end: str = ""
    meaning: str = ""

    def read(self, gettext: Translator) -> str:
        """The text, in the reader's language."""
        return gettext.render(self.text) if isinstance(self.text, Message) else self.text


class Outcomes:
    """The outcomes that instances of `processes` can have, each version of which the newest comes first: an end is
    called as the newest version calls it that has it."""

    def __init__(self, processes: Iterable[Process]) -> None:
        self._ends: dict[str, dict[str, Outcome]] = {}
        self._called: set[str | None] = set()
        self.titles: dict[str, str] = {}
        for process in processes:
            self.titles.setdefault(process.id, title(process))
            self._called |= {activity.called_element for activity in process.activities()}
            known = self._ends.setdefault(process.id, {})
            for outcome in _ends_of(process):
                known.setdefault(outcome.code, outcome)

    def of(self, process_id: str, code: str) -> Outcome | None:
        """What a code of an instance of that procedure says; None while it is under way."""
        if code == UNDER_WAY:
            return None
        if code in BESIDE_ENDS:
            return Outcome(code, BESIDE_ENDS[code])
        return self._ends.get(process_id, {}).get(code) or Outcome(code, code)

    def ends(self, process_id: str) -> Sequence[Outcome]:
        """The outcomes that an instance of a procedure can have, the ends in the order in which they are drawn."""
        ends = self._ends.get(process_id, {}).values()
        return [*ends, *(Outcome(code, text) for code, text in BESIDE_ENDS.items())]

    def named(self, code: str) -> Outcome:
        """What a code says, of whichever procedure."""
        known = (ends[code] for ends in self._ends.values() if code in ends)
        found = next(known, None) or self.of("", code)
        return found or Outcome(code, lazy_gettext("running"))

    @property
    def groups(self) -> Sequence[tuple[str, Sequence[Outcome]]]:
        """What can be chosen: the ends of each procedure that no other calls, under its name; and what is beside."""
        ends = [
            (self.titles[process_id], [*known.values()])
            for process_id, known in self._ends.items()
            if known and process_id not in self._called
        ]
        return [*ends, ("", [Outcome(code, text) for code, text in BESIDE_ENDS.items()])]


def outcomes() -> Outcomes:
    """The outcomes of every version that instances may have run on; read once for each page."""
    return once("outcomes", _read)


def outcome_text(known: Outcomes, process_id: str, code: str, gettext: Translator) -> str:
    """What came of an instance in words; empty while it is under way."""
    found = known.of(process_id, code)
    return "" if found is None else found.read(gettext)


def _read(connection: Connection) -> Outcomes:
    library, found = site().runtime.library, procedures_in_force(connection, site().runtime)
    for version in register.versions(connection):
        try:
            found.append(library.process(connection, *version))
        except EngineError:  # a version that cannot be read names nothing
            continue
    return Outcomes(found)


def _ends_of(process: Process) -> Iterable[Outcome]:
    """The ends of a procedure itself. What an end means is its text, unless several mean the same."""
    around = Surrounded(process)
    ends = [
        node
        for node in process.nodes
        if isinstance(node, Event) and node.kind == "endEvent" and node.parent == process.id
    ]
    means = Counter(end.outcome for end in ends)
    for end in ends:
        name = end.name or naming.name_of_node(around, end)
        if end.outcome in MEANINGS and means[end.outcome] == 1:
            yield Outcome(end.id, MEANINGS[end.outcome], end.name or "", end.outcome or "")
        else:
            yield Outcome(end.id, name, "", end.outcome or "")
