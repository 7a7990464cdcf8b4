"""Each verdict on an instance is what comes of executing it on the draft for real: on generated procedures, drafts and
histories, by the commands that people give.

A run on the draft gives the answers that the history has; what nobody has answered is answered at random, in a dozen
runs of each instance. Under the deep profile the sample is of 500 instances.
"""

from random import Random

import pytest
from sqlalchemy import select

from engine.errors import ExecutionFailed
from engine.execution.moving import move
from engine.execution.runner import Execution
from engine.impact.effects import Cause, Effect, Verdict
from engine.instances.models import instances
from engine.migration import commands
from engine.migration.commands import NotMoved
from tests.engine.execution.programs import Asked, Program, answer
from tests.engine.impact.drafted import drafted, put, source_of
from tests.engine.impact.executing import Again, Fill, Ran, answers_in, begin, go_on, marks_of, nobody, waiting, ways_of
from tests.engine.impact.trying import effects
from tests.engine.migration.moving import migrate
from tests.examples import PROFILE
from tests.support import Company

EACH = 4
"""Instances of each procedure: every other one goes on to its end."""
SAMPLE = 500 if PROFILE == "deep" else 48
LONG = 60
"""Steps after which an instance that goes round and round is left where it is."""
RUNS = 12
"""How often each instance is executed on the draft, with other answers where nobody has answered."""
ANSWERS: dict[str, list[object]] = {
    "number": [-1, 0, 1, 2, 3, 4, 5, 6, 7],
    "checkbox": [True, False],
    "select": ["alta", "media", "baja"],
    "textfield": ["x", "y"],
    "datetime": ["2026-01-01", "2026-12-01"],
}


@pytest.mark.parametrize("seed", range(SAMPLE // EACH))
def test_what_is_said_of_an_instance_is_what_executing_it_on_the_draft_shows(
    sqlite_company: Company, seed: int
) -> None:
    company, lot = sqlite_company, Random(seed)
    old, draft = drafted(lot)
    put(company, source_of(old), 1)
    folios = [begin(company, old, lot, LONG if number % 2 else lot.randint(0, 4)) for number in range(EACH)]
    proposed = source_of(draft, "Otro nombre")
    said = effects(company, proposed)
    histories = {folio: company.history(folio) for folio in folios}
    twins = {folio: Again(company, old, old, answers_in(histories[folio]), nobody).run() for folio in folios}
    put(company, proposed, 2)
    for folio, history in histories.items():
        recorded = Ran(folio, marks_of(history, ways_of(old)), ended=history[-1].type == "instance_completed")
        assert twins[folio].marks == recorded.marks
        ran = [
            Again(company, draft, old, answers_in(history), filling(lot, gives=number > 0), recorded.ended).run()
            for number in range(RUNS)
        ]
        if recorded.ended:
            check_past(said[folio], recorded, ran)
        else:
            Live(company, old, draft, lot, recorded, ran).check(said[folio], twins[folio])


def filling(lot: Random, *, gives: bool) -> Fill:
    """Whatever the field takes; nothing, unless it `gives`, where nothing is required."""

    def fill(field: Asked) -> object:
        return lot.choice(ANSWERS[field.kind]) if gives or field.required else None

    return fill


def check_past(effect: Effect, recorded: Ran, ran: list[Ran]) -> None:
    same = [each.marks == recorded.marks for each in ran]
    match effect.verdict:
        case Verdict.SAME:
            assert all(same)
        case Verdict.DIFFERS:
            assert not any(same)
            check_difference(effect, recorded, ran)
        case Verdict.DECISION:
            assert len({tuple(each.marks) for each in ran}) > 1
        case Verdict.IMPOSSIBLE:
            assert effect.place is not None
            assert {each.failed for each in ran} == {effect.place.element}
        case _:
            raise AssertionError(effect)


def check_difference(effect: Effect, recorded: Ran, ran: list[Ran]) -> None:
    """What is told of the first difference is so in every run."""
    assert effect.place is not None
    element = effect.place.element
    before, now = recorded.of(element), [each.of(element) for each in ran]
    match effect.cause:
        case Cause.OTHER_WAY:
            ways = {mark.way for mark in before}
            assert before and all({mark.way for mark in each} != ways for each in now)
        case Cause.NEW_STEP:
            assert not before and all(now)
        case Cause.NOT_REACHED:
            assert before and not any(now)
        case Cause.OTHER_ORDER | Cause.OTHER_END:
            assert before or any(now)
        case _:
            raise AssertionError(effect)


class Live:
    """An instance under way, as it stands in the database."""

    def __init__(
        self, company: Company, old: Program, draft: Program, lot: Random, recorded: Ran, ran: list[Ran]
    ) -> None:
        self.company, self.old, self.draft, self.lot, self.recorded, self.ran = company, old, draft, lot, recorded, ran
        self.folio = recorded.folio

    def check(self, effect: Effect, twin: Ran) -> None:
        """`twin` is an instance with the same history that stays on the old version."""
        match effect.verdict:
            case Verdict.SAME:
                migrate(self.company, self.folio)
                assert all(each.marks == self.recorded.marks for each in self.ran)
                self.goes_as(twin)
            case Verdict.MOVES:
                migrate(self.company, self.folio)
                assert effect.target is not None
                assert effect.target.element in {each.element for each in waiting(self.company, self.folio)}
                if effect.cause is Cause.CHANGED_AHEAD:
                    assert all(each.marks == self.recorded.marks for each in self.ran)
                elif effect.cause is Cause.ANSWER_MISSING:
                    assert len({tuple(each.marks) for each in self.ran}) > 1
                else:
                    check_difference(effect, self.recorded, self.ran)
                self.goes_on()
            case Verdict.DECISION:
                elements = self.refused(effect)
                if effect.cause is Cause.ANSWER_MISSING:
                    migrate(self.company, self.folio, waived=tuple(elements))
                    self.goes_on()
                else:
                    assert effect.cause is Cause.STEP_GONE and effect.place is not None
                    assert effect.place.element not in self.draft.source.decode()
            case Verdict.IMPOSSIBLE:
                self.refused(effect)
                assert effect.cause is Cause.CANNOT_FINISH
                self.would_wait_for_ever()
            case _:
                raise AssertionError(effect)

    def refused(self, effect: Effect) -> list[str]:
        with pytest.raises(NotMoved) as refused:
            migrate(self.company, self.folio)
        elements: list[str] = refused.value.details["elements"]  # type: ignore[assignment]
        assert effect.place is not None
        assert (refused.value.details["verdict"], effect.place.element) == (effect.verdict, elements[0])
        return elements

    def goes_as(self, twin: Ran) -> None:
        """It goes on, after the move, as one that was not moved."""
        for _ in range(LONG):
            seed = self.lot.random()
            going = go_on(self.company, self.draft, self.folio, Random(seed))
            assert go_on(self.company, self.old, twin.folio, Random(seed)) == going
            one, other = (self.company.history(folio) for folio in (self.folio, twin.folio))
            assert marks_of(one, ways_of(self.draft)) == marks_of(other, ways_of(self.old))
            if not going:
                return

    def goes_on(self) -> None:
        """It comes to its end, or stops where the draft stops as well for who begins on it."""
        try:
            for _ in range(LONG):
                if not go_on(self.company, self.draft, self.folio, self.lot):
                    assert self.company.history(self.folio)[-1].type == "instance_completed"
                    return
        except ExecutionFailed as error:
            assert error.details["element"] in self.fails_at()

    def fails_at(self) -> set[object]:
        found = set()
        for _ in range(RUNS):
            try:
                begin(self.company, self.draft, self.lot, LONG)
            except ExecutionFailed as error:
                found.add(error.details["element"])
        return found

    def would_wait_for_ever(self) -> None:
        """After a move that nobody may make, what is done does not lead to the end: in the end nothing waits."""
        with self.company.database.reading() as connection:
            snapshot = connection.scalar(select(instances.c.snapshot).where(instances.c.folio == self.folio))
            to = commands.target(connection, self.company.runtime, "p")
            old = self.company.runtime.library.executable(connection, "p", {"p": 1})
        assert snapshot is not None
        step = move(old, bytes(snapshot), to.executable).step
        with pytest.raises(ExecutionFailed) as failed:
            for _ in range(LONG):
                assert not step.completed
                execution = Execution(to.executable, step.snapshot)
                work, timers = execution.enabled(), execution.timers()
                if work:
                    values = answer(self.draft.forms.get(work[0].visit.element, []), self.lot)
                    step = execution.complete(work[0].visit, values)
                else:
                    step = execution.fire(timers[0].visit)
        assert failed.value.details["cause"] == "nothing_waits"
