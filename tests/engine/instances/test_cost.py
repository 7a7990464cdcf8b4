"""What a completion costs the database: a handful of statements, none of which asks for more as the history grows."""

import pytest

from tests.support import Company
from tests.watching import Sent, watched

pytestmark = pytest.mark.both_databases

GOLDEN: dict[str, list[dict[str, object]]] = {
    "validacion": [{"tipo_requerimiento": "servicio_administrado", "areas": ["soc_noc", "ciberinteligencia"]}],
    "validar_business_case": [{"business_case_aprobado": True, "go": True}],
    "validar_cumplimiento": [{"cumple": False}, {"cumple": True}],
    "revisar_propuesta": [{"cumple_tecnicamente": True, "cumple_economicamente": True}],
}


@pytest.fixture
def costs(company: Company) -> dict[str, list[list[Sent]]]:
    """What each completion of an opportunity that is won sends, by element, with the statements of one before it."""
    for _ in range(2):  # what is read once for all; sets of roles once more after whoever wrote them first
        company.drive(company.start(), {name: list(values) for name, values in GOLDEN.items()})
    folio, left = company.start(), {name: list(values) for name, values in GOLDEN.items()}
    found: dict[str, list[list[Sent]]] = {}
    while waiting := company.tasks(folio):
        task = waiting[0]
        element = task.item.visit.element
        given = left[element].pop(0) if left.get(element) else {}
        values = company.filled(task.item.id, given, actor=task.candidates[0])
        with watched(company.database) as sent:
            company.complete(task.item.id, values, actor=task.candidates[0], fill=False)
            found.setdefault(element, []).append(list(sent))
    return found


def test_no_completion_sends_more_than_eight_statements_and_one_for_a_timer(costs: dict[str, list[list[Sent]]]) -> None:
    """What nobody else does is done by one step of the twenty: it begins the term of what a client may answer."""

    def beside_its_timer(sent: list[Sent]) -> int:
        return len(sent) - any(sql.startswith("INSERT INTO timers") for sql, _ in sent)

    most = {element: max(map(beside_its_timer, each)) for element, each in costs.items()}
    assert [element for element, each in costs.items() if max(map(len, each)) > most[element]] == ["enviar_cliente"]
    assert len(most) >= 12 and min(most.values()) >= 4
    assert max(most.values()) <= 8, most


def test_a_completion_reads_nothing_of_the_history(costs: dict[str, list[list[Sent]]]) -> None:
    read = [sql for each in costs.values() for sent in each for sql, _ in sent if "FROM events" in sql]
    assert not read
