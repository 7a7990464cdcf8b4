"""Walks and scenarios are of whoever writes the draft, while it is written, and nobody's are overwritten unseen."""

import pytest

from engine.definitions import control, drafts, scenarios
from engine.definitions.drafts import DraftNotThere, DraftOfAnother
from engine.definitions.signing import RightRequired
from engine.errors import NotFound
from engine.trials import keeping
from engine.trials.keeping import Trial, WalkMoved, WalkNotThere
from tests.engine.definitions.publishing import AUTHOR, REVIEWER, try_draft
from tests.engine.trials.trying import PROCESS, Trying
from tests.support import Company


@pytest.fixture
def trying(company: Company) -> Trying:
    return Trying(company)


def trial_of(company: Company, actor: str) -> Trial:
    with company.database.reading() as connection:
        return keeping.trial_of(connection, PROCESS, actor, company.runtime.calendar)


@pytest.mark.both_databases
def test_only_whoever_writes_the_draft_tries_it(trying: Trying) -> None:
    company = trying.company
    with pytest.raises(DraftOfAnother):
        trial_of(company, REVIEWER)
    with pytest.raises(RightRequired):
        trial_of(company, "preventa")
    trying.draw(('name="Realizar correcciones"', 'name="Corregir"'))
    try_draft(company)
    with company.database.transaction() as connection:
        control.submit(connection, PROCESS, "Prueba", actor=AUTHOR, at=company.clock())
    with pytest.raises(DraftNotThere):
        trial_of(company, AUTHOR)


def test_a_walk_that_went_on_elsewhere_is_not_overwritten(trying: Trying) -> None:
    trying.begin()
    seen, company = trying.trial, trying.company
    trying.complete("prospeccion")
    with company.database.transaction() as connection, pytest.raises(WalkMoved):
        keeping.put(connection, seen, None, actor=AUTHOR, at=company.clock())
    assert len(trying.walk.acts) == 1


def test_whoever_takes_the_draft_over_has_a_walk_of_their_own(trying: Trying) -> None:
    trying.begin()
    trying.keep("Apenas iniciada")
    company = trying.company
    with company.database.transaction() as connection:
        drafts.take_over(connection, PROCESS, actor=REVIEWER, at=company.clock())
    trial = trial_of(company, REVIEWER)
    assert trial.walk is None and [kept.name for kept in trial.kept] == ["Apenas iniciada"]
    with company.database.transaction() as connection, pytest.raises(DraftOfAnother):
        keeping.remove(connection, PROCESS, "Apenas iniciada", actor=AUTHOR)


def test_without_a_walk_nothing_is_done_or_kept(trying: Trying) -> None:
    for what in (keeping.without_last, lambda trial: keeping.expected_of(trial, trial.walk)):
        with pytest.raises(WalkNotThere):
            what(trying.trial)
    with pytest.raises(WalkNotThere):
        trying.wait(1)


def test_what_cannot_be_read_is_begun_anew(trying: Trying) -> None:
    company = trying.company
    trying.begin()
    with company.database.transaction() as connection:
        scenarios.put_walk(connection, trying.trial.draft.id, AUTHOR, "…", at=company.clock())
    assert trying.trial.walk is None
    trying.begin()
    assert trying.waiting == ["prospeccion"]


def test_a_scenario_that_is_not_there_is_not_removed(trying: Trying) -> None:
    with trying.company.database.transaction() as connection, pytest.raises(NotFound):
        keeping.remove(connection, PROCESS, "Nada", actor=AUTHOR)
