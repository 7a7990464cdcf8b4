"""What people write into a form and have not sent: kept for each of them, on any device, and never lost in silence."""

import pytest

from engine.documents import store as documents
from engine.errors import NotFound
from engine.form_drafts.commands import COPIES, MAX_CONTENT, DraftTooLarge, Saved, Writer
from tests.engine.form_drafts.conftest import Desk
from tests.engine.instances.test_concurrency import at_once
from tests.support import Company

pytestmark = pytest.mark.both_databases

ANA, EVA = "comercial", "director_comercial"


def said(text: str) -> dict[str, object]:
    return {"cliente": text}


def test_what_was_saved_last_is_what_is_found(desk: Desk) -> None:
    first = desk.save(ANA, said("Ace"), Writer("mesa", 1))
    second = desk.save(ANA, said("Aceros"), Writer("mesa", 2, first.stamp))
    found = desk.drafts(ANA).main
    assert found is not None and found.values == said("Aceros")
    assert (found.stamp, found.saved_at) == (second.stamp, second.at) and second.stamp != first.stamp
    assert desk.drafts(EVA).main is None


def test_a_draft_goes_on_on_another_device_that_was_opened_with_it(desk: Desk) -> None:
    begun = desk.save(ANA, said("Aceros"), Writer("mesa", 7))
    assert desk.save(ANA, said("Aceros del Norte"), Writer("teléfono", 1, begun.stamp)).other is None
    assert desk.written(ANA) == ["Aceros del Norte"]


def test_a_page_that_did_not_know_of_another_loses_nothing_and_writes_over_nothing(desk: Desk) -> None:
    begun = desk.save(ANA, said("Aceros"), Writer("mesa", 1))
    desk.save(ANA, said("del teléfono"), Writer("teléfono", 1, begun.stamp))
    saved = desk.save(ANA, said("de la mesa"), Writer("mesa", 2, begun.stamp))
    assert saved.other is not None and saved.other.values == said("del teléfono")
    desk.save(ANA, said("de la mesa, más"), Writer("mesa", 3, begun.stamp))
    assert desk.written(ANA) == ["del teléfono", "de la mesa, más"]


def test_the_copy_and_the_draft_change_places_and_either_can_be_dropped(desk: Desk) -> None:
    begun = desk.save(ANA, said("Aceros"), Writer("mesa", 1))
    desk.save(ANA, said("del teléfono"), Writer("teléfono", 1, begun.stamp))
    desk.save(ANA, said("de la mesa"), Writer("mesa", 2, begun.stamp))
    used = desk.use(ANA, "mesa")
    assert desk.written(ANA) == ["de la mesa", "del teléfono"]
    assert desk.save(ANA, said("de la mesa, más"), Writer("mesa", 3, used.stamp)).other is None
    (copy,) = desk.drafts(ANA).copies
    desk.discard(ANA, copy.page)
    assert desk.written(ANA) == ["de la mesa, más"]
    desk.discard(ANA)
    desk.discard(ANA)
    assert desk.written(ANA) == []
    with pytest.raises(NotFound):
        desk.use(ANA, "mesa")


def test_after_a_draft_was_dropped_a_page_that_had_begun_from_it_writes_over_nothing_newer(desk: Desk) -> None:
    begun = desk.save(ANA, said("Aceros"), Writer("mesa", 1))
    desk.discard(ANA)
    desk.save(ANA, said("de nuevo"), Writer("teléfono", 1))
    assert desk.save(ANA, said("Aceros, tarde"), Writer("mesa", 2, begun.stamp)).other is not None
    assert desk.written(ANA) == ["de nuevo", "Aceros, tarde"]


def test_a_request_that_was_overtaken_by_a_later_one_of_its_page_changes_nothing(desk: Desk) -> None:
    later = desk.save(ANA, said("Aceros del Norte"), Writer("mesa", 2))
    overtaken = desk.save(ANA, said("Ace"), Writer("mesa", 1))
    assert overtaken == Saved(later.stamp, later.at)
    assert desk.written(ANA) == ["Aceros del Norte"]


def test_a_save_whose_answer_was_lost_is_no_other_page(desk: Desk) -> None:
    desk.save(ANA, said("Ace"), Writer("mesa", 1))
    assert desk.save(ANA, said("Aceros"), Writer("mesa", 2)).other is None
    assert desk.written(ANA) == ["Aceros"]


def test_a_page_that_says_the_same_as_another_is_at_odds_with_nobody(desk: Desk) -> None:
    known = desk.save(ANA, said("Aceros"), Writer("mesa", 1))
    again = desk.save(ANA, said("Aceros"), Writer("mesa, abierta de nuevo", 1))
    assert (again.other, again.stamp) == (None, known.stamp)
    assert desk.save(ANA, said("Aceros del Norte"), Writer("mesa, abierta de nuevo", 2, again.stamp)).other is None
    assert desk.written(ANA) == ["Aceros del Norte"]


def test_of_many_pages_at_the_same_moment_each_finds_its_words(company: Company, desk: Desk) -> None:
    begun = desk.save(ANA, said("al principio"), Writer("mesa", 1))

    def write(page: str) -> object:
        return lambda own: Desk(own, desk.id).save(ANA, said(page), Writer(page, 1, begun.stamp))

    pages = [f"página {number}" for number in range(6)]
    outcomes = at_once(company, *map(write, pages))  # type: ignore[arg-type]
    assert all(isinstance(outcome, Saved) for outcome in outcomes), outcomes
    assert [outcome.other is None for outcome in outcomes if isinstance(outcome, Saved)].count(True) == 1
    assert sorted(map(str, desk.written(ANA))) == pages


def test_copies_do_not_grow_without_end(desk: Desk) -> None:
    desk.save(ANA, said("el borrador"), Writer("mesa", 1))
    for number in range(COPIES + 3):
        desk.save(ANA, said(f"copia {number}"), Writer(f"página {number}", 1))
    written = desk.written(ANA)
    assert len(written) == 1 + COPIES and written[:2] == ["el borrador", f"copia {COPIES + 2}"]


def test_who_has_taken_a_step_over_is_offered_what_the_one_before_wrote_and_nobody_else_is(desk: Desk) -> None:
    desk.save(ANA, said("de Ana"), Writer("mesa", 1))
    desk.save("cliente:abc", said("del cliente"), Writer("enlace", 1))
    assert desk.offered(EVA) == []
    with pytest.raises(NotFound):
        desk.adopt(EVA, ANA)
    desk.company.command("claim", desk.id, actor=EVA)
    assert desk.offered(EVA) == [ANA]
    desk.save(EVA, said("de Eva"), Writer("otra", 1))
    desk.adopt(EVA, ANA)
    assert desk.written(EVA) == ["de Ana", "de Eva"] and desk.written(ANA) == ["de Ana"]
    with pytest.raises(NotFound):
        desk.adopt(EVA, "cliente:abc")


def test_once_a_step_is_completed_its_draft_is_gone_and_who_was_too_late_still_reads_theirs(desk: Desk) -> None:
    desk.save(EVA, said("de Eva"), Writer("mesa", 1))
    desk.save(ANA, said("de Ana"), Writer("mesa", 1))
    desk.company.complete(desk.id, actor=EVA)
    assert desk.drafts(EVA).main is None and desk.drafts(ANA).main is None
    assert desk.unsent(EVA) == []
    assert [draft.values for draft in desk.unsent(ANA)] == [said("de Ana")]
    # What was on the way while the other one pressed the button arrives as well.
    desk.save(ANA, said("de Ana, hasta el final"), Writer("mesa", 2))
    assert [draft.values for draft in desk.unsent(ANA)] == [said("de Ana, hasta el final")]


def test_a_step_that_is_withdrawn_has_no_draft_and_its_writer_reads_what_they_wrote(desk: Desk) -> None:
    desk.save(EVA, said("de Eva"), Writer("mesa", 1))
    desk.company.command("cancel", desk.id.partition(".")[0], "Duplicada", actor=ANA)
    assert desk.drafts(EVA).main is None
    assert [draft.values for draft in desk.unsent(EVA)] == [said("de Eva")]


def test_a_draft_holds_whatever_was_typed_but_no_file_that_is_not_there(desk: Desk) -> None:
    odd: dict[str, object] = {"monto": "12,5", "filas": [{"a": None}], "texto": "ñ \u2028 '\"\\ 👩‍💻"}
    desk.save(EVA, odd, Writer("mesa", 1))
    found = desk.drafts(EVA).main
    assert found is not None and found.values == odd
    missing = {"name": "acta.pdf", "sha256": "0" * 64, "size": 1}
    desk.save(EVA, odd | {"archivos": [missing], "filas": [{"a": None, "actas": [missing]}]}, Writer("mesa", 2))
    found = desk.drafts(EVA).main
    assert found is not None and found.values == odd | {"archivos": [], "filas": [{"a": None, "actas": []}]}
    odd = dict(found.values)
    with pytest.raises(DraftTooLarge):
        desk.save(EVA, said("x" * MAX_CONTENT), Writer("mesa", 3))
    found = desk.drafts(EVA).main
    assert found is not None and found.values == odd


def test_a_draft_names_the_files_that_were_brought(desk: Desk) -> None:
    with desk.company.database.transaction() as connection:
        reference = documents.store(connection, "acta.pdf", b"acta", actor=EVA, at=desk.company.clock())
    desk.save(EVA, {"archivos": [reference]}, Writer("mesa", 1))
    found = desk.drafts(EVA).main
    assert found is not None and found.values == {"archivos": [reference]}
