"""A draft is walked through in the real engine: by invented people, with forms, clock, letters and a client's link."""

from pathlib import Path

import pytest

from engine.errors import DiagramRejected, FormRejected, NotACandidate
from engine.instances import queries
from engine.instances.reading import EVERYTHING
from engine.records.left import left_records
from engine.trials import course
from engine.trials.acts import Complete, Wait
from engine.trials.course import (
    FiredTooOften,
    NoLink,
    NoSuchHolder,
    NothingToWaitFor,
    Stage,
    StepNotWaiting,
    file_named,
)
from engine.trials.world import World, worlds
from tests.engine.trials.trying import Trying
from tests.support import Company


@pytest.fixture
def trying(company: Company) -> Trying:
    return Trying(company)


def letters(stage: Stage) -> list[tuple[tuple[str, ...], str]]:
    return [(each.to, each.subject) for each in queries.sent(stage.connection, EVERYTHING, stage.folio)]


def records(stage: Stage) -> list[str]:
    assert stage.instance is not None
    history = queries.history(stage.connection, EVERYTHING, stage.folio)
    return [each.kind.code for each in left_records(stage.connection, stage.runtime, stage.instance, history)]


def test_a_draft_is_walked_through_by_invented_people_to_its_end(trying: Trying) -> None:
    trying.to_the_client()
    assert trying.waiting == ["revisar_propuesta"] and trying.end is None
    trying.answer("revisar_propuesta", {"cumple_tecnicamente": True, "cumple_economicamente": True})
    trying.drive({}, until="formalizar_contrato")
    while trying.waiting:
        trying.complete(trying.waiting[0])
    assert trying.end == "fin_ganada"


def test_letters_records_and_the_clients_link_are_there_to_be_seen(trying: Trying) -> None:
    trying.to_the_client()
    sent = trying.look(letters)
    assert all(address.endswith(".invalid") for to, _ in sent for address in to)
    assert (("ana@cliente.invalid",), "Propuesta para su revisión: Requerimiento de ejemplo") in sent
    assert "F-COM-001" in trying.look(records)
    link = trying.look(lambda stage: stage.link_to(stage.items()[0]))
    assert link is not None and link.email == "ana@cliente.invalid"


def test_timers_fire_as_the_clock_is_moved(trying: Trying) -> None:
    trying.to_the_client()
    due = trying.look(lambda stage: stage.timers()[0].due_at)
    trying.wait()  # until the term of the step
    assert trying.look(lambda stage: stage.now) < due and trying.waiting == ["revisar_propuesta"]
    trying.wait()
    assert trying.look(lambda stage: (stage.now, stage.done[-1].fired)) == (due, ("vigencia_vencida",))
    assert "atender_vencida" in trying.waiting


def test_what_is_wrong_with_a_form_is_said_and_nothing_is_kept_of_it(trying: Trying) -> None:
    trying.begin()
    with pytest.raises(FormRejected) as refused:
        trying.act(Complete("director_comercial", "prospeccion", None, {}))
    assert refused.value.errors
    assert trying.walk.acts == () and trying.waiting == ["prospeccion"]


def test_who_may_not_do_a_step_is_refused(trying: Trying) -> None:
    trying.begin()
    with pytest.raises(NotACandidate):
        trying.complete("prospeccion", by="preventa")
    with pytest.raises(NoSuchHolder):
        trying.complete("prospeccion", by="nadie")
    with pytest.raises(NoSuchHolder):
        trying.begin(by="nadie")


def test_what_does_not_wait_cannot_be_done(trying: Trying) -> None:
    trying.begin()
    with pytest.raises(StepNotWaiting) as refused:
        trying.act(Complete("comercial", "enviar_cliente", None, {}))
    assert refused.value.details["step"] not in ("", "enviar_cliente")
    with pytest.raises(NoLink):
        trying.answer("prospeccion", {})
    trying.wait()
    with pytest.raises(NothingToWaitFor):
        trying.act(Wait())


def test_files_are_stood_for_by_their_names(trying: Trying) -> None:
    trying.begin()
    trying.complete("prospeccion", {"archivo_f_com_001": [file_named("Levantamiento.pdf")]})
    assert trying.waiting == ["validacion"]


def test_timers_without_end_are_stopped(trying: Trying, monkeypatch: pytest.MonkeyPatch) -> None:
    trying.to_the_client()
    monkeypatch.setattr(course, "MOST_FIRED", 0)
    with pytest.raises(FiredTooOften):
        trying.wait(24 * 365)


def test_what_cannot_be_executed_cannot_be_tried(trying: Trying) -> None:
    trying.draw(('targetRef="prospeccion"', 'targetRef="nada"'))
    with pytest.raises(DiagramRejected):
        trying.begin()


def test_after_the_end_nothing_is_done(trying: Trying) -> None:
    trying.to_the_client()
    trying.answer("revisar_propuesta", {"cumple_tecnicamente": False, "acepta_comentarios": False})
    while trying.waiting:
        trying.complete(trying.waiting[0])
    with pytest.raises(StepNotWaiting):
        trying.act(Complete("comercial", "prospeccion", None, {}))


def test_a_world_is_made_once_for_what_a_draft_says_and_leaves_no_file(trying: Trying) -> None:
    proposal = trying.trial.proposal
    assert worlds.of(proposal) is worlds.of(trying.trial.proposal)
    world = World(proposal)
    file = world.look(lambda connection, runtime: connection.engine.url.database)
    assert file is not None and Path(file).is_file()
    world.close()
    assert not Path(file).parent.exists()


def test_what_is_done_in_a_world_is_undone(trying: Trying) -> None:
    trying.begin()
    count = trying.look(lambda stage: len(queries.all_instances(stage.connection, EVERYTHING)))
    assert count == trying.look(lambda stage: len(queries.all_instances(stage.connection, EVERYTHING))) == 1
