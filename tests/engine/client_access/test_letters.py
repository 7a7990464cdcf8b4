"""The e-mail with a link: its address is put in as it leaves."""

from datetime import UTC, datetime

import pytest

from engine.client_access.letters import WithLinks
from engine.client_access.tokens import id_of
from engine.notifications.delivery import DeliveryFailed, Letter
from tests.engine.notifications.posting import Scripted

NOW = datetime(2026, 3, 2, 15, 0, tzinfo=UTC)
KEY, ID = b"k" * 32, "0123456789abcdef"


def letter(**payload: object) -> Letter:
    told = {"to": ["laura@cliente.example"], "roles": ["cliente"], "subject": "Propuesta", "body": "Vea:", **payload}
    return Letter(1, "GC-2026-0001.9.0", "email", told, NOW, 1)


def test_a_letter_without_a_link_leaves_as_it_is() -> None:
    channel = Scripted()
    WithLinks(channel, None, lambda: pytest.fail("nothing to sign")).send(letter(), NOW)
    assert channel.sent == [letter()]


def test_a_letter_with_a_link_ends_with_its_address() -> None:
    channel = Scripted()
    WithLinks(channel, "https://cauce.example", lambda: KEY).send(letter(link=ID), NOW)
    text, _, address = str(channel.sent[0].payload["body"]).partition("\n\n")
    assert text == "Vea:"
    assert address.startswith("https://cauce.example/portal/")
    assert id_of(KEY, address.rpartition("/")[2]) == ID


def test_where_nobody_said_how_the_site_is_reached_it_waits_and_says_so() -> None:
    channel = Scripted()
    with pytest.raises(DeliveryFailed, match="no_base_url") as refused:
        WithLinks(channel, None, lambda: KEY).send(letter(link=ID), NOW)
    assert (refused.value.permanent, refused.value.unreachable, channel.sent) == (False, False, [])
