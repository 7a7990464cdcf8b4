"""A right over versions of one procedure: what it lets do there, and nowhere else."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from engine.definitions import comments, control, drafts
from engine.definitions.deployment import deploy
from engine.definitions.granting import give_right
from engine.definitions.inspection import Source
from engine.definitions.signing import OwnDraft, ReviewedByApprover, RightRequired, SigningPolicy
from engine.definitions.sources import shipped
from engine.definitions.statuses import DraftStatus
from engine.definitions.waiting import waiting_for
from engine.errors import AlreadyDeployed, EngineError, NotAllowed, NotFound
from engine.identity import record
from engine.identity.commands import take_right
from engine.identity.queries import person
from engine.identity.rights import Right
from engine.impact.keeping import try_now
from engine.instances.rights import may_repair
from engine.notifications import queries as outbox
from engine.notifications.outbox import EMAIL
from engine.notifications.statuses import LetterStatus
from tests.engine.attention.noticing import write_letters
from tests.engine.definitions.publishing import AUTHOR, REVIEWER
from tests.support import Company

pytestmark = pytest.mark.both_databases

HERE, THERE = "alianzas_estrategicas", "gestion_comercial"
SOMEBODY = "preventa"


def give(company: Company, who: str, *rights: Right, over: str | None = HERE) -> None:
    with company.database.transaction() as connection:
        for each in rights:
            give_right(connection, who, each, over, actor="administrador", at=company.clock())


def do(company: Company, command: Callable[..., Any], process_id: str, *args: Any, actor: str, **values: Any) -> Any:
    with company.database.transaction() as connection:
        return command(connection, process_id, *args, actor=actor, at=company.clock(), **values)


def refused(company: Company, error: type[EngineError], command: Callable[..., Any], *args: Any, **values: Any) -> None:
    with pytest.raises(error):
        do(company, command, *args, **values)


def source_of(process_id: str) -> Source:
    return next(each for each in shipped() if process_id in each.file)


def submit(company: Company, process_id: str, actor: str) -> None:
    """Begin a draft that says something else, and submit it."""
    do(company, drafts.start_draft, process_id, actor=actor)
    diagram = source_of(process_id).diagram.replace(b' name="Cotizar las soluciones', b' name="Cotizar soluciones')
    do(company, drafts.save_draft, process_id, diagram=diagram, actor=actor)
    with company.database.transaction() as connection:
        draft = drafts.required(connection, process_id, DraftStatus.DRAFT)
        try_now(connection, draft, actor=actor, at=company.clock())
    do(company, control.submit, process_id, "Otro nombre", actor=actor)


def addressees(company: Company) -> list[set[str]]:
    """To whom each letter goes, the oldest first."""
    write_letters(company)
    with company.database.reading() as connection:
        found = outbox.entries(connection, list(LetterStatus), limit=20)
    return [set(each.to) for each in reversed(found) if each.kind == EMAIL]


def test_a_right_over_one_procedure_is_none_over_another(company: Company) -> None:
    give(company, SOMEBODY, *Right)
    with company.database.reading() as connection:
        held = person(connection, SOMEBODY)
    assert held.rights == frozenset() and held.has_rights
    assert held.rights_over(HERE) == set(Right) and held.rights_over(THERE) == frozenset()
    do(company, drafts.start_draft, HERE, actor=SOMEBODY)
    refused(company, RightRequired, drafts.start_draft, THERE, actor=SOMEBODY)
    do(company, comments.comment, HERE, None, "Hola", actor=SOMEBODY)
    do(company, drafts.start_draft, THERE, actor=AUTHOR)
    refused(company, RightRequired, comments.comment, THERE, None, "Hola", actor=SOMEBODY)
    refused(company, drafts.DraftOfAnother, control.discard, THERE, actor=SOMEBODY)
    control.require_reader(held, HERE)
    with pytest.raises(NotAllowed):
        control.require_reader(held, THERE)


def test_three_people_sign_whatever_their_rights_are_over(company: Company) -> None:
    give(company, SOMEBODY, *Right)
    submit(company, HERE, SOMEBODY)
    refused(company, OwnDraft, control.review, HERE, actor=SOMEBODY)
    give(company, "cumplimiento", Right.REVIEW, Right.APPROVE)
    do(company, control.review, HERE, actor="cumplimiento")
    refused(company, ReviewedByApprover, control.approve, HERE, actor="cumplimiento")
    give(company, "comercial", Right.APPROVE, over=THERE)
    refused(company, RightRequired, control.approve, HERE, actor="comercial")
    give(company, "comercial", Right.APPROVE)
    assert do(company, control.approve, HERE, actor="comercial").number == 2


def test_who_may_act_on_a_procedure_is_told_and_finds_it_in_the_inbox_and_nobody_else(company: Company) -> None:
    give(company, SOMEBODY, Right.PREPARE)
    give(company, "cumplimiento", Right.REVIEW)
    give(company, "comercial", Right.REVIEW, over=THERE)
    submit(company, HERE, SOMEBODY)
    with company.database.reading() as connection:
        people = [person(connection, each) for each in ("cumplimiento", REVIEWER, "comercial")]
        found = [[each.step for each in waiting_for(connection, each, SigningPolicy())] for each in people]
    assert found == [["review"], ["review"], []]
    assert set().union(*addressees(company)) == {each.email for each in people[:2]}


def test_who_prepares_versions_of_a_procedure_repairs_it_and_no_other(company: Company) -> None:
    give(company, SOMEBODY, Right.PREPARE)
    with company.database.reading() as connection:
        held = person(connection, SOMEBODY)
        processes = [company.runtime.library.process(connection, *each) for each in ((HERE, 1), (THERE, 4))]
    assert [may_repair(held, each) for each in processes] == [True, False]


def test_files_are_deployed_by_who_may_prepare_each_procedure_in_them(company: Company) -> None:
    give(company, SOMEBODY, Right.PREPARE)
    files = [
        replace(source, diagram=source.diagram.replace(b"</bpmn:process>", b"<!-- x --></bpmn:process>"))
        for source in (source_of(HERE), source_of(THERE))
    ]
    with company.database.transaction() as connection:
        about = {"actor": SOMEBODY, "at": company.clock()}
        with pytest.raises(RightRequired):
            deploy(connection, files, "x", **about)
        with pytest.raises(AlreadyDeployed):
            deploy(connection, files[:1], "x", **about)
        with pytest.raises(RightRequired):
            deploy(connection, [Source("x.bpmn", b"no diagram", {})], "x", **about)


def test_it_is_on_the_record_and_taken_away_by_itself(company: Company) -> None:
    give(company, SOMEBODY, Right.REVIEW)
    give(company, SOMEBODY, Right.REVIEW, over=None)
    give(company, SOMEBODY, Right.REVIEW)
    with company.database.transaction() as connection:
        take_right(connection, SOMEBODY, Right.REVIEW, actor="administrador", at=company.clock())
        held = person(connection, SOMEBODY)
        changes = record.changes(connection, person_id=SOMEBODY, limit=3)
    assert held.rights == frozenset() and held.rights_over(HERE) == {Right.REVIEW}
    assert [(each.type, each.right_id, each.process_id) for each in changes] == [
        ("right_taken", "review", None),
        ("right_given", "review", None),
        ("right_given", "review", HERE),
    ]


def test_only_administrators_give_one_and_only_over_a_procedure_that_is_there(company: Company) -> None:
    with company.database.transaction() as connection:
        about = {"at": company.clock()}
        with pytest.raises(NotAllowed):
            give_right(connection, SOMEBODY, Right.REVIEW, HERE, actor="comercial", **about)
        with pytest.raises(NotFound) as caught:
            give_right(connection, SOMEBODY, Right.REVIEW, "nada", actor="administrador", **about)
    assert caught.value.details == {"kind": "process", "id": "nada"}
