"""Trying the draft of a company: what its author does in the room, one act after another."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from engine.definitions import drafts
from engine.trials import keeping
from engine.trials.acts import Act, Answer, Complete, Wait, Walk
from engine.trials.course import Stage, walked
from engine.trials.keeping import Trial
from engine.trials.scenarios import Verdict, verdicts
from tests.engine.definitions.publishing import AUTHOR
from tests.support import Company

T = TypeVar("T")
PROCESS = "gestion_comercial"
ALLIANCE: Mapping[str, object] = {"tipo_requerimiento": "servicio_administrado", "requiere_ti": True, "areas": []}


class Trying:
    """The author of the company's draft, trying it."""

    def __init__(self, company: Company, process_id: str = PROCESS) -> None:
        self.company, self.process_id = company, process_id
        with company.database.transaction() as connection:
            drafts.start_draft(connection, process_id, actor=AUTHOR, at=company.clock())

    @property
    def trial(self) -> Trial:
        """What is being tried, as the room reads it."""
        with self.company.database.reading() as connection:
            return keeping.trial_of(connection, self.process_id, AUTHOR, self.company.runtime.calendar)

    @property
    def walk(self) -> Walk:
        """The walk that is being taken."""
        found = self.trial.walk
        assert found is not None
        return found

    def draw(self, *changes: tuple[str, str], forms: Mapping[str, bytes] | None = None) -> None:
        """Change the diagram of the draft, text by text."""
        with self.company.database.transaction() as connection:
            draft = drafts.required(connection, self.process_id, drafts.DraftStatus.DRAFT)
            diagram = draft.diagram.decode()
            for old, new in changes:
                assert old in diagram, old
                diagram = diagram.replace(old, new)
            at = self.company.clock()
            drafts.save_draft(connection, self.process_id, diagram=diagram.encode(), forms=forms, actor=AUTHOR, at=at)

    def begin(self, by: str = "comercial") -> None:
        """Start an instance."""
        trial, at = self.trial, self.company.clock()
        self._put(trial, keeping.attempt(trial, None, by=by, at=at))

    def act(self, act: Act) -> None:
        """Do one thing."""
        trial = self.trial
        self._put(trial, keeping.attempt(trial, act, at=self.company.clock()))

    def complete(self, step: str, values: Mapping[str, object] | None = None, by: str | None = None) -> None:
        """Complete a step with samples for what is required beside `values`, as the first who may."""

        def look(stage: Stage) -> Complete:
            item = next(item for item in stage.items() if item.visit.element == step)
            return Complete(by or item.roles[0], step, item.visit.index, stage.sampled(item, values))

        self.act(self.look(look))

    def answer(self, step: str, values: Mapping[str, object]) -> None:
        """Answer as the client."""

        def look(stage: Stage) -> Answer:
            item = next(item for item in stage.items() if item.visit.element == step)
            return Answer(step, item.visit.index, stage.sampled(item, values))

        self.act(self.look(look))

    def wait(self, hours: int | None = None) -> None:
        """Move the clock."""
        self.act(Wait(hours))

    def undo(self) -> None:
        """Take the last act back."""
        trial = self.trial
        self._put(trial, keeping.without_last(trial))

    def look(self, look: Callable[[Stage], T]) -> T:
        """Look around where the walk got."""
        return walked(self.trial.world, self.walk, look)

    @property
    def waiting(self) -> list[str]:
        """The steps that wait."""
        return self.look(lambda stage: list(stage.done[-1].waiting))

    @property
    def end(self) -> str | None:
        """How it ended."""

        def look(stage: Stage) -> str | None:
            assert stage.instance is not None
            return stage.instance.end

        return self.look(look)

    def keep(self, name: str) -> None:
        """Keep the walk as a scenario, with what it came to."""
        trial = self.trial
        walk, expected = keeping.expected_of(trial, trial.walk)
        with self.company.database.transaction() as connection:
            keeping.keep(connection, trial, name, walk, expected, actor=AUTHOR, at=self.company.clock())

    def verdicts(self) -> list[Verdict]:
        """How it goes with the scenarios."""
        trial = self.trial
        return verdicts(trial.world, trial.kept)

    def to_the_client(self) -> None:
        """Up to where the client has the proposal."""
        self.begin()
        self.complete("prospeccion", {"cliente": "Aseguradora del Golfo", "correo": "ana@cliente.invalid"})
        self.complete("validacion", {"tipo_requerimiento": "servicio_administrado", "requiere_ti": False})
        self.drive({"validar_business_case": {"business_case_aprobado": True, "go": True}}, until="revisar_propuesta")

    def drive(self, answers: Mapping[str, Mapping[str, object]], until: str) -> None:
        """Complete whatever waits until `until` does."""
        for _ in range(40):
            waiting = self.waiting
            if until in waiting or not waiting:
                break
            self.complete(waiting[0], answers.get(waiting[0], {}))
        assert until in self.waiting, self.waiting

    def _put(self, trial: Trial, walk: Walk | None) -> None:
        with self.company.database.transaction() as connection:
            keeping.put(connection, trial, walk, actor=AUTHOR, at=self.company.clock())
