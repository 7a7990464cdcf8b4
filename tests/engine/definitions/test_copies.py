"""What could not be saved into a draft is kept beside it, and nothing else of it is lost."""

from collections.abc import Mapping

import pytest

from bpmn.xml import MAX_BYTES
from engine.definitions import control, copies, drafts
from engine.definitions.drafts import Draft
from engine.definitions.signing import RightRequired
from engine.errors import DiagramRejected, NotFound
from engine.identity.commands import take_right
from engine.identity.rights import Right
from tests.engine.definitions.publishing import AUTHOR, REVIEWER
from tests.engine.definitions.test_commands import changed, gestion
from tests.engine.definitions.test_control import PROCESS, SHORTER, do, give, refused
from tests.support import Company

pytestmark = pytest.mark.both_databases

LONGER = gestion().forms["prospeccion"].replace(b'"Cliente"', b'"Cliente o prospecto"')
MINE = changed('name="Realizar correcciones"', 'name="Corregir"').diagram


def kept(company: Company, actor: str = AUTHOR) -> list[copies.Copy]:
    with company.database.reading() as connection:
        draft = drafts.open_draft(connection, PROCESS)
        return copies.copies(connection, draft.id, actor) if draft else []


def save(
    company: Company,
    diagram: bytes | None,
    revision: int,
    actor: str = AUTHOR,
    forms: Mapping[str, bytes] | None = None,
) -> copies.Outcome:
    found: copies.Outcome = do(
        company, copies.save_or_keep, diagram=diagram, forms=forms, revision=revision, actor=actor
    )
    return found


def test_what_comes_after_another_save_is_kept_and_can_be_put_in_its_place(company: Company) -> None:
    do(company, drafts.start_draft, actor=AUTHOR)
    saved, refusal = save(company, SHORTER, 1)
    assert isinstance(saved, Draft) and refusal is None and kept(company) == []
    saved, refusal = save(company, MINE, 1)
    assert saved is None and isinstance(refusal, drafts.DraftMoved)
    save(company, MINE + b" ", 1)  # the same page again: what it holds, it holds all of
    (copy,) = kept(company)
    assert (copy.author, copy.revision, copy.diagram) == (AUTHOR, 1, MINE + b" ")
    refused(company, drafts.DraftMoved, copies.restore, copy.id, revision=1, actor=AUTHOR)
    assert do(company, copies.restore, copy.id, revision=2, actor=AUTHOR).diagram == MINE + b" "
    assert kept(company) == []


def test_forms_are_kept_with_the_diagram_and_put_in_the_draft_with_it(company: Company) -> None:
    begun = do(company, drafts.start_draft, actor=AUTHOR)
    save(company, SHORTER, 1)
    _, refusal = save(company, MINE, 1, forms={"prospeccion": LONGER})
    assert isinstance(refusal, drafts.DraftMoved)
    (copy,) = kept(company)
    assert copy.diagram == MINE and copy.forms == {"prospeccion": LONGER}
    restored = do(company, copies.restore, copy.id, revision=2, actor=AUTHOR)
    assert restored.diagram == MINE and restored.forms == {**begun.forms, "prospeccion": LONGER}
    assert kept(company) == []


def test_forms_alone_are_kept_and_leave_the_diagram_of_the_draft_as_it_is(company: Company) -> None:
    do(company, drafts.start_draft, actor=AUTHOR)
    save(company, SHORTER, 1)
    save(company, None, 1, forms={"prospeccion": LONGER})
    (copy,) = kept(company)
    assert copy.diagram is None and copy.forms == {"prospeccion": LONGER}
    restored = do(company, copies.restore, copy.id, revision=2, actor=AUTHOR)
    assert restored.diagram == SHORTER and restored.forms["prospeccion"] == LONGER


def test_what_a_page_sends_later_is_added_to_what_it_sent_before(company: Company) -> None:
    do(company, drafts.start_draft, actor=AUTHOR)
    save(company, SHORTER, 1)
    save(company, MINE, 1, forms={"prospeccion": b"{}"})
    save(company, None, 1, forms={"prospeccion": LONGER, "nuevo": LONGER})
    (copy,) = kept(company)
    assert copy.diagram == MINE and copy.forms == {"prospeccion": LONGER, "nuevo": LONGER}
    with company.database.transaction() as connection:
        copies.give_up(connection, PROCESS, copy.id, actor=AUTHOR)
    assert kept(company) == []


def test_what_could_never_be_saved_is_refused_and_not_kept(company: Company) -> None:
    do(company, drafts.start_draft, actor=AUTHOR)
    save(company, SHORTER, 1)
    other = SHORTER.replace(b'id="gestion_comercial"', b'id="otro"')
    refused(company, drafts.WrongProcess, copies.save_or_keep, diagram=other, revision=1, actor=AUTHOR)
    large = {"prospeccion": b" " * (MAX_BYTES + 1)}
    assert refused(company, DiagramRejected, copies.save_or_keep, diagram=b"", revision=1, actor=AUTHOR).findings
    refused(company, drafts.FormTooLarge, copies.save_or_keep, forms=large, revision=1, actor=AUTHOR)
    assert kept(company) == []


def test_who_is_no_longer_the_author_loses_nothing(company: Company) -> None:
    do(company, drafts.start_draft, actor=AUTHOR)
    do(company, drafts.take_over, actor=REVIEWER)
    _, refusal = save(company, MINE, 1)
    assert isinstance(refusal, drafts.DraftOfAnother)
    (copy,) = kept(company)
    refused(company, drafts.DraftOfAnother, copies.restore, copy.id, revision=2, actor=AUTHOR)
    refused(company, NotFound, copies.restore, copy.id, revision=2, actor=REVIEWER)
    with company.database.transaction() as connection:
        copies.give_up(connection, PROCESS, copy.id, actor=AUTHOR)
    assert kept(company) == []


def test_what_was_drawn_after_the_draft_was_submitted_is_kept(company: Company) -> None:
    do(company, drafts.start_draft, actor=AUTHOR)
    save(company, SHORTER, 1)
    do(company, control.submit, actor=AUTHOR)
    _, refusal = save(company, MINE, 2)
    assert isinstance(refusal, drafts.DraftNotThere) and len(kept(company)) == 1


def test_who_may_not_write_any_more_writes_nothing_and_loses_nothing(company: Company) -> None:
    do(company, drafts.start_draft, actor=AUTHOR)
    with company.database.transaction() as connection:
        take_right(connection, AUTHOR, Right.PREPARE, actor="administrador", at=company.clock())
    refused(company, RightRequired, drafts.save_draft, diagram=MINE, actor=AUTHOR)
    _, refusal = save(company, MINE, 1)
    assert isinstance(refusal, RightRequired)
    (copy,) = kept(company)
    refused(company, RightRequired, copies.restore, copy.id, revision=1, actor=AUTHOR)
    give(company, AUTHOR, Right.PREPARE)
    assert do(company, copies.restore, copy.id, revision=1, actor=AUTHOR).diagram == MINE


def test_nobody_else_leaves_copies_beside_a_draft(company: Company) -> None:
    do(company, drafts.start_draft, actor=AUTHOR)
    refused(company, RightRequired, copies.save_or_keep, diagram=MINE, actor="comercial")
    save(company, SHORTER, 1)
    same = {"diagram": SHORTER, "forms": {"prospeccion": gestion().forms["prospeccion"]}}
    refused(company, drafts.DraftMoved, copies.save_or_keep, **same, revision=1, actor=AUTHOR)
    assert kept(company, "comercial") == kept(company) == []
