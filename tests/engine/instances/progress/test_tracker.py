"""Following an instance event by event shows what `progress` shows, at whatever event one looks."""

from engine.instances import queries
from engine.instances.progress.element_state import ElementKey, ElementState
from engine.instances.progress.queries import progress
from engine.instances.progress.tracker import ProgressTracker
from engine.instances.reading import EVERYTHING
from tests.engine.verification.won import ANSWERS
from tests.support import Company


def followed(
    company: Company, folio: str
) -> tuple[dict[ElementKey, ElementState], dict[ElementKey, int], list[set[ElementKey]]]:
    """Where following all events leads, and which elements each of them changed."""
    with company.database.reading() as connection:
        instance = queries.instance(connection, EVERYTHING, folio)
        executable = company.runtime.library.executable(connection, instance.process_id, instance.versions)
        following = ProgressTracker(executable)
        elements: dict[ElementKey, ElementState] = {}
        flows: dict[ElementKey, int] = {}
        changed = []
        for event in queries.history(connection, EVERYTHING, folio):
            change = following.add(event)
            for place, standing in change.elements.items():
                if standing is None:
                    del elements[place]
                else:
                    elements[place] = standing
            flows |= change.flows
            changed.append(set(change.elements))
    return elements, {place: count for place, count in flows.items() if count}, changed


def agrees(company: Company, folio: str) -> None:
    elements, flows, _ = followed(company, folio)
    with company.database.reading() as connection:
        found = progress(connection, company.runtime, EVERYTHING, folio)
    assert {place: (each.times, each.current) for place, each in elements.items()} == {
        place: (mark.times, mark.current) for place, mark in found.elements.items()
    }
    assert flows == found.flows


def test_after_every_command_it_is_what_progress_says_through_both_loops_and_a_called_procedure(
    company: Company,
) -> None:
    folio = company.start()
    agrees(company, folio)
    left = {element: list(values) for element, values in ANSWERS.items()}
    while tasks := company.tasks(folio):
        task = tasks[0]
        given = left.get(task.item.visit.element, [])
        company.complete(task.item.id, given.pop(0) if given else {}, actor=task.candidates[0])
        agrees(company, folio)
    assert not any(left.values())
    elements, _, _ = followed(company, folio)
    assert elements["gestion_comercial", "fin_ganada"] == ElementState(1, current=False, completed=True)
    assert elements["gestion_comercial", "correcciones"].times == 1
    assert elements["gestion_comercial", "actualizar_propuesta"].times == 1


def test_an_event_changes_only_what_it_touches(company: Company) -> None:
    folio = company.start()
    company.do(folio, "prospeccion")
    assert followed(company, folio)[2] == [
        {("gestion_comercial", "inicio")},
        {("gestion_comercial", "prospeccion")},
        {("gestion_comercial", "prospeccion")},
        {("gestion_comercial", "validacion")},
    ]


def test_work_that_was_cancelled_was_not_completed(company: Company) -> None:
    folio = company.start()
    company.command("cancel", folio, "Duplicada", actor="comercial")
    elements, _, _ = followed(company, folio)
    assert elements["gestion_comercial", "prospeccion"] == ElementState(1, current=False, completed=False)
