"""What the company says in an evidence beside the histories: what people were called, and which days were worked."""

import io
import json
import zipfile
from datetime import UTC, date, timedelta
from typing import Any

import pytest

from engine.calendar.commands import decide
from engine.identity import commands as identity
from engine.verifier.evidence import Evidence
from engine.verifier.feel_reading import Unjudged
from engine.verifier.office import NOTHING, Office
from engine.verifier.report import as_json, as_text
from engine.verifier.verdict import verdicts, verify
from tests.engine.verifier.test_verifier import exported, opened, zipped
from tests.support import START, Company

SATURDAY = "2026-03-28"
DAYS = "qué días se trabajaban lo dice la evidencia (office.json); cauce verify tiene el libro"


def checked(company: Company, folio: str) -> dict[str, Any]:
    """What the verifier says of it, as JSON."""
    found = Evidence(io.BytesIO(exported(company, folio)))
    told: dict[str, Any] = json.loads("".join(as_json(found, verdicts(found))))
    return told


def answered_on_a_saturday(company: Company, folio: str) -> None:
    company.do(folio, "prospeccion", {"fecha_entrega": SATURDAY})


def calendar(company: Company, *, works: bool) -> None:
    with company.database.transaction() as connection:
        decide(connection, SATURDAY, works=works, name="Cierre", actor="administrador", at=company.clock())


def reserves(told: dict[str, Any]) -> list[str]:
    parts = (*told["instances"], told)
    return [each for part in parts for each in part["reserves"] if "sell" not in each]


def test_an_answer_is_judged_by_the_days_that_were_worked_then_and_that_is_said_once(company: Company) -> None:
    folio = company.start()
    calendar(company, works=True)
    company.clock.now += timedelta(minutes=5)
    answered_on_a_saturday(company, folio)
    company.clock.now += timedelta(minutes=5)
    calendar(company, works=False)  # later: it was a good answer when it was given
    told = checked(company, folio)
    assert (told["ok"], reserves(told)) == (True, [DAYS])
    office = opened(exported(company, folio))["office.json"]
    assert [each["works"] for each in office["days"][SATURDAY]] == [False, True, False]
    company.clock.now += timedelta(minutes=5)
    entries = opened(exported(company, folio))
    entries["office.json"]["days"][SATURDAY] = [{"from": "", "since": "", "works": False}]
    (problem,) = verify(Evidence(io.BytesIO(zipped(entries)))).problems
    assert (problem["kind"], problem["subject"]) == ("value_not_allowed", "Fecha de entrega de la propuesta al cliente")


def test_what_was_decided_at_that_very_moment_may_have_come_before_or_after(company: Company) -> None:
    folio = company.start()
    calendar(company, works=True)
    company.clock.now -= timedelta(seconds=59)
    answered_on_a_saturday(company, folio)
    (said, days) = reserves(checked(company, folio))
    assert days == DAYS
    assert ": 1; a saber: Fecha de entrega de la propuesta al cliente («debe ser un día hábil: " in said


def test_without_the_days_it_says_in_words_what_was_not_judged(company: Company) -> None:
    folio = company.start()
    company.do(folio, "prospeccion")
    entries = opened(exported(company, folio))
    entries["office.json"]["days"] = {}
    found = verify(Evidence(io.BytesIO(zipped(entries))))
    assert found.problems == []
    (said,) = [each for each in found.reserves if "sell" not in each]
    assert said == (
        "respuestas de las que no se juzgó todo lo que pide su formulario: 1; a saber: Fecha de entrega de la "
        "propuesta al cliente («debe ser un día hábil: de ella se cuenta el plazo de Cumplimiento.»)"
    )


@pytest.mark.parametrize("said", [None, b"x", [], {"zone": "UTC", "days": {}}, NOTHING | {"days": {"ayer": []}}])
def test_what_is_said_of_the_office_must_be_there_and_read(company: Company, said: object) -> None:
    entries = opened(exported(company, company.start()))
    del entries["office.json"]
    found = verify(Evidence(io.BytesIO(zipped(entries | ({} if said is None else {"office.json": said})))))
    assert [(each["kind"], each["expected"]) for each in found.problems] == [("part_unreadable", "office.json")]


def test_everybody_is_called_what_they_were_called_then(company: Company) -> None:
    folio = company.start()
    with company.database.transaction() as connection:
        identity.amend(connection, "comercial", name="Ana Ruiz", email=None, actor="administrador", at=company.clock())
    company.command("cancel", folio, "Duplicada", actor="comercial")
    other = company.start()
    company.command("cancel", other, "Duplicada", actor="comercial")
    for each, name in ((folio, "Comercial"), (other, "Ana Ruiz")):
        (instance,) = checked(company, each)["instances"]
        assert instance["actors"] == [{"id": "comercial", "name": f"{name} [comercial]"}]
        found = Evidence(io.BytesIO(exported(company, each)))
        lines = list(as_text(found, verdicts(found)))
        assert lines[1] == "Los nombres de personas son los que la empresa da en office.json: no se prueban"
        assert f"  Intervinieron: {name} [comercial]" in lines


def test_nobody_else_is_named_and_no_other_day_is_told(company: Company) -> None:
    folio = company.start()
    company.do(folio, "prospeccion", {"fecha_entrega": "2026-03-27"})
    with zipfile.ZipFile(io.BytesIO(exported(company, folio))) as archive:
        office = json.loads(archive.read("office.json"))
    assert office["people"].keys() == {"comercial", "director_comercial"}
    assert "2026-03-27" in office["days"] and len(office["days"]) < 5


def test_moments_are_told_where_the_office_is() -> None:
    at = (START + timedelta(seconds=7)).isoformat().replace("+00:00", "Z")
    assert Office(NOTHING | {"zone": "America/Mexico_City"}).told(at) == "02/03/2026 09:00:07"
    for zone in ("UTC", "Nunca/Jamás", "../etc/passwd"):
        assert Office(NOTHING | {"zone": zone}).told(at) == "02/03/2026 15:00:07 UTC"
    assert Office(NOTHING).zone is UTC and Office(NOTHING).told("ayer") == "ayer"


def test_a_day_that_is_not_said_is_not_judged() -> None:
    with pytest.raises(Unjudged):
        Office(NOTHING).works(date(2026, 3, 27), [START.isoformat()])
