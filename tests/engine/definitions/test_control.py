"""Document control: from a draft to the version in force, each step by whom it belongs to, each on the record."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from engine.definitions import control, drafts, queries
from engine.definitions.commands import make_roles
from engine.definitions.inspection import inspect
from engine.definitions.signing import (
    OwnDraft,
    ReviewedByApprover,
    RightRequired,
    SigningPolicy,
    signatures_of,
    version_signatures,
)
from engine.definitions.trail import trail
from engine.errors import AlreadyDeployed, DiagramRejected, EngineError, NotAllowed, NotFound
from engine.identity.commands import ensure_person, give_right, take_right
from engine.identity.queries import person
from engine.identity.rights import Right
from engine.jobs.versions import put_versions_in_force
from engine.settings import Settings
from tests.engine.definitions.publishing import APPROVER, AUTHOR, REVIEWER, try_draft
from tests.engine.definitions.test_commands import changed, gestion
from tests.support import Company

pytestmark = pytest.mark.both_databases

PROCESS = "gestion_comercial"
SHORTER = changed('name="Prospección y generación de leads"', 'name="Prospectar"').diagram
BROKEN = changed('targetRef="prospeccion"', 'targetRef="nada"').diagram


def do(company: Company, command: Callable[..., Any], *args: Any, actor: str, **values: Any) -> Any:
    with company.database.transaction() as connection:
        return command(connection, PROCESS, *args, actor=actor, at=company.clock(), **values)


def begin(company: Company, diagram: bytes = SHORTER) -> drafts.Draft:
    do(company, drafts.start_draft, actor=AUTHOR)
    saved: drafts.Draft = do(company, drafts.save_draft, diagram=diagram, actor=AUTHOR)
    return saved


def reviewed(company: Company) -> None:
    begin(company)
    try_draft(company)
    do(company, control.submit, actor=AUTHOR)
    do(company, control.review, actor=REVIEWER)


def versions(company: Company) -> list[tuple[int, str]]:
    with company.database.reading() as connection:
        return [(each.number, each.status) for each in queries.versions(connection, PROCESS)]


def told(company: Company) -> list[tuple[str, str | None, int | None]]:
    with company.database.reading() as connection:
        return [(each.type, each.actor, each.number) for each in trail(connection, PROCESS)]


def refused(company: Company, error: type[EngineError], command: Callable[..., Any], *args: Any, **values: Any) -> Any:
    before = told(company)
    with pytest.raises(error) as caught:
        do(company, command, *args, **values)
    assert told(company) == before
    return caught.value


def worker(company: Company) -> int:
    return put_versions_in_force(company.database, company.runtime, Settings(), company.clock)


# --- the whole way


def test_a_draft_becomes_the_version_in_force_step_by_step(company: Company) -> None:
    old = company.start()
    reviewed(company)
    version = do(company, control.approve, "Nombre corto", actor=APPROVER)
    assert (version.number, version.status, version.description) == (5, "effective", "Nombre corto")
    assert versions(company) == [(5, "effective"), (4, "obsolete")]
    with company.database.reading() as connection:
        assert queries.diagram(connection, PROCESS, 5) == SHORTER
        assert queries.form(connection, PROCESS, 5, "prospeccion") == gestion().forms["prospeccion"]
        assert drafts.open_draft(connection, PROCESS) is None
    new = company.start()
    assert company.task(old, "prospeccion").item.name == "Prospección y generación de leads"
    assert company.task(new, "prospeccion").item.name == "Prospectar"


def test_every_change_of_state_is_on_the_record(company: Company) -> None:
    reviewed(company)
    do(company, control.approve, "Nombre corto", actor=APPROVER)
    assert told(company) == [
        ("version_taken", REVIEWER, 4),
        ("version_effective", REVIEWER, 4),
        ("draft_started", AUTHOR, None),
        ("draft_submitted", AUTHOR, None),
        ("draft_reviewed", REVIEWER, None),
        ("version_approved", APPROVER, 5),
        ("version_obsolete", APPROVER, 4),
        ("version_effective", APPROVER, 5),
    ]
    with company.database.reading() as connection:
        changes = trail(connection, PROCESS)
        digests = {change.digest for change in changes if change.type in ("draft_submitted", "draft_reviewed")}
        assert digests == {queries.in_force(connection)[PROCESS].digest}
    assert [change.at for change in changes] == sorted(change.at for change in changes)


# --- writing


def test_a_draft_starts_with_what_is_in_force_and_is_the_author_s(company: Company) -> None:
    draft = do(company, drafts.start_draft, actor=AUTHOR)
    assert (draft.diagram, draft.author, draft.status, draft.base) == (gestion().diagram, AUTHOR, "draft", 4)
    assert draft.forms.keys() == set(gestion().forms)
    assert do(company, drafts.start_draft, actor=AUTHOR).id == draft.id
    other = refused(company, drafts.DraftOfAnother, drafts.start_draft, actor=REVIEWER)
    assert other.details["author"] == AUTHOR
    refused(company, drafts.DraftOfAnother, drafts.save_draft, diagram=SHORTER, actor=REVIEWER)


def test_only_who_has_the_right_writes_drafts(company: Company) -> None:
    for each in ("comercial", "auditor", "cliente", APPROVER, "administrador"):
        refused(company, RightRequired, drafts.start_draft, actor=each)
    with pytest.raises(NotFound), company.database.transaction() as connection:
        drafts.start_draft(connection, "nada", actor=AUTHOR, at=company.clock())


def test_a_draft_may_have_findings_but_goes_no_further(company: Company) -> None:
    draft = begin(company, BROKEN)
    with company.database.reading() as connection:
        assert not drafts.examine(connection, draft).ok
        assert drafts.examine(connection, draft, SHORTER).ok
    assert begin(company, b"<bpmn:definitions").diagram == b"<bpmn:definitions"
    rejected = refused(company, DiagramRejected, control.submit, actor=AUTHOR)
    assert rejected.findings
    do(company, drafts.save_draft, diagram=SHORTER, actor=AUTHOR)
    assert do(company, control.submit, actor=AUTHOR).status == "review"


def test_a_form_is_saved_beside_the_diagram(company: Company) -> None:
    do(company, drafts.start_draft, actor=AUTHOR)
    form = gestion().forms["prospeccion"].replace(b"Nombre", b"Nombres")
    do(company, drafts.save_draft, forms={"prospeccion": form}, actor=AUTHOR)
    do(company, control.submit, actor=AUTHOR)
    do(company, control.review, actor=REVIEWER)
    do(company, control.approve, "Un formulario", actor=APPROVER)
    with company.database.reading() as connection:
        assert queries.form(connection, PROCESS, 5, "prospeccion") == form


def test_what_was_saved_elsewhere_is_not_overwritten(company: Company) -> None:
    seen = do(company, drafts.start_draft, actor=AUTHOR).revision
    saved = do(company, drafts.save_draft, diagram=SHORTER, revision=seen, actor=AUTHOR)
    refused(company, drafts.DraftMoved, drafts.save_draft, diagram=BROKEN, revision=seen, actor=AUTHOR)
    with company.database.reading() as connection:
        assert drafts.open_draft(connection, PROCESS) == saved


def test_a_diagram_of_another_procedure_is_refused(company: Company) -> None:
    do(company, drafts.start_draft, actor=AUTHOR)
    other = gestion().diagram.replace(b'process id="gestion_comercial"', b'process id="otro"')
    assert refused(company, drafts.WrongProcess, drafts.save_draft, diagram=other, actor=AUTHOR).details["found"] == [
        "otro"
    ]
    refused(company, drafts.FormTooLarge, drafts.save_draft, forms={"x": b" " * 5_000_001}, actor=AUTHOR)
    huge = b"<!--" + b"x" * 5_000_000 + b"-->"
    refused(company, DiagramRejected, drafts.save_draft, diagram=huge, actor=AUTHOR)


def test_what_is_submitted_is_frozen(company: Company) -> None:
    begin(company)
    do(company, control.submit, actor=AUTHOR)
    refused(company, drafts.DraftNotThere, drafts.save_draft, diagram=BROKEN, actor=AUTHOR)
    refused(company, drafts.DraftNotThere, control.submit, actor=AUTHOR)


def test_a_draft_that_says_what_is_in_force_is_not_submitted(company: Company) -> None:
    do(company, drafts.start_draft, actor=AUTHOR)
    refused(company, AlreadyDeployed, control.submit, actor=AUTHOR)


# --- judging


def give(company: Company, who: str, *rights: Right) -> None:
    with company.database.transaction() as connection:
        for each in rights:
            give_right(connection, who, each, actor="administrador", at=company.clock())


def test_nobody_judges_their_own_draft(company: Company) -> None:
    do(company, drafts.start_draft, actor=REVIEWER)
    do(company, drafts.save_draft, diagram=SHORTER, actor=REVIEWER)
    do(company, control.submit, actor=REVIEWER)
    refused(company, OwnDraft, control.review, actor=REVIEWER)
    refused(company, OwnDraft, control.reject, "no", actor=REVIEWER)


def test_no_administrator_is_excepted(company: Company) -> None:
    for command in (drafts.start_draft, drafts.take_over):
        refused(company, RightRequired, command, actor="administrador")
    reviewed(company)
    refused(company, RightRequired, control.approve, "x", actor="administrador")
    refused(company, RightRequired, control.reject, "x", actor="administrador")
    give(company, "administrador", *Right)
    do(company, control.reject, "x", actor=REVIEWER)
    do(company, drafts.take_over, actor="administrador")
    do(company, control.submit, actor="administrador")
    refused(company, OwnDraft, control.review, actor="administrador")
    do(company, control.review, actor=REVIEWER)
    refused(company, OwnDraft, control.approve, "x", actor="administrador")


def test_three_different_people_sign_whatever_rights_they_hold(company: Company) -> None:
    for each in (AUTHOR, REVIEWER, APPROVER):
        give(company, each, *Right)
    begin(company)
    do(company, control.submit, actor=AUTHOR)
    do(company, control.review, actor=REVIEWER)
    refused(company, OwnDraft, control.approve, "x", actor=AUTHOR)
    refused(company, ReviewedByApprover, control.approve, "x", actor=REVIEWER)
    version = do(company, control.approve, "x", actor=APPROVER)
    with company.database.reading() as connection:
        signed = version_signatures(trail(connection, PROCESS), version.number)
    assert [each and each.person for each in (signed.prepared, signed.reviewed, signed.approved)] == [
        AUTHOR,
        REVIEWER,
        APPROVER,
    ]
    assert version.signers == signed.signers == 3


def test_two_people_sign_where_the_company_has_only_two_and_the_version_says_so(company: Company) -> None:
    two = SigningPolicy(2)
    give(company, REVIEWER, Right.APPROVE)
    begin(company)
    do(company, control.submit, actor=AUTHOR)
    do(company, control.review, actor=REVIEWER)
    give(company, AUTHOR, Right.APPROVE)
    refused(company, OwnDraft, control.approve, "x", policy=two, actor=AUTHOR)
    refused(company, ReviewedByApprover, control.approve, "x", actor=REVIEWER)
    version = do(company, control.approve, "x", policy=two, actor=REVIEWER)
    assert version.signers == 2
    with company.database.reading() as connection:
        assert version_signatures(trail(connection, PROCESS), version.number).signers == 2


def test_whoever_wrote_any_of_a_draft_does_not_judge_it(company: Company) -> None:
    give(company, AUTHOR, Right.REVIEW, Right.APPROVE)
    begin(company)
    taken = do(company, drafts.take_over, actor=REVIEWER)
    assert (taken.author, taken.diagram) == (REVIEWER, SHORTER)
    refused(company, drafts.DraftOfAnother, drafts.save_draft, diagram=BROKEN, actor=AUTHOR)
    do(company, control.submit, actor=REVIEWER)
    refused(company, OwnDraft, control.review, actor=AUTHOR)
    refused(company, drafts.DraftNotThere, drafts.take_over, actor=AUTHOR)


def test_a_role_that_a_diagram_names_gives_no_rights(company: Company) -> None:
    diagram = gestion().diagram.replace(b'id="soc_noc" name="SOC/NOC"', b'id="x" name="Control de documentos"')
    with company.database.transaction() as connection:
        report = inspect(replace(gestion(), diagram=diagram.replace(b"soc_noc", b"x")))
        make_roles(connection, report, actor=AUTHOR, at=company.clock())
        ensure_person(connection, "intruso", "Intruso", ["x", "control_documentos"], email=None, at=company.clock())
        assert person(connection, "intruso").rights == frozenset()
    refused(company, RightRequired, drafts.start_draft, actor="intruso")
    begin(company)
    do(company, control.submit, actor=AUTHOR)
    refused(company, RightRequired, control.review, actor="intruso")


def test_a_right_that_was_taken_away_counts_no_more(company: Company) -> None:
    begin(company)
    with company.database.transaction() as connection:
        take_right(connection, AUTHOR, Right.PREPARE, actor="administrador", at=company.clock())
    refused(company, RightRequired, control.submit, actor=AUTHOR)


def test_each_step_takes_its_role_and_its_turn(company: Company) -> None:
    begin(company)
    refused(company, drafts.DraftNotThere, control.review, actor=REVIEWER)
    do(company, control.submit, actor=AUTHOR)
    for each in (AUTHOR, APPROVER, "comercial"):
        refused(company, RightRequired, control.review, actor=each)
    refused(company, drafts.DraftNotThere, control.approve, "x", actor=APPROVER)
    do(company, control.review, actor=REVIEWER)
    for each in (AUTHOR, REVIEWER, "comercial"):
        refused(company, RightRequired, control.approve, "x", actor=each)
    assert versions(company) == [(4, "effective")]


def test_a_rejected_draft_goes_back_to_its_author_with_the_reason(company: Company) -> None:
    reviewed(company)
    refused(company, control.RejectionReasonRequired, control.reject, "  ", actor=APPROVER)
    assert do(company, control.reject, " Falta el registro ", actor=APPROVER).status == "draft"
    with company.database.reading() as connection:
        last = trail(connection, PROCESS)[-1]
    assert (last.type, last.actor, last.note) == ("draft_rejected", APPROVER, "Falta el registro")
    do(company, drafts.save_draft, diagram=SHORTER.replace(b"Prospectar", b"Buscar"), actor=AUTHOR)
    do(company, control.submit, actor=AUTHOR)


def test_a_draft_is_given_up_by_its_author_or_by_document_control(company: Company) -> None:
    begin(company)
    refused(company, drafts.DraftOfAnother, control.discard, actor="comercial")
    do(company, control.discard, actor=REVIEWER)
    refused(company, NotFound, control.submit, actor=AUTHOR)
    assert do(company, drafts.start_draft, actor=REVIEWER).diagram == gestion().diagram


def test_what_each_may_do_is_said_beforehand(company: Company) -> None:
    def may(actor: str) -> set[str]:
        with company.database.reading() as connection:
            draft = drafts.open_draft(connection, PROCESS)
            assert draft is not None
            signed = signatures_of(connection, PROCESS, draft.id)
            return set(control.steps(draft, signed, person(connection, actor)))

    begin(company)
    assert may(AUTHOR) == {"write", "submit", "discard"}
    assert may(REVIEWER) == {"discard", "take_over"} and may(APPROVER) == set() == may("comercial")
    do(company, control.submit, actor=AUTHOR)
    assert (
        may(AUTHOR) == {"discard"} and may(REVIEWER) == {"review", "reject", "discard"} and may(APPROVER) == {"reject"}
    )
    do(company, control.review, actor=REVIEWER)
    assert may(REVIEWER) == {"reject", "discard"} and may(APPROVER) == {"approve", "reject"}


def test_a_draft_is_read_by_those_who_write_or_judge_it_and_by_auditors(company: Company) -> None:
    with company.database.reading() as connection:
        for each in (AUTHOR, REVIEWER, APPROVER, "auditor", "administrador"):
            control.require_reader(person(connection, each), PROCESS)
        for each in ("comercial", "cliente"):
            with pytest.raises(NotAllowed):
                control.require_reader(person(connection, each), PROCESS)


# --- numbers and dates


def test_an_approval_says_what_changed_and_never_goes_back_in_number(company: Company) -> None:
    reviewed(company)
    refused(company, control.ChangeNotDescribed, control.approve, " ", actor=APPROVER)
    for number in (0, 4, -3, 10**9):
        refused(company, control.BadVersionNumber, control.approve, "x", number=number, actor=APPROVER)
    assert do(company, control.approve, "x", number=7, actor=APPROVER).number == 7


def test_a_version_of_a_later_date_waits_for_it(company: Company) -> None:
    reviewed(company)
    later = company.clock.now + timedelta(days=3)
    assert do(company, control.approve, "x", effective_at=later, actor=APPROVER).status == "approved"
    assert worker(company) == 0 and versions(company) == [(5, "approved"), (4, "effective")]
    company.clock.now = later
    assert worker(company) == 1 and versions(company) == [(5, "effective"), (4, "obsolete")]
    assert worker(company) == 0
    assert told(company)[-2:] == [("version_obsolete", None, 4), ("version_effective", None, 5)]


def test_a_date_that_has_passed_means_now(company: Company) -> None:
    reviewed(company)
    version = do(company, control.approve, "x", effective_at=company.clock.now - timedelta(days=9), actor=APPROVER)
    assert version.status == "effective" and version.effective_at == version.deployed_at
