"""Beside an event stands what became of the notice that it asked for: nothing is said to be sent that was not."""

from datetime import timedelta

import pytest

from engine.notifications.delivery import DeliveryFailed
from engine.notifications.notices import Notice
from engine.notifications.statuses import LetterStatus
from tests.conftest import COMPANY, open_company
from tests.engine.notifications.posting import Scripted, Still, notify, post
from tests.support import START
from web.i18n import Translator
from web.texts.notices import notice_text

WAITS = "Aviso a soc_noc@example.com: todavía no se envía."
REFUSED = "Aviso a soc_noc@example.com: NO se entregó: 550 no such user"
ACCEPTED = "Aviso a soc_noc@example.com: lo aceptó mail.example.com:25 el 2 mar 2026, 10:00 (250 OK)."


@pytest.fixture
def company(templates, tmp_path):
    with open_company(templates.make(COMPANY, tmp_path)) as found:
        yield found


def said(visit, folio):
    """What the opportunity's own page, the replay and the table for paper say of it, each once."""
    own = visit("comercial").get(f"/oportunidades/{folio}").text("//*[@data-notice]")
    auditor = visit("auditor")
    seq = next(each["n"] for each in _steps(auditor, folio) if "Aviso a" in each["sent"])
    replay = auditor.get(f"/auditoria/{folio}?paso={seq}").text("//*[@data-replay]")
    table = auditor.get(f"/auditoria/{folio}/tabla").text()
    return own, replay, table


def _steps(auditor, folio):
    steps = auditor.get(f"/auditoria/{folio}/pasos").response.json["steps"]
    return [{"n": number, "sent": "; ".join(step.get("sent", []))} for number, step in enumerate(steps, start=1)]


def test_a_notice_is_said_to_wait_until_a_server_takes_it(visit, company):
    folio = notify(company)
    assert all(WAITS in each for each in said(visit, folio))
    post(company, Still(START + timedelta(hours=1)), email=Scripted())
    assert all(ACCEPTED in each and WAITS not in each for each in said(visit, folio))


def test_one_that_was_refused_says_so(visit, company):
    folio = notify(company)
    post(company, Still(START + timedelta(hours=1)), email=Scripted(DeliveryFailed("550 no such user", permanent=True)))
    assert all(REFUSED in each for each in said(visit, folio))


@pytest.mark.parametrize(
    ("status", "reason", "expected"),
    [
        (LetterStatus.DEAD, "no_recipients", "nadie de ellos tiene correo"),
        (LetterStatus.DEAD, "gave_up", "se perdió en el camino"),
        (LetterStatus.PENDING, "451 later", "todavía no se entrega: 451 later"),
    ],
)
def test_why_is_said_in_words(status, reason, expected):
    notice = Notice("GC-2026-0001.3.0", status, roles=("comercial",), reason=reason)
    text = Translator("es").render(notice_text(notice, str, str.capitalize))
    assert text.startswith("Aviso a Comercial: ") and expected in text
