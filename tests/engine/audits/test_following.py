"""Findings: each act is its person's, and who had a part in what is judged does not judge it."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from engine.audits import queries
from engine.audits.about import About, Subject
from engine.audits.answers import answered_by, answers_to, codes_in
from engine.audits.errors import BadDay, Lacking, NotItsDraft, NotTheirs, NotThere
from engine.audits.queries import Wanted, sees
from engine.audits.statuses import FindingKind, FindingStatus, Severity
from engine.audits.who import Refusal
from engine.definitions import drafts
from engine.errors import NotFound
from engine.history import ledger
from engine.history.problems import Kind
from engine.identity.queries import person
from engine.instances.reading import EVERYTHING, Reader
from engine.telling.models import notices
from tests.engine.audits.desk import (
    LEAD,
    OTHER,
    OWNER,
    TODAY,
    acted,
    answered,
    begun,
    command,
    raised,
    said,
    second_auditor,
    verified,
)
from tests.engine.audits.test_commands import in_order
from tests.support import Company

pytestmark = pytest.mark.both_databases


def why(attempt: Callable[[], object]) -> str:
    """Why an act is refused to whoever attempts it."""
    with pytest.raises(NotTheirs) as caught:
        attempt()
    return str(caught.value.details["kind"])


def test_a_finding_is_answered_done_verified_and_closed(company: Company) -> None:
    finding = raised(company, audit=begun(company).code)
    assert finding.code == "H-2026-001" and finding.status is FindingStatus.RAISED and finding.term == "2026-03-09"
    finding = answered(company, finding.code)
    assert (finding.status, finding.responsible, finding.term) == (FindingStatus.ANALYSED, OWNER, "2026-03-20")
    finding = acted(company, finding.code)
    assert finding.status is FindingStatus.ACTED and finding.done_by == OWNER and finding.term is None
    finding = verified(company, finding.code)
    assert finding.status is FindingStatus.EFFECTIVE
    finding = command(company, "close_finding", finding.code, actor=LEAD)
    with company.database.reading() as connection:
        everything = sees(person(connection, LEAD), EVERYTHING)
        assert queries.finding(connection, everything, finding.code) == finding
        assert queries.of_audits(connection, ["A-2026-01"]) == {"A-2026-01": {True: 0, False: 1}}
    assert finding.status is FindingStatus.CLOSED and in_order(company) == []


def test_what_did_not_help_is_answered_anew(company: Company) -> None:
    code = raised(company).code
    answered(company, code)
    acted(company, code)
    assert verified(company, code, effective=False).status is FindingStatus.RAISED
    answered(company, code)
    assert acted(company, code).status is FindingStatus.ACTED and in_order(company) == []


def test_each_act_is_its_persons(company: Company) -> None:
    second_auditor(company)
    assert why(lambda: raised(company, actor="administrador")) == Refusal.NOT_AUDITOR
    assert why(lambda: raised(company, owner=LEAD)) == Refusal.OWN_FINDING
    assert why(lambda: raised(company, audit=begun(company).code, actor=OTHER)) == Refusal.NOT_IN_TEAM
    code = raised(company).code
    change = {"said": said(title="Otra cosa"), "today": TODAY}
    assert why(lambda: command(company, "change_finding", code, actor=OTHER, **change)) == Refusal.NOT_FINDER
    owned = {"said": said(owner=LEAD), "today": TODAY}
    assert why(lambda: command(company, "change_finding", code, actor=LEAD, **owned)) == Refusal.OWN_FINDING
    assert why(lambda: answered(company, code, actor="comercial")) == Refusal.NOT_OWNER
    answered(company, code, responsible=OTHER)
    assert why(lambda: acted(company, code, actor="comercial")) == Refusal.NOT_RESPONSIBLE
    acted(company, code, actor=OTHER)
    assert why(lambda: verified(company, code, actor=OWNER)) == Refusal.NOT_AUDITOR
    assert why(lambda: verified(company, code, actor=OTHER)) == Refusal.TOOK_PART
    verified(company, code)
    assert why(lambda: command(company, "close_finding", code, actor=OTHER)) == Refusal.TOOK_PART
    assert command(company, "close_finding", code, actor=LEAD).status is FindingStatus.CLOSED
    assert in_order(company) == []


def test_of_what_is_major_two_auditors_judge(company: Company) -> None:
    second_auditor(company)
    code = raised(company, severity=Severity.MAJOR).code
    answered(company, code)
    acted(company, code)
    assert why(lambda: verified(company, code)) == Refusal.FOUND_IT
    verified(company, code, actor=OTHER)
    assert why(lambda: command(company, "close_finding", code, actor=OTHER)) == Refusal.VERIFIED_IT
    assert command(company, "close_finding", code, actor=LEAD).status is FindingStatus.CLOSED


def test_who_had_no_right_is_found_in_the_ledger(company: Company) -> None:
    code = raised(company).code
    with company.database.transaction() as connection:
        at = company.clock()
        ledger.append(connection, "audits", "finding_withdrawn", code, {"reason": "x"}, actor="comercial", at=at)
    found = in_order(company)
    assert (Kind.ACTOR_NOT_ENTITLED, 2, "") in found and (Kind.ROW_CHANGED, None, f"finding {code} status") in found


def test_nothing_is_done_twice_or_out_of_turn(company: Company) -> None:
    code = raised(company).code
    for attempt in (
        lambda: acted(company, code),
        lambda: verified(company, code),
        lambda: command(company, "close_finding", code, actor=LEAD),
    ):
        with pytest.raises(NotThere):
            attempt()
    command(company, "withdraw_finding", code, "Era otra propuesta.", actor=LEAD)
    with pytest.raises(NotThere):
        answered(company, code)
    for changes, error in (({"title": ""}, Lacking), ({"owner": ""}, Lacking), ({"due": "2026-03-01"}, BadDay)):
        with pytest.raises(error):
            raised(company, **changes)


def test_it_says_what_stood_there_by_digest(company: Company) -> None:
    folio = company.start()
    company.do(folio, "prospeccion")
    history = company.history(folio)
    event = next(each for each in history if each.type == "user_task_completed")
    finding = raised(company, About(folio=folio, seq=event.seq))
    assert finding.about.subject is Subject.EVENT and finding.about.element == "prospeccion" and finding.about.name
    assert (finding.evidence[0].what, finding.evidence[0].digest) == ("event", event.hash)
    assert finding.evidence[1].what == "version" and finding.about.version is not None
    whole = raised(company, About(folio=folio))
    assert whole.evidence[0].digest == history[-1].hash and whole.about.subject is Subject.INSTANCE
    step = raised(company, About(process_id="gestion_comercial", element="prospeccion"))
    assert step.about.subject is Subject.ELEMENT and step.about.name == finding.about.name
    for about in (
        About(folio="GC-0000-0000"),
        About(folio=folio, seq=9999),
        About(process_id="gestion_comercial", element="nada"),
        About(process_id="nada"),
        About(process_id="gestion_comercial", version=99),
    ):
        with pytest.raises(NotFound):
            raised(company, about)
    assert in_order(company) == []


def test_what_somebody_does_not_see_is_not_there(company: Company) -> None:
    finding = raised(company, About(process_id="gestion_comercial", element="prospeccion"))
    other = raised(company, About(), owner="comercial", kind=FindingKind.OBSERVATION)
    with company.database.reading() as connection:
        for id, processes, seen in (
            (OWNER, (), {finding.code}),
            ("comercial", (), {other.code}),
            ("preventa", (), set[str]()),
            ("preventa", ("gestion_comercial",), {finding.code}),
            (LEAD, (), {finding.code, other.code}),
        ):
            mine = sees(person(connection, id), Reader(id, processes=frozenset(processes)))
            found, _ = queries.findings(connection, mine, Wanted())
            assert (
                {each.code for each in found} == seen == {each.code for each in (finding, other) if mine.finding(each)}
            )
        assert [each.code for each in queries.waiting_for(connection, person(connection, OWNER))] == [finding.code]
        with pytest.raises(NotFound):
            queries.finding(connection, sees(person(connection, "preventa"), Reader("preventa")), other.code)


def test_a_list_is_asked_for_what_it_holds_page_by_page(company: Company) -> None:
    codes = [raised(company, due=f"2026-03-0{day}").code for day in (3, 4, 5)]
    answered(company, codes[0])
    with company.database.reading() as connection:
        mine = sees(person(connection, LEAD), EVERYTHING)
        page, behind = queries.findings(connection, mine, Wanted(waiting=True), limit=2)
        assert [each.code for each in page] == codes[:0:-1] and behind == codes[1]
        rest, end = queries.findings(connection, mine, Wanted(waiting=True), before=behind, limit=2)
        assert [each.code for each in rest] == codes[:1] and end is None
        late, _ = queries.findings(connection, mine, Wanted(overdue="2026-03-05"))
        assert [each.code for each in late] == [codes[1]]
        assert queries.counts(connection, mine, Wanted()) == {FindingStatus.RAISED: 2, FindingStatus.ANALYSED: 1}


def test_a_draft_answers_it_and_then_the_version_that_it_becomes(company: Company) -> None:
    code = raised(company).code
    with company.database.transaction() as connection:
        drafts.start_draft(connection, "gestion_comercial", actor=OWNER, at=company.clock())
    linking = {"linked": True, "process_id": "gestion_comercial"}
    assert why(lambda: command(company, "link_draft", code, actor="preventa", **linking)) == Refusal.NOT_AUTHOR
    finding = command(company, "link_draft", code, actor="control_documentos", **linking)
    with company.database.reading() as connection:
        draft = drafts.open_draft(connection, "gestion_comercial")
        assert draft is not None and finding.draft == draft.id
        assert [each.code for each in answered_by(connection, draft.id)] == [code]
        answers = answers_to(connection, finding)
        assert answers.draft is not None and answers.draft.id == draft.id and answers.versions == ()
    assert command(company, "link_draft", code, actor=OWNER, **{**linking, "linked": False}).draft is None
    elsewhere = raised(company, About(process_id="alianzas_estrategicas")).code
    with pytest.raises(NotItsDraft):
        command(company, "link_draft", elsewhere, actor=OWNER, **linking)
    assert in_order(company) == []


def test_texts_name_findings_by_their_codes() -> None:
    assert codes_in(["H-2026-001 Nadie revisó", "NC-3", "H-2026-012, H-2026-001"]) == ("H-2026-001", "H-2026-012")


def test_people_are_told_of_what_is_theirs(company: Company) -> None:
    second_auditor(company)
    code = raised(company).code
    answered(company, code)
    acted(company, code)
    with company.database.reading() as connection:
        told = connection.execute(
            select(notices.c.person_id, notices.c.key, notices.c.data).order_by(notices.c.id)
        ).all()
    to: dict[str, set[str]] = {}
    for row in told:
        to.setdefault(row.key, set()).add(row.person_id)
        assert f"/auditoria/hallazgos/{code}" in row.data
    assert to == {"audits.1": {OWNER}, "audits.2": {LEAD}, "audits.3": {LEAD, OTHER}}
