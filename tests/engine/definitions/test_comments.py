"""Comments on drafts, and the letters that tell of what is done to them."""

import pytest

from engine.definitions import comments, control, drafts
from engine.definitions.signing import RightRequired, SigningPolicy
from engine.definitions.trail import trail
from engine.definitions.waiting import waiting_for
from engine.errors import NotFound
from engine.identity.commands import amend
from engine.identity.queries import person
from engine.notifications import queries as letters
from tests.engine.attention.noticing import told, write_letters
from tests.engine.definitions.publishing import APPROVER, AUTHOR, REVIEWER
from tests.engine.definitions.test_control import PROCESS, begin, do, refused
from tests.support import Company

pytestmark = pytest.mark.both_databases


def said(company: Company) -> list[comments.Comment]:
    with company.database.reading() as connection:
        draft = drafts.open_draft(connection, PROCESS)
        assert draft is not None
        return comments.comments(trail(connection, PROCESS), draft.id)


def sent(company: Company) -> list[tuple[str, tuple[str, ...]]]:
    write_letters(company)
    with company.database.reading() as connection:
        found = letters.entries(connection, ["pending", "dead"], limit=50)
    return [(each.about, each.to) for each in reversed(found)]


def test_a_comment_stays_with_the_draft_by_the_name_of_its_element_until_it_is_resolved(company: Company) -> None:
    begin(company)
    do(company, comments.comment, "validacion", " ¿Quién valida? ", actor=REVIEWER)
    do(company, comments.comment, None, "Falta el registro", actor=APPROVER)
    first, second = said(company)
    assert (first.element, first.text) == ("validacion", "¿Quién valida?")
    assert first.name is not None and first.name.startswith("Validación")
    assert (second.element, second.author, second.resolved_by) == (None, APPROVER, None)
    do(company, comments.resolve, first.id, actor=AUTHOR)
    assert [each.resolved_by for each in said(company)] == [AUTHOR, None]
    refused(company, comments.CommentResolved, comments.resolve, first.id, actor=AUTHOR)
    do(company, control.submit, "x", actor=AUTHOR)
    do(company, control.reject, "Vea los comentarios", actor=REVIEWER)
    assert len(said(company)) == 2


def test_who_has_no_right_over_versions_does_not_comment(company: Company) -> None:
    begin(company)
    for each in ("comercial", "administrador", "auditor"):
        refused(company, RightRequired, comments.comment, None, "x", actor=each)
    refused(company, comments.BadComment, comments.comment, None, "  ", actor=REVIEWER)
    refused(company, comments.BadComment, comments.comment, None, "x" * 4001, actor=REVIEWER)
    refused(company, NotFound, comments.comment, "nada", "x", actor=REVIEWER)
    refused(company, NotFound, comments.resolve, 99, actor=REVIEWER)


def test_each_is_told_by_e_mail_of_what_waits_for_them(company: Company) -> None:
    begin(company)
    do(company, comments.comment, None, "¿Y {esto}?", actor=REVIEWER)
    do(company, control.submit, "Nombre corto", actor=AUTHOR)
    do(company, control.reject, "No", actor=REVIEWER)
    do(company, control.submit, "Nombre corto", actor=AUTHOR)
    do(company, control.review, actor=REVIEWER)
    do(company, control.approve, actor=APPROVER)
    assert sent(company) == [
        ("Comment: draft of Gestión Comercial", ("director_comercial@example.com",)),
        ("To review: draft of Gestión Comercial", ("control_documentos@example.com",)),
        ("Returned: draft of Gestión Comercial", ("director_comercial@example.com",)),
        ("To review: draft of Gestión Comercial", ("control_documentos@example.com",)),
        ("To approve: draft of Gestión Comercial", ("direccion_general@example.com",)),
        ("Approved: version 5 of Gestión Comercial", ("control_documentos@example.com",)),
        ("Approved: version 5 of Gestión Comercial", ("director_comercial@example.com",)),
    ]
    with company.database.reading() as connection:
        (first,) = (each for each in letters.entries(connection, ["pending"], limit=9) if each.about.startswith("Comm"))
        assert first.folio is None


def test_who_has_no_address_is_told_in_the_site(company: Company) -> None:
    with company.database.transaction() as connection:
        at = company.clock()
        amend(connection, REVIEWER, name="Control de Documentos", email=None, actor="administrador", at=at)
    begin(company)
    do(company, control.submit, "x", actor=AUTHOR)
    assert sent(company) == []
    assert told(company) == [(REVIEWER, "version_to_review", None)]


def test_what_waits_for_each_stands_in_their_inbox(company: Company) -> None:
    def steps(actor: str, signers: int = 3) -> list[str]:
        with company.database.reading() as connection:
            return [each.step for each in waiting_for(connection, person(connection, actor), SigningPolicy(signers))]

    begin(company)
    assert steps(AUTHOR) == steps(REVIEWER) == steps("comercial") == []
    do(company, control.submit, "x", actor=AUTHOR)
    assert (steps(REVIEWER), steps(APPROVER)) == (["review"], [])
    do(company, control.review, actor=REVIEWER)
    assert (steps(REVIEWER), steps(APPROVER)) == ([], ["approve"])
    do(company, control.reject, "no", actor=APPROVER)
    assert (steps(AUTHOR), steps(APPROVER)) == (["mend"], [])
