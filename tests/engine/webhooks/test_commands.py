"""Who has which system told of what: for administrators, on the ledger, and each with its own secret."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from engine.errors import NotAllowed, NotFound
from engine.history import ledger
from engine.history.problems import Kind
from engine.notifications.signing import key_of
from engine.verification.ledger_checks import ledger_checks
from engine.webhooks import commands, queries
from engine.webhooks.addresses import BadWebhookAddress
from engine.webhooks.commands import (
    BOTH,
    LONGEST,
    USUAL,
    BadWebhookName,
    NoEventTypes,
    WebhookExists,
    WebhookNotActive,
)
from engine.webhooks.models import WebhookStatus
from engine.webhooks.record import WEBHOOKS, ChangeType
from tests.engine.instances.test_concurrency import at_once
from tests.engine.webhooks.hooks import HERE, TYPES, Following, command, follow, two_steps
from tests.receiver import Receiver
from tests.support import Company

pytestmark = pytest.mark.both_databases


def add(
    company: Company,
    name: str = "CRM",
    url: str = "https://crm.example.com/cauce",
    types: tuple[str, ...] = USUAL,
    process_id: str | None = None,
    actor: str = "administrador",
) -> tuple[int, str]:
    with company.database.transaction() as connection:
        at = company.clock()
        return commands.add(connection, name, url, types, process_id, networks=HERE, actor=actor, at=at)


def in_order(company: Company) -> list[tuple[str, int | None, str]]:
    """What is wrong with the ledger of webhooks and its table, as the nightly verification says."""
    with company.database.reading() as connection:
        (check,) = ledger_checks(connection, [WEBHOOKS])
    return [(str(each.kind), each.seq, each.subject or "") for each in check.problems]


def entries(company: Company) -> list[str]:
    with company.database.reading() as connection:
        return [each.type for each in ledger.read(connection, WEBHOOKS)]


def test_each_has_a_secret_of_its_own_that_the_ledger_does_not_hold(company: Company) -> None:
    _, first = add(company)
    _, second = add(company, "n8n", "http://127.0.0.1:5678/webhook/4f1c-clave?t=otra")
    assert first != second and len(key_of(first)) == 32
    with company.database.reading() as connection:
        told = str(ledger.read(connection, WEBHOOKS))
        names = [each.name for each in queries.everyone(connection)]
    assert first not in told and "clave" not in told and "otra" not in told and "http://127.0.0.1:5678" in told
    assert names == ["CRM", "n8n"] and entries(company) == [ChangeType.MADE] * 2 and in_order(company) == []


@pytest.mark.parametrize("actor", ["comercial", "direccion_general", "control_documentos"])
def test_nobody_but_administrators_may(company: Company, receiver: Receiver, actor: str) -> None:
    with pytest.raises(NotAllowed):
        add(company, actor=actor)
    found = follow(company, receiver)
    acts: list[Callable[[], object]] = [
        lambda: command(found, "change", "x", "https://x.mx", TYPES, None, networks=HERE, actor=actor),
        lambda: command(found, "change_secret", at_once=True, actor=actor),
        *(lambda name=name: command(found, name, actor=actor) for name in ("pause", "resume", "try_out", "remove")),
        lambda: command(found, "replay", 0, actor=actor),
        lambda: command(found, "replay_since", found.clock.now, actor=actor),
    ]
    for act in acts:
        with pytest.raises(NotAllowed):
            act()
    assert entries(company) == [ChangeType.MADE]


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        ({"name": " "}, BadWebhookName),
        ({"name": "x" * (LONGEST + 1)}, BadWebhookName),
        ({"name": "a\u202eb"}, BadWebhookName),
        ({"url": "https://10.0.0.1/"}, BadWebhookAddress),
        ({"types": ()}, NoEventTypes),
        ({"types": ("instance_started", "instance_eaten")}, NotFound),
        ({"process_id": "otro"}, NotFound),
        ({"name": "CRM"}, WebhookExists),
    ],
)
def test_what_cannot_be_is_refused_and_leaves_nothing(
    company: Company, given: dict[str, object], refused: type[Exception]
) -> None:
    add(company)
    with pytest.raises(refused):
        add(company, **{"name": "Otro", **given})  # type: ignore[arg-type]
    assert entries(company) == [ChangeType.MADE]


def test_there_is_none_of_that_number(company: Company, receiver: Receiver) -> None:
    found = follow(company, receiver)
    command(found, "remove")
    for name in ("pause", "resume", "try_out", "remove"):
        with pytest.raises(NotFound) as caught:
            command(found, name)
        assert caught.value.details["kind"] == "webhook"


def test_a_change_is_recorded_once_and_what_changes_nothing_is_not(company: Company, receiver: Receiver) -> None:
    found = follow(company, receiver)
    given = "n8n", receiver.url, TYPES, None
    command(found, "change", *given, networks=HERE)
    assert entries(company) == [ChangeType.MADE]
    command(found, "change", "n8n nuevo", receiver.url, ["instance_started"], "gestion_comercial", networks=HERE)
    now = found.webhook()
    assert (now.name, now.types, now.process_id) == ("n8n nuevo", ("instance_started",), "gestion_comercial")
    assert entries(company) == [ChangeType.MADE, ChangeType.CHANGED] and in_order(company) == []


def test_the_former_secret_signs_beside_the_new_one_for_a_day(company: Company, receiver: Receiver) -> None:
    found = follow(company, receiver)
    new = command(found, "change_secret", at_once=False)
    assert isinstance(new, str)
    company.start()
    found.go_on()
    found.clock.forward(BOTH)
    company.start()
    found.go_on()
    both, one = receiver.posted
    assert both.is_signed(new) and both.is_signed(found.secret)
    assert one.is_signed(new) and not one.is_signed(found.secret)
    assert in_order(company) == []


def test_a_secret_that_somebody_has_ends_at_once(company: Company, receiver: Receiver) -> None:
    found = follow(company, receiver)
    new = command(found, "change_secret", at_once=True)
    two_steps(company)
    found.go_on()
    assert isinstance(new, str)
    assert all(each.is_signed(new) and not each.is_signed(found.secret) for each in receiver.posted)
    assert found.webhook().former_until is None and in_order(company) == []


def test_what_was_missed_is_told_again_in_order_under_the_same_ids(company: Company, receiver: Receiver) -> None:
    found = follow(company, receiver)
    start = found.webhook().after
    first, second = two_steps(company), two_steps(company)
    found.go_on()
    told = list(receiver.told)
    assert command(found, "replay", start) == start
    found.go_on()
    assert receiver.told == told * 2 and len({first, second}) == 2
    place = receiver.posted[1].told["data"]["position"]
    command(found, "replay", place)
    found.go_on()
    assert receiver.told[len(told) * 2 :] == told[2:]
    assert in_order(company) == []


def test_what_happened_before_it_was_made_can_be_told_too(company: Company, receiver: Receiver) -> None:
    folio = two_steps(company)
    found = follow(company, receiver)
    found.go_on()
    assert not receiver.posted
    command(found, "replay_since", company.clock.now - timedelta(days=1))
    found.go_on()
    assert receiver.told[0][0] == f"{folio}:1"


def test_one_that_stopped_can_go_on_behind_what_it_does_not_take(company: Company, receiver: Receiver) -> None:
    found = follow(company, receiver)
    two_steps(company)
    receiver.answers = [410]
    found.go_on()
    assert found.line().stopped
    place = receiver.posted[0].told["data"]["position"]
    command(found, "replay", place)
    found.go_on()
    assert found.line().waiting == 0 and [kind for _, kind in receiver.told[1:]] == ["cauce.user_task_completed"]


@pytest.mark.parametrize("place", [-5, 10**12, 2**63])
def test_a_place_that_there_is_not_counts_as_the_nearest(company: Company, receiver: Receiver, place: int) -> None:
    found = follow(company, receiver)
    two_steps(company)
    last = found.company.database
    with last.reading() as connection:
        expected = 0 if place < 0 else queries.feed.last(connection)
    assert command(found, "replay", place) == expected == found.webhook().after


def test_a_trial_arrives_behind_what_waits_and_means_nothing(company: Company, receiver: Receiver) -> None:
    found = follow(company, receiver)
    two_steps(company)
    found.publish()
    command(found, "try_out")
    command(found, "try_out")
    found.go_on()
    ids = [told for told, kind in receiver.told if kind == "cauce.webhook_tested"]
    assert len(set(ids)) == 2 and receiver.told[-1][1] == "cauce.webhook_tested"
    with company.database.reading() as connection:
        assert queries.named(connection, "n8n") == found.webhook()
        last, *_ = queries.arrived(connection, found.id, limit=3)
    assert (last.type, last.folio) == ("webhook_tested", None)
    assert not any("." in each.headers["webhook-id"] for each in receiver.posted)
    command(found, "pause")
    with pytest.raises(WebhookNotActive):
        command(found, "try_out")


def test_one_that_is_removed_is_told_nothing_more(company: Company, receiver: Receiver) -> None:
    found = follow(company, receiver)
    two_steps(company)
    found.publish()
    command(found, "remove")
    found.go_on()
    assert not receiver.posted and found.letters() == []
    assert entries(company) == [ChangeType.MADE, ChangeType.REMOVED] and in_order(company) == []


def test_paused_or_resumed_twice_is_recorded_once(company: Company, receiver: Receiver) -> None:
    found = follow(company, receiver)
    for name in ("resume", "pause", "pause", "resume", "resume"):
        command(found, name)
    assert entries(company) == [ChangeType.MADE, ChangeType.PAUSED, ChangeType.RESUMED]
    assert found.webhook().status is WebhookStatus.ACTIVE


@pytest.mark.parametrize(
    ("statement", "place"),
    [
        ("UPDATE webhooks SET url = 'https://atacante.example.com/'", "webhook {id} url"),
        ("UPDATE webhooks SET secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'", "webhook {id} secret"),
        ("UPDATE webhooks SET former_secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'", "webhook {id} former"),
        ("UPDATE webhooks SET types = '[]'", "webhook {id} types"),
        ("UPDATE webhooks SET status = 'paused'", "webhook {id} status"),
        ("UPDATE webhooks SET process_id = 'otro'", "webhook {id} process"),
        ("UPDATE webhooks SET made_by = 'ana'", "webhook {id} made_by"),
        ("DELETE FROM webhooks", "webhook {id}"),
    ],
)
def test_whoever_changes_the_table_beside_the_ledger_is_found_out(
    company: Company, receiver: Receiver, statement: str, place: str
) -> None:
    found = follow(company, receiver)
    assert in_order(company) == []
    with company.database.transaction() as connection:
        connection.execute(text(statement))
    assert in_order(company) == [(str(Kind.ROW_CHANGED), None, place.format(id=found.id))]


def test_one_that_nobody_made_is_found_out(company: Company, receiver: Receiver) -> None:
    found = follow(company, receiver)
    with company.database.transaction() as connection:
        columns = "url, types, status, secret, made_by, made_at, after, round".replace("after", '"after"')
        connection.execute(text(f"INSERT INTO webhooks (name, {columns}) SELECT 'otro', {columns} FROM webhooks"))
    ((kind, _, place),) = in_order(company)
    assert kind == Kind.ROW_CHANGED and place != f"webhook {found.id}"


def test_what_somebody_does_who_administers_no_more_is_found_out(company: Company, receiver: Receiver) -> None:
    found: Following = follow(company, receiver)
    with company.database.transaction() as connection:
        said = ChangeType.PAUSED, str(found.id), dict[str, object]()
        ledger.append(connection, WEBHOOKS, *said, actor="comercial", at=found.clock())
        connection.execute(text("UPDATE webhooks SET status = 'paused'"))
    assert in_order(company) == [(str(Kind.ACTOR_WITHOUT_RIGHT), 2, "")]


def test_of_two_who_give_the_same_name_at_once_one_is_told(company: Company) -> None:
    outcomes = at_once(company, *[lambda own: add(own)] * 3)
    assert sorted(isinstance(each, WebhookExists) for each in outcomes) == [False, True, True]
    assert in_order(company) == []
