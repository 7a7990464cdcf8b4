"""Whose identity it is, and the roles that their groups give and take."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from engine.errors import NotAllowed, NotFound
from engine.history import ledger
from engine.history.channels import OIDC
from engine.identity import commands, queries, record, sessions
from engine.identity.queries import Person
from engine.identity.record import PEOPLE, ChangeType
from engine.identity.sessions import Way
from engine.setting_parts.sign_on import SignOn
from engine.sign_on import people
from engine.sign_on.errors import NobodyHere
from engine.sign_on.identities import Identity
from engine.sign_on.people import IdentityTaken
from engine.verification.ledger_checks import ledger_checks
from tests.support import Company

ISSUER = "https://id.empresa.mx"
ROLES = {
    "ventas": frozenset({"comercial"}),
    "CN=TI,OU=\\#México\\, norte": frozenset({"administrador", "auditor"}),
    "volar": frozenset({"volador"}),
}
LUCIA = Identity(ISSUER, "8f0c", "Lucía Ramos", "lucia@empresa.mx", "lramos", frozenset({"ventas", "todos"}))


def settings(**given: object) -> SignOn:
    return SignOn(ISSUER, "cauce", "secret", **{"roles": ROLES, **given})  # type: ignore[arg-type]


def come_in(company: Company, identity: Identity = LUCIA, **given: object) -> Person:
    with company.database.by(OIDC).transaction() as connection:
        return people.come_in(connection, identity, settings(**given), at=company.clock())


def like(identity: Identity = LUCIA, **other: object) -> Identity:
    return Identity(**{**vars(identity), **other})  # type: ignore[arg-type]


def refused(company: Company, identity: Identity, **given: object) -> str:
    before = everybody(company)
    with pytest.raises(NobodyHere) as caught:
        come_in(company, identity, **given)
    assert everybody(company) == before
    assert caught.value.details["subject"] == identity.subject
    return str(caught.value.details["kind"])


def everybody(company: Company) -> list[Person]:
    with company.database.reading() as connection:
        return queries.all_people(connection)


def in_order(company: Company) -> bool:
    with company.database.reading() as connection:
        return all(check.ok for check in ledger_checks(connection, only=[PEOPLE]))


@pytest.mark.both_databases
def test_who_comes_for_the_first_time_is_registered_with_the_roles_of_their_groups(company: Company) -> None:
    found = come_in(company)
    assert (found.id, found.name, found.email, found.roles) == (
        "lramos", "Lucía Ramos", "lucia@empresa.mx", {"comercial"},
    )  # fmt: skip
    with company.database.reading() as connection:
        entries = [each for each in ledger.read(connection, PEOPLE) if each.subject == "lramos"]
        changes = record.changes(connection, person_id="lramos", limit=9)
        assert people.identities_of(connection, "lramos") == [(ISSUER, "8f0c")]
    assert [(each.type, each.actor, each.channel) for each in entries] == [
        ("person_registered", None, "oidc"),
        ("identity_linked", None, "oidc"),
        ("role_given", None, "oidc"),
    ]
    assert (changes[0].role_id, changes[0].group, changes[1].identity) == ("comercial", "ventas", "8f0c")
    assert in_order(company)


@pytest.mark.both_databases
def test_who_comes_again_is_the_same_whatever_they_are_called_by_then(company: Company) -> None:
    come_in(company)
    again = like(name="Lucía R. de Paz", username="lpaz", email="otra@empresa.mx")
    assert come_in(company, again).id == "lramos"
    assert len(everybody(company)) == 14


@pytest.mark.both_databases
def test_a_group_that_is_taken_away_takes_its_role_and_leaves_what_administrators_gave(company: Company) -> None:
    come_in(company)
    with company.database.transaction() as connection:
        commands.give_role(connection, "lramos", "preventa", actor="administrador", at=company.clock())
    assert come_in(company, like(groups=frozenset({"todos"}))).roles == {"preventa"}
    assert come_in(company, like(groups=frozenset(ROLES))).roles == {
        "preventa", "comercial", "administrador", "auditor",
    }  # fmt: skip
    assert come_in(company, like(groups=None)).roles == {"preventa"}
    with company.database.reading() as connection:
        last = record.changes(connection, person_id="lramos", limit=1)[0]
    assert (last.type, last.role_id, last.actor) == (ChangeType.ROLE_TAKEN, "comercial", None)
    assert in_order(company)


def test_a_role_that_no_diagram_named_yet_gives_nothing_and_no_account(company: Company) -> None:
    assert refused(company, like(groups=frozenset({"volar"}))) == "unknown"
    assert come_in(company, like(groups=frozenset({"volar", "ventas"}))).roles == {"comercial"}


def test_nobody_is_registered_whose_groups_give_nothing(company: Company) -> None:
    for groups in (frozenset({"todos"}), frozenset[str](), None, frozenset({"Ventas", "ventas "})):
        assert refused(company, like(groups=groups)) == "unknown"
    assert refused(company, LUCIA, roles={}) == "unknown"


@pytest.mark.both_databases
def test_no_account_that_is_there_is_taken_over(company: Company) -> None:
    assert refused(company, like(username="administrador")) == "taken"
    assert refused(company, like(username="Administrador")) == "taken"
    assert refused(company, like(email="ADMINISTRADOR@example.com")) == "taken"
    come_in(company)
    assert refused(company, like(subject="9a1d")) == "taken"
    assert refused(company, like(issuer="https://otra.mx", username="x")) == "taken"


@pytest.mark.both_databases
def test_a_verified_address_links_where_the_settings_say_so(company: Company) -> None:
    preventa = like(email="Preventa@example.com", username="administrador", groups=frozenset())
    assert refused(company, preventa) == "taken"
    assert refused(company, like(preventa, email=None), links_by_email=True) == "taken"
    assert come_in(company, preventa, links_by_email=True).id == "preventa"
    assert in_order(company)
    # The address went to somebody else at the provider: they are not who had it.
    assert refused(company, like(preventa, subject="9a1d"), links_by_email=True) == "taken"


def test_an_address_of_two_people_links_nobody(company: Company) -> None:
    with company.database.transaction() as connection:
        commands.amend(
            connection, "comercial", name="C", email="preventa@example.com", actor="administrador", at=company.clock()
        )
    assert refused(company, like(email="preventa@example.com"), links_by_email=True) == "taken"


def test_who_was_let_go_does_not_come_back_by_the_provider(company: Company) -> None:
    come_in(company)
    with company.database.transaction() as connection:
        commands.deactivate(connection, "lramos", actor="administrador", at=company.clock())
    assert refused(company, LUCIA) == "left"


def test_the_last_who_administers_goes_on_until_somebody_else_does(company: Company) -> None:
    admins = frozenset({"CN=TI,OU=\\#México\\, norte"})
    assert "administrador" in come_in(company, like(groups=admins)).roles
    with company.database.transaction() as connection:
        commands.take_role(connection, "administrador", "administrador", actor="lramos", at=company.clock())
    assert come_in(company, like(groups=frozenset())).roles == {"administrador"}
    come_in(company, Identity(ISSUER, "9a1d", "Otra", None, "otra", admins))
    assert come_in(company, like(groups=frozenset())).roles == set()


@pytest.mark.parametrize(
    ("username", "id"),
    [
        ("lramos", "lramos"),
        ("EMPRESA\\lramos", "EMPRESA-lramos"),
        ("lucia ramos@empresa.mx", "lucia-ramos@empresa.mx"),
        ("núñez", "núñez"),
        ("x" * 300, "x" * 100),
        ("../../etc", "..-..-etc"),
        ("<script>", "script"),
        ("ｌramos", "lramos"),
        ("///", None),
        (None, None),
    ],
)
def test_they_are_called_what_the_provider_calls_them_of_what_ids_may_have(
    username: str | None, id: str | None
) -> None:
    found = people.id_for(like(username=username))
    assert found == id if id else found.startswith("p-")
    commands.require_usable(found, "x", None)


def test_an_address_that_no_letter_reaches_is_left_out(company: Company) -> None:
    assert come_in(company, like(email="lucia <x@y>")).email is None


@pytest.mark.both_databases
def test_an_administrator_links_an_identity_and_takes_it_away(company: Company) -> None:
    def act(name: str, *who: str, actor: str = "administrador") -> None:
        with company.database.transaction() as connection:
            getattr(people, name)(connection, *who, actor=actor, at=company.clock())

    act("link", "preventa", ISSUER, "8f0c")
    act("link", "preventa", ISSUER, "8f0c")
    assert come_in(company, like(groups=None)).id == "preventa"
    with pytest.raises(IdentityTaken):
        act("link", "comercial", ISSUER, "8f0c")
    with pytest.raises(NotFound):
        act("link", "comercial", ISSUER, "")
    for name in ("link", "unlink"):
        with pytest.raises(NotAllowed):
            act(name, "preventa", ISSUER, "8f0c", actor="comercial")
    with company.database.transaction() as connection:
        token = sessions.begin(connection, "preventa", at=company.clock())
        assert people.with_identity(connection) == {"preventa"}
    act("unlink", "preventa", ISSUER, "8f0c")
    with company.database.reading() as connection:
        assert sessions.find(connection, token, at=company.clock.now + timedelta(minutes=1)) is None
        assert people.person_of(connection, ISSUER, "8f0c") is None
        types = [each.type for each in record.changes(connection, person_id="preventa", limit=2)]
    assert types == [ChangeType.IDENTITY_UNLINKED, ChangeType.IDENTITY_LINKED]
    assert in_order(company)


@pytest.mark.both_databases
def test_an_identity_that_nobody_linked_is_found_by_verification(company: Company) -> None:
    come_in(company)
    with company.database.transaction() as connection:
        connection.execute(people.identities.update().values(person_id="administrador"))
    with company.database.reading() as connection:
        found = ledger_checks(connection, only=[PEOPLE])[0].problems
    assert {(each.subject, each.expected) for each in found} == {
        (f"person lramos identity {ISSUER} 8f0c", "yes"),
        (f"person administrador identity {ISSUER} 8f0c", "—"),
    }


@pytest.mark.both_databases
def test_who_comes_for_the_first_time_in_two_browsers_at_the_same_moment_is_one(company: Company) -> None:
    with ThreadPoolExecutor(6) as pool:
        found = list(pool.map(lambda _: come_in(company).id, range(6)))
    assert found == ["lramos"] * 6
    with company.database.reading() as connection:
        assert len(record.changes(connection, person_id="lramos", limit=9)) == 3
    assert in_order(company)


@pytest.mark.both_databases
def test_a_session_that_ended_at_the_provider_ends_here_and_one_by_a_password_goes_on(company: Company) -> None:
    come_in(company)
    with company.database.transaction() as connection:
        by_it, otherwise = (
            sessions.begin(connection, "lramos", way=way, at=company.clock()) for way in (Way.OIDC, Way.PASSWORD)
        )
        assert people.end_sessions(connection, ISSUER, "another") == 0
        assert people.end_sessions(connection, "https://otra.mx", "8f0c") == 0
        assert people.end_sessions(connection, ISSUER, "8f0c") == 1
        assert sessions.find(connection, by_it, at=company.clock()) is None
        assert sessions.find(connection, otherwise, at=company.clock()) is not None
