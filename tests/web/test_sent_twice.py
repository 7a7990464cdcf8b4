"""The same form sent twice is one command with one answer."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from engine import answered
from engine.db import Database
from engine.definitions import drafts
from engine.definitions.sources import SHIPPED
from engine.definitions.statuses import OPEN
from engine.history.channels import SITE
from engine.identity import accounts
from engine.instances import queries
from engine.instances.reading import EVERYTHING
from tests.engine.client_access.proposal import sent
from tests.support import Company
from tests.web.conftest import Visitor, site_of

Visit = Callable[[str], Visitor]
START = "/oportunidades"


def send(person: Visitor, path: str, key: str, **values: Any) -> TestResponse:
    """What a form with that key is answered with; where it leads is not followed."""
    with person.client.session_transaction() as session:
        token = session.setdefault("csrf", "a token")
    return person.client.post(path, data={"csrf-token": token, "post-key": key, **values})


def begin(person: Visitor, key: str) -> TestResponse:
    return send(person, START, key, process="gestion_comercial")


def folios(company: Company) -> list[str]:
    with company.database.reading() as connection:
        return [instance.folio for instance in queries.all_instances(connection, EVERYTHING)]


def test_an_opportunity_that_is_begun_twice_by_one_form_is_begun_once(visit: Visit, company: Company) -> None:
    person = visit("comercial")
    first, second = begin(person, "a"), begin(person, "a")
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert len(folios(company)) == 1


def test_another_page_other_content_or_somebody_else_is_another_command(visit: Visit, company: Company) -> None:
    person, other = visit("comercial"), visit("comercial")
    assert begin(person, "a").location != begin(person, "b").location
    told = send(person, START, "a", process="gestion_comercial", more="something else")
    assert told.location not in (None, begin(person, "a").location)
    assert begin(other, "a").location == begin(person, "a").location  # she is who she is in any browser
    assert len(folios(company)) == 3
    without = [begin(person, ""), begin(person, "")]
    assert len({each.location for each in without}) == 2


def test_a_page_carries_a_key_in_each_form_and_another_one_each_time(visit: Visit) -> None:
    person = visit("comercial")

    def keys() -> list[str]:
        person.get(f"{START}/nueva?process=gestion_comercial")
        forms = person.page.xpath("//main//form[@method='post']")
        assert forms
        return [form.xpath("string(.//input[@name='post-key']/@value)") for form in forms]

    first, second = keys(), keys()
    assert all(first) and set(first).isdisjoint(second)


def test_a_step_that_is_completed_twice_is_completed_once_and_nothing_is_left_as_unsent(
    visit: Visit, company: Company
) -> None:
    """The client refuses the offer, question by question, and presses twice in the end."""
    folio = sent(company)
    task = company.task(folio, "revisar_propuesta")
    person = visit("cliente").get(f"/bandeja/{task.item.id}")
    for given in ({"cumple_tecnicamente": "No"}, {"acepta_comentarios": "No"}, {}):
        person.submit(given)
    form = person.page.xpath("//form[@class='form']")[0]
    data = dict(form.form_values()) | {"confirm-end": "fin_no_obtenida"}
    first, second = (person.client.post(form.get("action"), data=data) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    assert company.visited(folio).count("revisar_propuesta") == 1
    assert "no se envió" not in person.get(first.location).text()


def test_what_was_refused_is_judged_anew(visit: Visit, company: Company) -> None:
    person = visit("administrador")
    wrong = {"id": "lucia", "name": "", "email": ""}
    assert send(person, "/administracion/personas", "a", **wrong).status_code == 422
    assert send(person, "/administracion/personas", "a", **wrong).status_code == 422
    assert send(person, "/administracion/personas", "a", **{**wrong, "name": "Lucía"}).status_code == 303


def test_whoever_hears_no_answer_sends_it_again(
    visit: Visit, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process ends between the commit and the answer."""
    person = visit("comercial")

    def die(*_args: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr("web.opportunities.views.redirect", die)
        assert begin(person, "a").status_code == 500
    (folio,) = folios(company)
    assert folio in str(begin(person, "a").location)
    assert folios(company) == [folio]


@pytest.mark.both_databases
def test_of_two_at_the_same_moment_in_two_processes_one_is_done_and_both_are_answered(company: Company) -> None:
    """Each has connections of its own, as processes have."""
    ready = Barrier(2)
    databases = [Database(company.database.url, SITE) for _ in range(2)]

    def press(database: Database) -> str | None:
        app = site_of(Company(database, company.runtime, company.clock))
        person = Visitor(app.test_client()).post("/entrar", {"person": "comercial"})
        ready.wait(30)
        return begin(person, "a").location

    with ThreadPoolExecutor(2) as people:
        locations = list(people.map(press, databases))
    assert locations[0] == locations[1] is not None
    assert len(folios(company)) == 1
    for database in databases:
        database.close()


@pytest.mark.both_databases
def test_it_is_forgotten_after_some_days(company: Company) -> None:
    with company.database.transaction() as connection:
        answered.enter(connection, answered.digest_of("a", "bc"), "/x", at=company.clock.now)
        with pytest.raises(answered.AlreadyAnswered):
            answered.enter(connection, answered.digest_of("a", "bc"), "", at=company.clock.now)
        answered.enter(connection, answered.digest_of("ab", "c"), "/y", at=company.clock.now + timedelta(days=2))
        answered.answer_with(connection, answered.digest_of("ab", "c"), "/z")
        answered.enter(connection, answered.digest_of("d"), "/y", at=company.clock.now)
        answered.take_back(connection, answered.digest_of("d"))
    assert answered.forget(company.database, at=company.clock.now + answered.KEPT + timedelta(days=1)) == 1
    with company.database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(answered.answered)) == 1
        assert answered.answer_to(connection, answered.digest_of("ab", "c")) == "/z"


def test_a_password_that_is_chosen_by_two_presses_is_set_and_both_are_told_so(app: Flask, company: Company) -> None:
    with company.database.transaction() as connection:
        token = accounts.make_link(connection, "preventa", actor="administrador", at=company.clock.now)
    person = Visitor(app.test_client())
    values = {"new-password": "cuatro palabras de más", "new-password-again": "cuatro palabras de más"}
    first, second = (send(person, f"/clave/{token}", "a", **values) for _ in range(2))
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    other = {"new-password": "otras palabras distintas", "new-password-again": "otras palabras distintas"}
    assert send(person, f"/clave/{token}", "a", **other).status_code == 404


def test_files_that_are_uploaded_twice_are_put_into_the_draft_once(visit: Visit, company: Company) -> None:
    author = visit("director_comercial")
    assert send(author, "/procesos/gestion_comercial/borrador", "a").status_code == 303
    diagram = (SHIPPED / "gestion_comercial" / "gestion_comercial.bpmn").read_bytes() + b"<!-- other -->"

    def upload() -> TestResponse:
        path = "/procesos/gestion_comercial/editar"
        return send(author, path, "b", revision="1", files=(BytesIO(diagram), "gestion_comercial.bpmn"))

    first, second = upload(), upload()
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    with company.database.reading() as connection:
        assert drafts.required(connection, "gestion_comercial", *OPEN).revision == 2


def test_who_presses_twice_to_change_a_password_is_told_that_it_is_changed(app: Flask, company: Company) -> None:
    """The second press goes by the session that ended with the first: the browser has dropped that answer."""
    before, after = "cuatro palabras de más", "otras palabras distintas"
    with company.database.transaction() as connection:
        accounts.set_password(connection, "preventa", before, actor="preventa", at=company.clock.now)
    first = Visitor(app.test_client()).post("/entrar", {"person": "preventa", "current-password": before})
    with first.client.session_transaction() as session:
        session.setdefault("csrf", "a token")
        known = dict(session)
    values = {"current-password": before, "new-password": after, "new-password-again": after}
    assert send(first, "/cuenta", "a", **values).status_code == 200
    second = Visitor(app.test_client())
    with second.client.session_transaction() as session:
        session.update(known)
    told = send(second, "/cuenta", "a", **values)
    assert told.status_code == 303 and "quedó lista" in second.get(str(told.location)).text()
    assert send(second, "/cuenta", "b", **values).status_code != 303  # another form is another command
