"""A file that somebody brought: what it says after the repairs and answers that were decided on, and what is left."""

from collections.abc import Mapping
from dataclasses import dataclass

from bpmn.model import Process
from bpmn.repair import Given, Made, Offer, Repaired, Written, repair
from engine.db import Connection
from engine.definitions import queries
from engine.definitions.arrivals import Arrival, Decided, arrival
from engine.definitions.inspection import Report, Source, inspect
from engine.errors import NotFound
from engine.identity.queries import Person, role_names
from engine.identity.role_ids import ADMINISTRATOR, AUDITOR
from web.site import site

TEXT = {Written.ROLE: "text", Written.NUMBER: "number"}
"""The type of the input for what may be written as an answer."""


@dataclass(frozen=True)
class ArrivalView:
    """A file as it stands. `there` is the title of the procedure in force that has the id of its process, empty where
    it is a new one; `roles` are the names of those that are there, by id."""

    arrival: Arrival
    repaired: Repaired
    report: Report
    there: str
    roles: Mapping[str, str]

    @property
    def process(self) -> Process | None:
        """The one process of the file, None while there are several, or none."""
        found = self.report.processes()
        return found[0] if len(found) == 1 else None

    @property
    def title(self) -> str:
        """What the procedure would be called."""
        it = self.process
        return ((it.document.title or it.name) if it is not None else None) or ""

    @property
    def questions(self) -> tuple[Offer, ...]:
        """What asks something."""
        return self.repaired.questions

    @property
    def repairs(self) -> tuple[Offer, ...]:
        """What asks nothing."""
        return tuple(each for each in self.repaired.offered if each.question is None)

    @property
    def made(self) -> tuple[Made, ...]:
        """What was repaired."""
        return self.repaired.made

    @property
    def source(self) -> Source:
        """What a draft would begin with."""
        return Source(self.arrival.name, self.repaired.diagram, {**self.arrival.forms, **self.repaired.forms})


def arrival_view(connection: Connection, id: int, actor: Person) -> ArrivalView:
    """A file as it stands for whoever brought it, until a draft begins. Raises NotFound (kind ``arrival``)."""
    it = arrival(connection, id, actor.id)
    if it.draft_id is not None:
        raise NotFound(kind="arrival", id=str(id))
    given = given_here(connection)
    repaired = repair(it.diagram, it.forms, given, wanted=it.decided.wanted, answers=it.decided.answers)
    known, forms = queries.diagrams_in_force(connection), queries.forms_in_force(connection)
    report = inspect(Source(it.name, repaired.diagram, {**it.forms, **repaired.forms}), known, forms)
    processes = report.processes()
    there = given.procedures.get(processes[0].id, "") if len(processes) == 1 else ""
    return ArrivalView(it, repaired, report, there, given.roles)


def given_here(connection: Connection) -> Given:
    """What repairs may choose from in this company."""
    apart = (ADMINISTRATOR, AUDITOR)
    roles = {id: name for id, name in role_names(connection).items() if id not in apart}
    procedures = {id: version.name for id, version in queries.in_force(connection).items()}
    return Given(roles, procedures, site().runtime.words)


def decided(offered: Repaired, before: Decided, sent: Mapping[str, list[str]]) -> Decided:
    """What is decided after a page of repairs was sent. ``repair`` are keys that were ticked; answers stand under
    ``answer:`` and ``written:`` with the key of their question. ``undo`` is a key that is taken back, and all that."""
    if undo := sent.get("undo"):
        kept = tuple(key for key in before.wanted if key not in undo)
        return Decided(kept, {key: value for key, value in before.answers.items() if key not in undo})
    answers = {offer.key: answer for offer in offered.questions if (answer := _answer(offer, sent))}
    wanted = dict.fromkeys([*before.wanted, *sent.get("repair", ())])
    return Decided(tuple(wanted), {**before.answers, **answers})


def _answer(offer: Offer, sent: Mapping[str, list[str]]) -> str:
    """What was written goes before what was chosen; what is no answer is none."""
    written, chosen = (next(iter(sent.get(f"{kind}:{offer.key}", ())), "").strip() for kind in ("written", "answer"))
    answer = written or chosen
    return answer if offer.question is not None and offer.question.takes(answer) else ""
