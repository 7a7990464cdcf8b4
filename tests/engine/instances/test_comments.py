"""What people say of an instance: who may, whom it mentions, and that its history holds it."""

import io
from types import ModuleType

import pytest

from engine.errors import EngineError, NotFound
from engine.identity.commands import deactivate
from engine.instances import comments, queries
from engine.instances.comments import BadInstanceComment, DiscussionClosed, MentionUnknown, MentionUnseeing
from engine.instances.reading import EVERYTHING
from engine.instances.visible import EVERYTHING as ALL_VALUES
from engine.replay.playback import play
from engine.verification.instance_verifier import InstanceVerifier, verify
from engine.verification.rebuild import rebuild
from tests.engine.disposal.disposing import disposed, verified
from tests.engine.verification.opportunity import evidence_of_one
from tests.engine.verifier.test_verifier import golden, verifier  # noqa: F401  (fixtures)
from tests.support import Company


def says(company: Company, folio: str, text: str, actor: str = "comercial") -> comments.Comment:
    with company.database.transaction() as connection:
        return comments.comment(connection, company.runtime, folio, text, actor=actor, at=company.clock())


def said(company: Company, folio: str) -> list[comments.Comment]:
    return comments.comments(company.history(folio))


@pytest.fixture
def folio(company: Company) -> str:
    folio = company.start()
    company.do(folio, "prospeccion")
    return folio


@pytest.mark.both_databases
def test_what_is_said_is_in_the_history_with_whom_it_mentions(company: Company, folio: str) -> None:
    made = says(company, folio, "  @Preventa, ¿ya viste el RFP?  \n\n Lo pide @director_comercial \n")
    assert made.text == "@Preventa, ¿ya viste el RFP?\n\n Lo pide @director_comercial"
    assert made.mentions == ("preventa", "director_comercial")
    assert said(company, folio) == [made]
    event = company.history(folio)[-1]
    assert (event.type, event.actor, event.role, event.element) == ("comment_made", "comercial", None, None)


@pytest.mark.parametrize("text", ["", " \n ", "x" * (comments.LONGEST + 1)])
def test_it_says_something_and_not_too_much(company: Company, folio: str, text: str) -> None:
    refused(company, folio, BadInstanceComment, text)


def test_whom_it_mentions_is_there(company: Company, folio: str) -> None:
    assert refused(company, folio, MentionUnknown, "@Prevemta y @nadie").details["names"] == "@Prevemta, @nadie"


def test_whoever_left_is_mentioned_no_more(company: Company, folio: str) -> None:
    with company.database.transaction() as connection:
        deactivate(connection, "auditor", actor="administrador", at=company.clock())
    refused(company, folio, MentionUnknown, "@auditor")


def test_whom_it_mentions_sees_the_instance(company: Company, folio: str) -> None:
    error = refused(company, folio, MentionUnseeing, "@Preventa y @Cumplimiento y Mejora Continua")
    assert error.details["names"] == "Cumplimiento y Mejora Continua"


def test_who_does_not_see_it_says_nothing_of_it(company: Company, folio: str) -> None:
    with pytest.raises(NotFound):
        says(company, folio, "Hola", actor="cumplimiento")
    with pytest.raises(NotFound):
        says(company, "GC-2026-0099", "Hola")


def test_those_who_see_it_can_be_mentioned(company: Company, folio: str) -> None:
    with company.database.reading() as connection:
        found = [each.id for each in comments.who_may_read(connection, company.runtime, folio)]
    assert {"comercial", "preventa", "director_comercial", "auditor"} <= set(found)
    assert "cumplimiento" not in found


@pytest.mark.both_databases
def test_it_goes_on_after_the_end_and_leaves_the_instance_as_it_ended(company: Company, folio: str) -> None:
    company.command("cancel", folio, "El cliente canceló", actor="comercial")
    with company.database.reading() as connection:
        before = queries.instance(connection, EVERYTHING, folio)
    says(company, folio, "Volvió a llamar: retomarla en enero.", actor="preventa")
    with company.database.transaction() as connection:
        assert queries.instance(connection, EVERYTHING, folio) == before
        assert rebuild(connection, InstanceVerifier(connection, company.runtime), folio) == ()
        assert verify(connection, company.runtime, folio).problems == ()


def test_both_verifiers_and_the_replay_take_it_where_it_stands(
    company: Company,
    folio: str,
    verifier: ModuleType,  # noqa: F811
) -> None:
    says(company, folio, "Uno")
    company.command("cancel", folio, "El cliente canceló", actor="comercial")
    says(company, folio, "Dos")
    with company.database.reading() as connection:
        assert verify(connection, company.runtime, folio).problems == ()
        played = play(connection, company.runtime, EVERYTHING, ALL_VALUES, folio)
        content = evidence_of_one(connection, company.runtime, folio)
    assert played.stop is None
    assert verifier.verdict.verify(verifier.evidence.Evidence(io.BytesIO(content))).problems == []


def test_when_the_values_are_disposed_of_its_text_goes_and_nothing_more_is_said(company: Company, folio: str) -> None:
    says(company, folio, "@Preventa: Aceros quiere descuento")
    company.command("cancel", folio, "El cliente canceló", actor="comercial")
    disposed(company, folio)
    (comment,) = said(company, folio)
    assert (comment.text, comment.mentions, comment.author) == (None, ("preventa",), "comercial")
    refused(company, folio, DiscussionClosed, "Hola")
    assert verified(company, folio).problems == ()


def refused(company: Company, folio: str, why: type[EngineError], text: str) -> EngineError:
    before = company.history(folio)
    with pytest.raises(why) as caught:
        says(company, folio, text)
    assert company.history(folio) == before
    return caught.value
