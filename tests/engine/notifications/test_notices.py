"""What became of the notices that events asked for: what the ledger of deliveries says, also without their rows."""

from datetime import timedelta

import pytest

from engine.instances import queries
from engine.instances.reading import EVERYTHING
from engine.notifications.delivery import DeliveryFailed
from engine.notifications.notices import Notice
from engine.notifications.record import clients_in
from engine.notifications.retention import KEPT, remove_arrived
from tests.engine.client_access.proposal import EMAIL, NO, sent
from tests.engine.disposal.disposing import disposed
from tests.engine.notifications.posting import Scripted, Still, entry, notify, post
from tests.support import START, Company

pytestmark = pytest.mark.both_databases
LATER = START + timedelta(hours=1)


def the_notice(company: Company, folio: str, after: timedelta = timedelta()) -> Notice:
    """The one that the opportunity asked for; it stands at the event that did."""
    history = company.history(folio)
    with company.database.reading() as connection:
        found = queries.notices(connection, EVERYTHING, folio, history, at=LATER + after)
    ((seq, (notice,)),) = found.items()
    assert (history[seq - 1].type, history[seq - 1].element) == ("message_sent", "solicitar_participacion")
    return notice


def test_what_was_asked_for_is_not_said_to_be_sent(company: Company) -> None:
    folio = notify(company)
    notice = the_notice(company, folio)
    assert (notice.status, notice.to, notice.at) == ("pending", ("soc_noc@example.com",), None)


def test_when_it_was_accepted_it_says_by_whom_and_when(company: Company) -> None:
    folio = notify(company)
    post(company, Still(LATER), email=Scripted())
    notice = the_notice(company, folio)
    assert (notice.status, notice.at) == ("delivered", LATER)
    assert (notice.server, notice.reply) == ("mail.example.com:25", "250 OK")


def test_it_is_known_from_the_ledger_alone_when_its_row_is_gone(company: Company) -> None:
    folio = notify(company)
    post(company, Still(LATER), email=Scripted())
    over = KEPT + timedelta(days=1)
    assert remove_arrived(company.database, at=LATER + over) == 1
    notice = the_notice(company, folio, over)
    assert (notice.status, notice.to, notice.at) == ("delivered", ("soc_noc@example.com",), LATER)


def test_what_was_refused_says_why_until_it_is_tried_again(company: Company) -> None:
    folio = notify(company)
    post(company, Still(LATER), email=Scripted(DeliveryFailed("550 no such user", permanent=True)))
    notice = the_notice(company, folio)
    assert (notice.status, notice.reason) == ("dead", "550 no such user")
    assert entry(company).status == "dead"


def test_a_client_is_named_by_the_address_while_the_letter_is_there_and_by_the_role_afterwards(
    company: Company,
) -> None:
    """The ledger, which stays, names the link that they hold."""
    folio = sent(company)
    post(company, Still(LATER), email=Scripted())
    company.do(folio, "revisar_propuesta", NO)
    company.do(folio, "notificar_perdida")
    with company.database.reading() as connection:
        found = queries.notices(connection, EVERYTHING, folio, company.history(folio), at=LATER)
    assert (EMAIL,) in {notice.to for each in found.values() for notice in each}
    disposed(company, folio)
    with company.database.reading() as connection:
        found = queries.notices(connection, EVERYTHING, folio, company.history(folio), at=LATER + KEPT * 2)
    told = [notice for each in found.values() for notice in each]
    assert ("cliente",) in {notice.roles for notice in told}
    assert not [notice for notice in told if EMAIL in str(notice) or clients_in(str(notice))]
