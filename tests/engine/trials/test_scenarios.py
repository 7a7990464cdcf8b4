"""A scenario tells where a walk comes to something else than it did, and says nothing while it does not."""

import json

import pytest

from engine.definitions.renaming import rename_variable
from engine.errors import FormRejected
from engine.trials.acts import Complete
from engine.trials.keeping import WalkStuck
from engine.trials.scenarios import BUDGET, Difference, verdicts
from tests.engine.definitions.publishing import AUTHOR
from tests.engine.trials.trying import PROCESS, Trying
from tests.support import Company


@pytest.fixture
def trying(company: Company) -> Trying:
    """A walk to the client, kept."""
    it = Trying(company)
    it.to_the_client()
    it.keep("Hasta el cliente")
    return it


def found(trying: Trying) -> Difference:
    (verdict,) = trying.verdicts()
    assert verdict.tried and not verdict.passed and verdict.difference is not None
    return verdict.difference


def test_a_scenario_passes_where_nothing_changed_of_what_it_goes_through(trying: Trying) -> None:
    assert [verdict.passed for verdict in trying.verdicts()] == [True]
    trying.draw(('name="Realizar correcciones"', 'name="Corregir"'))
    assert [verdict.passed for verdict in trying.verdicts()] == [True]


def test_another_way_is_told_where_it_begins(trying: Trying) -> None:
    trying.draw((">cumple == True<", ">cumple == False<"))  # so that whatever complies goes back to be corrected
    difference = found(trying)
    assert (difference.kind, difference.element) == ("waiting", "correcciones")
    act = trying.walk.acts[difference.act - 1]
    assert isinstance(act, Complete) and act.step == "validar_cumplimiento"
    assert len(difference.expected) == len(difference.found) == 1 and "" not in difference.expected


def test_a_question_that_must_be_answered_is_told_at_its_step(trying: Trying) -> None:
    form = json.loads(trying.trial.draft.forms["validacion"])
    form["components"].append(
        {"type": "textfield", "id": "nuevo", "key": "nuevo", "label": "Nuevo", "validate": {"required": True}}
    )
    trying.draw(forms={"validacion": json.dumps(form).encode()})
    difference = found(trying)
    assert (difference.kind, difference.act, difference.element) == ("stuck", 2, "validacion")
    assert isinstance(difference.error, FormRejected)


def test_a_step_that_is_gone_is_told(trying: Trying) -> None:
    names = ("id", "sourceRef", "targetRef", "bpmnElement")
    trying.draw(
        *((f'{name}="elaborar_propuesta"', f'{name}="elaborar"') for name in names),
        (">elaborar_propuesta<", ">elaborar<"),
    )
    difference = found(trying)
    assert (difference.kind, difference.element) == ("waiting", "elaborar") and "" not in difference.expected


def test_another_end_is_told(trying: Trying) -> None:
    trying.answer("revisar_propuesta", {"cumple_tecnicamente": False, "acepta_comentarios": False})
    while trying.waiting:
        trying.complete(trying.waiting[0])
    assert trying.end is not None
    trying.keep("Se pierde")
    trying.draw(
        (f'id="{trying.end}"', 'id="otro_fin"'),
        (f'targetRef="{trying.end}"', 'targetRef="otro_fin"'),
        (f">{trying.end}<", ">otro_fin<"),
        (f'bpmnElement="{trying.end}"', 'bpmnElement="otro_fin"'),
    )
    differences = {verdict.name: verdict.difference for verdict in trying.verdicts()}
    assert differences["Hasta el cliente"] is None
    ended = differences["Se pierde"]
    assert ended is not None and ended.kind == "end" and ended.element == "otro_fin"


@pytest.mark.both_databases
def test_a_variable_that_is_called_otherwise_is_so_in_scenarios_and_walks_too(trying: Trying) -> None:
    company = trying.company
    with company.database.transaction() as connection:
        by = {"revision": None, "actor": AUTHOR, "at": company.clock()}
        rename_variable(connection, PROCESS, "tipo_requerimiento", "clase_de_requerimiento", **by)
    trial = trying.trial
    assert trial.walk is not None
    for text in (trial.walk.text(), *(kept.walk for kept in trial.kept)):
        assert '"clase_de_requerimiento":' in text and '"tipo_requerimiento":' not in text
    assert [verdict.passed for verdict in trying.verdicts()] == [True]


def test_scenarios_take_no_longer_than_their_budget_and_go_on_the_next_time(trying: Trying) -> None:
    trying.draw(('name="Realizar correcciones"', 'name="Volver a corregir"'))
    trial = trying.trial
    (late,) = verdicts(trial.world, trial.kept, budget=0)
    assert not late.tried and not late.passed
    assert verdicts(trial.world, trial.kept, budget=BUDGET)[0].passed
    assert verdicts(trial.world, trial.kept, budget=0)[0].passed  # known by now


def test_a_walk_that_stops_on_the_way_goes_on_from_there(trying: Trying) -> None:
    before = len(trying.walk.acts)
    trying.draw((">cumple == True<", ">cumple == False<"))
    assert trying.waiting == ["correcciones"] and not found(trying).whole
    with pytest.raises(WalkStuck):
        trying.keep("A medias")
    trying.complete("correcciones")
    assert trying.waiting == ["validar_cumplimiento"] and len(trying.walk.acts) == before
    trying.keep("Con una vuelta")
    trying.draw((">cumple == False<", ">cumple == True<"))
    trying.undo()
    assert trying.waiting == ["enviar_cliente"]
