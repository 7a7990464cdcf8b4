"""What is removed when nobody needs it, and above all what is not."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import event, func, select, update

from engine import canonical_json
from engine.documents import store as documents
from engine.documents.models import files, recorded_files
from engine.documents.references import named_in
from engine.errors import FormRejected, StaleHistory
from engine.form_drafts.commands import Writer, save
from engine.form_drafts.models import drafted_files, form_drafts
from engine.form_drafts.retention import FILE_GRACE, SHARE, UNSENT_KEPT, remove_closed, remove_unreferenced
from engine.instances.commands import complete
from tests.engine.form_drafts.conftest import Desk
from tests.engine.instances.test_concurrency import at_once
from tests.support import START, Company

pytestmark = pytest.mark.both_databases

ANA, EVA = "comercial", "director_comercial"
LATER = START + timedelta(days=400)


def bring(company: Company, content: bytes, at: datetime = START) -> dict[str, object]:
    with company.database.transaction() as connection:
        return documents.store(connection, "acta.pdf", content, actor=EVA, at=at)


def stored(company: Company) -> set[str]:
    with company.database.reading() as connection:
        return set(connection.execute(select(files.c.sha256)).scalars())


def named_in_histories(company: Company, folio: str) -> set[str]:
    return {sha256 for event in company.history(folio) for _, sha256 in named_in(event.payload)}


def drafts(company: Company) -> int:
    with company.database.reading() as connection:
        return connection.execute(select(func.count()).select_from(form_drafts)).scalar_one()


def test_files_of_forms_that_were_refused_do_not_stay(company: Company) -> None:
    """Four posts of 20 MB that were refused left 80 MB for ever."""
    for number in range(4):
        bring(company, bytes([number]) * 20_000_000)
    assert remove_unreferenced(company.database, at=START + FILE_GRACE) == 0
    assert remove_unreferenced(company.database, at=START + FILE_GRACE + timedelta(minutes=1)) == 4
    assert stored(company) == set()


def test_a_file_that_a_history_names_stays_for_good(company: Company) -> None:
    folio = company.start()
    company.do(folio, "prospeccion", {"origen_requerimiento": "rfp"})  # which asks for the client's document
    named = named_in_histories(company, folio)
    bring(company, b"nobody's")
    assert named and remove_unreferenced(company.database, at=LATER) == 1
    assert stored(company) == named
    with company.database.reading() as connection:
        assert set(connection.execute(select(recorded_files.c.sha256)).scalars()) == named


def test_a_file_that_a_draft_names_stays_as_long_as_the_draft(desk: Desk) -> None:
    company = desk.company
    reference = bring(company, b"acta")
    desk.save(EVA, {"archivos": [reference]}, Writer("mesa", 1))
    assert remove_unreferenced(company.database, at=LATER) == 0
    desk.discard(EVA)
    assert remove_unreferenced(company.database, at=LATER) == 1


def test_a_file_that_is_brought_again_is_kept_as_if_it_were_new(company: Company) -> None:
    bring(company, b"acta")
    bring(company, b"acta", at=LATER)
    assert remove_unreferenced(company.database, at=LATER + timedelta(hours=1)) == 0
    assert remove_unreferenced(company.database, at=LATER + FILE_GRACE + timedelta(hours=1)) == 1


def test_the_draft_of_who_completed_the_step_goes_and_that_of_who_was_too_late_stays_a_fortnight(desk: Desk) -> None:
    company = desk.company
    desk.save(EVA, {"cliente": "de Eva"}, Writer("mesa", 1))
    desk.save(ANA, {"cliente": "de Ana"}, Writer("mesa", 1))
    assert remove_closed(company.database, at=LATER) == 0, "the step is open"
    company.complete(desk.id, actor=EVA)
    assert remove_closed(company.database, at=company.clock()) == 1
    assert [draft.values for draft in desk.unsent(ANA)] == [{"cliente": "de Ana"}]
    assert remove_closed(company.database, at=company.clock() + UNSENT_KEPT + timedelta(minutes=1)) == 1
    assert drafts(company) == 0


def test_many_files_are_removed_share_by_share(company: Company) -> None:
    for number in range(45):
        bring(company, f"acta {number}".encode())
    kept = bring(company, b"drafted")
    with company.database.transaction() as connection:
        save(connection, "GC-2026-0001.2", EVA, {"archivos": [kept]}, Writer("mesa"), at=START)
    assert remove_unreferenced(company.database, at=LATER) == 45
    assert stored(company) == {kept["sha256"]}


def test_completing_and_removing_at_the_same_moment_never_leaves_a_history_without_its_file(company: Company) -> None:
    """Each round, a file that nothing refers to yet is removed while a step is completed with it: either it is in the
    history and there, or neither."""
    removed = completed = 0
    for number in range(8):
        folio = company.start()
        id = company.task(folio, "prospeccion").item.id
        mine = bring(company, f"acta {number}".encode())
        values = company.filled(id, {"origen_requerimiento": "rfp", "documento_cliente": [mine]}, actor=EVA)
        with company.database.transaction() as connection:
            unrecorded = files.c.sha256.not_in(select(recorded_files.c.sha256))
            connection.execute(update(files).where(unrecorded).values(stored_at=START))
        outcomes = at_once(
            company,
            lambda own: remove_unreferenced(own.database, at=LATER),
            lambda own, id=id, values=values: own.complete(id, values, actor=EVA, fill=False),
            lambda own: remove_unreferenced(own.database, at=LATER),
        )
        named = named_in_histories(company, folio)
        assert named <= stored(company)
        if named:
            completed += 1
        else:
            removed += 1
            refused = outcomes[1]
            assert isinstance(refused, FormRejected | StaleHistory), outcomes
            if isinstance(refused, FormRejected):
                assert {error.code for error in refused.errors} == {"file"}
    assert removed + completed == 8


def test_a_file_that_somebody_is_drafting_or_completing_with_is_passed_over(desk: Desk) -> None:
    """The save is not committed yet while the job looks."""
    company = desk.company
    reference = bring(company, b"acta")
    if company.database.engine.dialect.name == "sqlite":
        return  # it has one writer at a time: the job waits
    with company.database.transaction() as connection:
        save(connection, desk.id, EVA, {"archivos": [reference]}, Writer("mesa"), at=START)
        assert remove_unreferenced(company.database, at=LATER) == 0
    assert stored(company) == {reference["sha256"]}
    desk.discard(EVA)
    values = company.filled(desk.id, {"origen_requerimiento": "rfp", "documento_cliente": [reference]}, actor=EVA)
    with company.database.transaction() as connection:
        complete(connection, company.runtime, desk.id, values, actor=EVA, at=company.clock())
        remove_unreferenced(company.database, at=LATER)
    assert str(reference["sha256"]) in named_in_histories(company, desk.id.partition(".")[0]) & stored(company)


def test_drafting_with_a_file_and_removing_it_at_the_same_moment_never_leaves_a_draft_without_its_file(
    desk: Desk,
) -> None:
    """Either the draft names the file and it is there, or it does not name it."""
    company = desk.company
    for number in range(6):
        reference = bring(company, f"acta {number}".encode())
        at_once(
            company,
            lambda own: remove_unreferenced(own.database, at=LATER),
            lambda own, r=reference, n=number: Desk(own, desk.id).save(EVA, {"archivos": [r]}, Writer("mesa", n + 1)),
            lambda own: remove_unreferenced(own.database, at=LATER),
        )
        draft = desk.drafts(EVA).main
        assert draft is not None
        assert {sha256 for _, sha256 in named_in(draft.values)} <= stored(company)


def test_what_removes_files_asks_twice_a_share_and_reads_no_draft(desk: Desk) -> None:
    """Each share looked through every draft for every file, twice, while nobody else could write: 40 files and 1,000
    drafts took three seconds on SQLite and five on PostgreSQL."""
    company = desk.company
    for number in range(SHARE + 5):
        bring(company, f"acta {number}".encode())
    kept = [bring(company, f"con {number}".encode()) for number in range(3)]
    for number, reference in enumerate(kept):
        desk.save(f"alguien{number}", {"archivos": [reference]}, Writer("mesa", 1))
    said: list[str] = []
    event.listen(company.database.engine, "before_cursor_execute", lambda *args: said.append(args[2]))
    assert remove_unreferenced(company.database, at=LATER) == SHARE + 5
    assert len(said) == 5, "two shares of two statements, and one that finds nothing more"
    assert not [sql for sql in said if "form_drafts" in sql or "content" in sql]


@pytest.mark.parametrize("strange", ["\x00", '"sha256":"', "\u2028"])
def test_a_draft_may_hold_any_text_beside_its_files(desk: Desk, strange: str) -> None:
    reference = bring(desk.company, b"acta")
    desk.save(EVA, {"cliente": strange, "archivos": [reference]}, Writer("mesa", 1))
    assert remove_unreferenced(desk.company.database, at=LATER) == 0


def test_what_drafts_refer_to_is_known_whatever_becomes_of_them(desk: Desk) -> None:
    """Saved, written over, two pages apart, changed places, taken over, dropped."""
    company = desk.company
    one, two, three = (bring(company, name) for name in (b"uno", b"dos", b"tres"))

    def known() -> set[str]:
        with company.database.reading() as connection:
            drafted = set(connection.execute(select(drafted_files.c.sha256)).scalars())
            contents = connection.execute(select(form_drafts.c.content)).scalars()
            assert drafted == {sha256 for content in contents for _, sha256 in named_in(canonical_json.loads(content))}
        return drafted

    def hashes(*references: dict[str, object]) -> set[object]:
        return {reference["sha256"] for reference in references}

    begun = desk.save(ANA, {"filas": [{"actas": [one]}], "archivos": [two]}, Writer("mesa", 1))
    assert known() == hashes(one, two)
    desk.save(ANA, {"archivos": [three]}, Writer("teléfono", 1, begun.stamp))
    assert known() == hashes(three)
    desk.save(ANA, {"archivos": [two, two]}, Writer("mesa", 2, begun.stamp))
    assert known() == hashes(two, three)
    desk.use(ANA, "mesa")
    assert known() == hashes(two, three)
    company.command("claim", desk.id, actor=EVA)
    desk.adopt(EVA, ANA)
    desk.discard(ANA)
    assert known() == hashes(two, three)
    desk.discard(ANA, "teléfono")
    desk.save(EVA, {"archivos": []}, Writer("mesa", 1, desk.drafts(EVA).main.stamp))  # type: ignore[union-attr]
    assert known() == set()


def test_bringing_a_file_while_it_is_removed_brings_it(company: Company) -> None:
    for number in range(6):
        content = f"acta {number}".encode()
        bring(company, content)
        at_once(
            company,
            lambda own: remove_unreferenced(own.database, at=LATER),
            lambda own, content=content: bring(own, content, at=LATER),
        )
        assert len(stored(company)) == number + 1


def test_what_one_person_may_have_waiting_is_bounded_and_what_history_holds_does_not_count(company, monkeypatch):
    monkeypatch.setattr(documents, "MAX_PENDING", 10)
    bring(company, b"12345678")
    with pytest.raises(documents.TooManyPending):
        bring(company, b"1234")
    assert bring(company, b"12345678")["size"] == 8  # it is there already
    with company.database.transaction() as connection:
        sha256 = connection.execute(select(files.c.sha256)).scalar_one()
        connection.execute(recorded_files.insert().values(sha256=sha256))
    assert bring(company, b"1234")["size"] == 4
