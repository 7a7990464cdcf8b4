"""An answer that is confirmed by a code which was sent to the client, by a real mail server."""

import hashlib
import re
from dataclasses import replace
from datetime import timedelta
from email.headerregistry import Address

import pytest
from flask import Flask

from engine.jobs.catalogue import deliver_outbox
from engine.setting_parts.company import Company as Owner
from engine.setting_parts.letters import MailServer
from engine.settings import Settings
from engine.verification.instance_verifier import verify
from tests.mailbox import Mailbox, text_of
from tests.support import Company, FixedClock
from tests.web.conftest import Visitor
from web.app import create_app
from web.i18n import translator


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock stands: a code is good for minutes."""
    monkeypatch.setattr(FixedClock, "__call__", lambda clock: clock.now)


@pytest.fixture
def settings(company: Company, box: Mailbox) -> Settings:
    server = MailServer("127.0.0.1", box.port, "none", Address("Cauce", "cauce", "example.com"))
    said = Owner("Silent4business", telephone="+52 55 5555 0100")
    return Settings(company.database.url, mail=server, base_url="http://localhost", company=said)


@pytest.fixture
def app(company: Company, settings: Settings) -> Flask:
    runtime = replace(company.runtime, words=translator("es").render)
    return create_app(settings, company.database, runtime, clock=company.clock)


def code_in(company: Company, settings: Settings, box: Mailbox) -> str:
    """The code of the letter that arrived last."""
    deliver_outbox(company.database, company.runtime, settings, company.clock)
    assert box.recipients[-1] == ["laura@cliente.example"]
    found = re.findall(r"^\d{6}$", text_of(box.received[-1]).replace("\r\n", "\n"), re.MULTILINE)
    assert len(found) == 1
    return str(found[0])


def comment(client: Visitor, path: str) -> Visitor:
    client.get(path).submit({"cumple_tecnicamente": "No"})
    client.submit({"cumple_tecnicamente": "No", "acepta_comentarios": "Sí"})
    return client.submit({"comentarios_cliente": "Falta el horario de atención."})


def test_an_answer_counts_when_whoever_gives_it_reads_the_mail_of_the_client(
    client: Visitor, path: str, company: Company, settings: Settings, box: Mailbox, folio: str
) -> None:
    comment(client, path)
    assert client.status == 200 and client.text("//h1") == "Confirme su respuesta"
    assert "Falta el horario de atención." in client.text("//dl")
    assert "Enviamos un código de 6 dígitos a l•••@c•••.example." in client.text()
    assert company.task(folio, "revisar_propuesta")
    code = code_in(company, settings, box)
    letter = box.received[-1]
    assert (
        letter["Subject"] == "Su código para confirmar su respuesta" and letter["Reply-To"] == "comercial@example.com"
    )
    assert f"Comercial · Silent4business · +52 55 5555 0100 · {folio}" in text_of(letter)
    client.submit({"confirm-code": f"{code[:3]} {code[3:]}"}, ("confirm-end", ""))
    assert client.text("//h1") == "Ya tenemos su respuesta"
    answered = next(each for each in company.history(folio) if each.type == "client_link_answered")
    assert answered.payload["confirmed"] == "code"
    with company.database.reading() as connection:
        assert verify(connection, company.runtime, folio).ok


def test_the_client_gets_a_copy_of_what_was_authorized_with_its_digest(
    client: Visitor, path: str, company: Company, settings: Settings, box: Mailbox, folio: str
) -> None:
    client.get(path).submit({"cumple_tecnicamente": "Sí"})
    client.submit({"cumple_economicamente": "Sí"}).submit({"autoriza_nombre": "Laura {Pérez}"})
    client.submit({"confirm-code": code_in(company, settings, box)}, ("confirm-end", "fin_ganada"))
    deliver_outbox(company.database, company.runtime, settings, company.clock)
    copy = next(each for each in box.received if each["Subject"].startswith("Copia"))
    said = text_of(copy).replace("\r\n", "\n")
    assert (
        " ".join(copy["Subject"].split())
        == "Copia de su respuesta a Silent4business: Revisar propuesta técnica y económica"
    )
    answered = next(each for each in company.history(folio) if each.type == "client_link_answered")
    (file,) = answered.payload["files"]  # type: ignore[misc]
    for each in (
        "Monto de la propuesta: $1.00 MXN, sin IVA",
        f"archivo_propuesta.pdf, SHA-256 {file['sha256']}",
        "¿Cumple técnicamente?: Sí",
        "Nombre de quien autoriza: Laura {Pérez}",
        "Se confirmó con un código enviado a laura@cliente.example",
        f"evento {answered.seq}, con la huella {answered.hash}",
    ):
        assert each in said
    text, _, digest = said.split("\n\n-- \n")[0].rpartition("\nHuella de esta copia (SHA-256): ")
    assert hashlib.sha256(text.strip().encode()).hexdigest() == digest.strip()
    page = client.get(path).text()
    assert answered.hash in page and str(file["sha256"]) in page and "Le enviamos una copia." in page


def test_a_wrong_code_counts_nothing_loses_nothing_and_is_said_beside_the_field(
    client: Visitor, path: str, company: Company, settings: Settings, box: Mailbox, folio: str
) -> None:
    comment(client, path)
    code = code_in(company, settings, box)
    for wrong in ("", "000000" if code != "000000" else "111111"):
        client.submit({"confirm-code": wrong}, ("confirm-end", ""))
        assert client.status == 422 and "No es el código de nuestro último mensaje" in client.text(
            "//*[@id='codigo-error']"
        )
    assert company.task(folio, "revisar_propuesta") and "Falta el horario" in client.text("//dl")
    client.submit({"confirm-code": code}, ("confirm-end", ""))
    assert client.text("//h1") == "Ya tenemos su respuesta"


def test_a_refusal_is_said_again_and_confirmed_by_the_code_at_once(
    client: Visitor, path: str, company: Company, settings: Settings, box: Mailbox, folio: str
) -> None:
    client.get(path).submit({"cumple_tecnicamente": "No"})
    client.submit({"cumple_tecnicamente": "No", "acepta_comentarios": "No"}).submit({})
    assert "terminará como: «Propuesta no obtenida»" in client.text("//*[@role='alert']")
    client.submit({"confirm-code": code_in(company, settings, box)}, ("confirm-end", ""))
    assert client.text("//h1") == "Confirme su respuesta", "the end was not confirmed"
    client.submit({"confirm-code": code_in(company, settings, box)}, ("confirm-end", "fin_no_obtenida"))
    assert client.text("//h1") == "Ya tenemos su respuesta"
    assert company.tasks(folio)[0].item.visit.element == "notificar_perdida"


def test_another_code_is_sent_when_the_first_does_not_come_and_not_at_every_press(
    client: Visitor, path: str, company: Company, settings: Settings, box: Mailbox
) -> None:
    comment(client, path)
    first = code_in(company, settings, box)
    client.submit({"confirm-code": ""}, ("another-code", "1"))
    assert client.status == 429 and "Hace un momento se envió un código" in client.text("//*[@id='codigo-error']")
    company.clock.now += timedelta(minutes=1)
    client.submit({"confirm-code": ""}, ("another-code", "1"))
    assert client.status == 200 and client.page.xpath("//*[@id='codigo-error']") == []
    second = code_in(company, settings, box)
    client.submit({"confirm-code": first}, ("confirm-end", ""))
    assert (client.status, first != second) == (422, True)
    client.submit({"confirm-code": second}, ("confirm-end", ""))
    assert client.text("//h1") == "Ya tenemos su respuesta"


def test_what_was_changed_on_another_page_meanwhile_is_looked_at_again_before_it_counts(
    client: Visitor, path: str, app: Flask, company: Company, settings: Settings, box: Mailbox, folio: str
) -> None:
    comment(client, path)
    code, asked = code_in(company, settings, box), client.page
    Visitor(app.test_client()).get(path).submit({"comentarios_cliente": "Otra cosa, y más larga."}, ("save-draft", "1"))
    client.page = asked
    client.submit({"confirm-code": code}, ("confirm-end", ""))
    assert client.text("//h1") == "Revisar propuesta técnica y económica" and company.task(folio, "revisar_propuesta")
    assert client.value("comentarios_cliente") == "Otra cosa, y más larga."


def test_neither_code_nor_anything_that_gives_it_away_is_in_the_database(
    client: Visitor, path: str, company: Company, settings: Settings, box: Mailbox
) -> None:
    comment(client, path)
    code = code_in(company, settings, box)
    with company.database.reading() as connection:
        for table in ("outbox", "client_codes", "ledger_entries"):
            rows = connection.exec_driver_sql(f"SELECT * FROM {table}").all()
            assert code not in re.sub(r"[0-9a-f]{32,}|\d{8,}|T\S+", "", str(rows))
