"""What a verification finds is kept, told to many and sent: it quotes nothing that is confidential or personal."""

from typing import Any

import pytest
from sqlalchemy import Connection

from engine import canonical_json
from engine.instances.runtime import Runtime
from engine.verification.instance_verifier import verify
from tests.confidential.planted import CONFIDENTIAL, PERSONAL, captured, words_in
from tests.engine.verification.attacks import history, under
from tests.engine.verification.attacks_on_actors import forge
from tests.support import Company

CHANGES: dict[str, dict[str, object]] = {
    "another computed value": {"doble": 1},
    "a text that is too long": {"secreto": "zanahoria7391 " * 2000},
    "none of the choices": {"opcion": "tejon5528 no"},
    "no date": {"fecha": "2031-07-23 y pico"},
    "a file that is none": {"anexo": [{"name": "pepino4417.pdf"}]},
    "rows that are none": {"filas": "nabo8845"},
    "a value of a field that there is not": {"clave": {"BECA310723": 1}},
}


def forged(connection: Connection, folio: str, change: dict[str, object]) -> None:
    event = next(each for each in history(connection, folio) if each.type == "user_task_completed")
    answer: Any = canonical_json.loads(event.data)
    data = canonical_json.dumps(answer | change)
    forge(connection, folio, lambda each: each.seq == event.seq, data=data)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_is_found_quotes_nothing_that_is_hidden(company: Company, change: dict[str, object]) -> None:
    folio = captured(company).folio
    fresh = Runtime(company.runtime.calendar)
    report = under(
        lambda connection, name: forged(connection, name, change),
        company.database, folio, lambda connection: verify(connection, fresh, folio),
    )  # fmt: skip
    assert not report.ok
    told = " ".join(f"{each.expected} {each.found} {each.subject}" for each in report.problems) + str(report.reason)
    assert words_in(told, CONFIDENTIAL | PERSONAL) == set(), told
