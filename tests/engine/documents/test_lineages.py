"""Files of an instance with their versions, as its history gives them."""

import json

from engine.documents.lineages import Lineage, lineages
from engine.documents.store import store
from engine.history.chain import Event
from tests.engine.verification.opportunity import under_way
from tests.support import Company


def reference(name: str, content: str) -> dict[str, object]:
    return {"name": name, "sha256": content * 64, "size": 3}


def brought(seq: int, values: str, element: str = "x", index: int | None = None) -> Event:
    about = {"folio": "GC-1", "seq": seq, "type": "user_task_completed", "scope": "", "element": element, "round": 1}
    by = {"actor": "ana", "role": "comercial", "channel": "site", "at": "2026-03-02T15:00:00.000000Z", "clock": None}
    return Event(**about, **by, index=index, data=values, commitment="", prev_hash="", hash="")  # type: ignore[arg-type]


def files(**fields: list[dict[str, object]]) -> str:
    return json.dumps(fields)


def told(history: list[Event]) -> list[tuple[str, list[str], bool]]:
    return [_told(each) for each in lineages(history)]


def _told(each: Lineage) -> tuple[str, list[str], bool]:
    return each.variable, [str(version.reference["name"]) for version in each.versions], each.held


A, B, C, D = (reference(f"{letter}.pdf", letter) for letter in "abcd")


def test_what_a_step_brings_is_the_first_version() -> None:
    assert told([brought(2, files(rfp=[A, B]))]) == [("rfp", ["a.pdf"], True), ("rfp", ["b.pdf"], True)]


def test_what_takes_the_place_of_another_is_its_next_version() -> None:
    history = [brought(2, files(p=[A, B])), brought(5, files(p=[C, B])), brought(7, files(p=[D, B]))]
    assert told(history) == [("p", ["a.pdf", "c.pdf", "d.pdf"], True), ("p", ["b.pdf"], True)]
    assert [version.event.seq for version in lineages(history)[0].versions] == [2, 5, 7]


def test_the_same_name_counts_more_than_the_place() -> None:
    again = {**reference("A.PDF", "e")}
    assert told([brought(2, files(p=[A, B])), brought(5, files(p=[C, again]))]) == [
        ("p", ["a.pdf", "A.PDF"], True),
        ("p", ["b.pdf", "c.pdf"], True),
    ]


def test_what_is_left_out_was_withdrawn_and_what_comes_besides_is_another_file() -> None:
    history = [brought(2, files(p=[A])), brought(5, files(p=[])), brought(7, files(p=[B, C]))]
    assert told(history) == [("p", ["a.pdf"], False), ("p", ["b.pdf"], True), ("p", ["c.pdf"], True)]
    assert told([brought(2, files(p=[A])), brought(5, files(p=[A, B]))]) == [
        ("p", ["a.pdf"], True),
        ("p", ["b.pdf"], True),
    ]


def test_a_step_that_does_not_send_the_field_leaves_it_as_it_is() -> None:
    assert told([brought(2, files(p=[A])), brought(5, '{"cliente":"Banco"}')]) == [("p", ["a.pdf"], True)]


def test_what_a_step_hands_on_in_another_field_is_no_other_file() -> None:
    history = [brought(2, files(p=[A])), brought(5, json.dumps({"filas": [{"anexos": [A, B]}]}))]
    assert told(history) == [("p", ["a.pdf"], True), ("filas", ["b.pdf"], True)]


def test_those_who_work_side_by_side_bring_each_their_own() -> None:
    history = [brought(2, files(p=[A]), index=0), brought(5, files(p=[B]), index=1)]
    assert told(history) == [("p", ["a.pdf"], True), ("p", ["b.pdf"], True)]


def test_the_proposal_of_an_opportunity_is_one_file_in_two_versions(company: Company) -> None:
    folio = under_way(company)
    with company.database.transaction() as connection:
        file = store(connection, "otra.pdf", b"%PDF-1.7 otra", actor="comercial", at=company.clock())
    company.do(folio, "correcciones", {"archivo_propuesta": [file]})
    found = {each.variable: each for each in lineages(company.history(folio))}
    assert [version.event.element for version in found["archivo_propuesta"].versions] == [
        "elaborar_propuesta",
        "correcciones",
    ]
