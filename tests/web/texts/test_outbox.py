"""Why a letter is as it is, in words."""

from dataclasses import replace
from datetime import datetime
from email.headerregistry import Address

import pytest

from engine.client_access.letters import NO_ADDRESS
from engine.notifications.delivery import GAVE_UP
from engine.notifications.outbox import EMAIL, FILE, NO_RECIPIENTS, WEBHOOK
from engine.notifications.queries import Entry
from engine.setting_parts.letters import MailServer
from engine.settings import Settings
from tests.support import START
from web.i18n import Translator
from web.texts.outbox import MOST_COUNTED, counted, missing, why

SENDING = Settings("sqlite://", mail=MailServer("mx", 25, "none", Address("", "cauce", "example.com")))
ENTRY = Entry(
    1, "GC-2026-0001.5.0", EMAIL, "Aviso", (), ("soc_noc", "iam"), "pending", 0, START, START, None, None, None
)


def said(entry: Entry, settings: Settings = SENDING) -> str:
    def when(_: datetime) -> str:
        return "el lunes"

    return Translator("es").render(why(entry, settings, when, str.upper))


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({"status": "delivered", "delivered_at": START}, "Se entregó el el lunes."),
        ({"status": "dead", "error": NO_RECIPIENTS}, "Nadie con el rol SOC_NOC, IAM tiene correo. Registre uno"),
        ({"status": "dead", "error": GAVE_UP, "attempts": 12}, "Cada proceso que lo intentó se perdió a medio camino."),
        ({"status": "dead", "error": NO_ADDRESS, "attempts": 12}, "CAUCE_BASE_URL y vuelva a intentar."),
        ({"status": "dead", "error": "550 no", "attempts": 1}, "No llegó (intentos: 1): 550 no"),
        ({}, "Espera al proceso de trabajos (cauce worker)."),
        ({"attempts": 1}, "Un proceso lo está entregando; si no termina, otro lo toma el el lunes."),
        ({"attempts": 1, "error": "451 no"}, "Falló el intento 1: 451 no. El siguiente será el el lunes."),
        ({"attempts": 1, "error": NO_ADDRESS}, "Defina CAUCE_BASE_URL; se intenta el el lunes."),
        ({"kind": WEBHOOK, "key": "GC-2026-0001.5"}, "No hay webhook: defina CAUCE_WEBHOOK_URL"),
        ({"kind": FILE, "key": "cauce.log/a.5.file"}, "No hay carpeta para los sellos"),
    ],
)
def test_each_reason_has_its_words(how: dict[str, object], expected: str) -> None:
    assert expected in said(replace(ENTRY, **how))


def test_without_a_mail_server_nothing_else_is_to_be_done_about_what_waits() -> None:
    nowhere = replace(SENDING, mail=None)
    for how in ({}, {"attempts": 1, "error": "451 no"}, {"attempts": 1, "error": NO_ADDRESS}):
        assert said(replace(ENTRY, **how), nowhere).startswith("No hay servidor de correo")


def test_what_is_not_set_is_named() -> None:
    found = [" ".join(each.template for each in missing(settings)) for settings in (SENDING, Settings("sqlite://"))]
    assert ["CAUCE_BASE_URL" in each for each in found] == [True, True]
    assert ["CAUCE_SMTP_URL" in each for each in found] == [False, True]
    assert missing(replace(SENDING, base_url="https://cauce.example.com")) == []


def test_many_dead_letters_are_only_said_to_be_many() -> None:
    assert [counted(dead) for dead in (0, 3, MOST_COUNTED)] == ["", "3", f"{MOST_COUNTED}+"]
