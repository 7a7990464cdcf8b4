"""What somebody who owns the database can do to a ledger, and to the tables that follow from it.

Each attack takes a connection. `FOUND` says what must be found, and where; nothing else may be.
"""

import hashlib
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select, text, update

from engine import canonical_json
from engine.clock import to_text
from engine.history import chain, ledger, store
from engine.history.chain import Event
from engine.history.ledger import Entry, digest
from engine.history.models import events, ledger_entries
from engine.history.problems import Kind
from engine.instances.models import instances
from tests.engine.verification.attacks import remove_the_instance

Attack = Callable[[Connection], object]
Found = tuple[str, Kind, int | str | None]
"""The subject of a check, the kind of a problem, and where it is."""

FOUND: dict[Attack, list[Found]] = {}


def finds(*found: Found) -> Callable[[Attack], Attack]:
    """What must be found after the attack that follows."""

    def decorate(attack: Attack) -> Attack:
        FOUND[attack] = list(found)
        return attack

    return decorate


PEOPLE, CALENDAR, WEBHOOKS = "ledger:people", "ledger:calendar", "ledger:webhooks"
EVE, NEW_YEAR = "2026-12-24", "2026-12-31"


def run(connection: Connection, statement: str) -> None:
    assert connection.execute(text(statement)).rowcount == 1, statement


def whole(connection: Connection, name: str) -> list[Entry]:
    return ledger.read(connection, name)


def about(connection: Connection, name: str, type_: str, subject: str) -> Entry:
    """The last entry of a type about something."""
    return [each for each in whole(connection, name) if (each.type, each.subject) == (type_, subject)][-1]


def place(entry: Entry) -> object:
    return (ledger_entries.c.ledger == entry.ledger) & (ledger_entries.c.seq == entry.seq)


def change(connection: Connection, entry: Entry, *, rehashed: bool = False, **values: object) -> None:
    """Write an entry anew, with its hash where whoever does it knows how."""
    became = entry._replace(**values)  # type: ignore[arg-type]
    if rehashed:
        became = became._replace(hash=digest(became))
    connection.execute(update(ledger_entries).where(place(entry)).values(became._asdict()))  # type: ignore[arg-type]


def put(connection: Connection, entries: list[Entry]) -> None:
    """Put these in the place of all entries of their ledger."""
    connection.execute(delete(ledger_entries).where(ledger_entries.c.ledger == entries[0].ledger))
    connection.execute(insert(ledger_entries), [each._asdict() for each in entries])


def forged(behind: Entry, type_: str, subject: str, actor: str | None, **says: object) -> Entry:
    """An entry as it would follow another one."""
    data, seq = canonical_json.dumps(says), behind.seq + 1
    made = Entry(behind.ledger, seq, type_, subject, actor, None, behind.at, data, behind.hash, "")
    return made._replace(hash=digest(made))


def give(person: str, role: str) -> str:
    return f"INSERT INTO person_roles (person_id, role_id) VALUES ('{person}', '{role}')"


# ── rows beside the ledger of people


@finds((PEOPLE, Kind.ROW_CHANGED, "person preventa name"))
def another_name(connection: Connection) -> None:
    run(connection, "UPDATE people SET name = 'Otra' WHERE id = 'preventa'")


@finds((PEOPLE, Kind.ROW_CHANGED, "person preventa email"))
def another_address(connection: Connection) -> None:
    run(connection, "UPDATE people SET email = 'ladron@example.com' WHERE id = 'preventa'")


@finds((PEOPLE, Kind.ROW_CHANGED, "person comercial role director_comercial"))
def a_role_that_nobody_gave(connection: Connection) -> None:
    run(connection, give("comercial", "director_comercial"))


@finds((PEOPLE, Kind.ROW_CHANGED, "person preventa role preventa"))
def a_role_that_nobody_took(connection: Connection) -> None:
    run(connection, "DELETE FROM person_roles WHERE person_id = 'preventa' AND role_id = 'preventa'")


@finds((PEOPLE, Kind.ROW_CHANGED, "person comercial right approve"))
def a_right_that_nobody_gave(connection: Connection) -> None:
    run(connection, "INSERT INTO person_rights (person_id, right_id, process_id) VALUES ('comercial', 'approve', '')")


@finds((PEOPLE, Kind.ROW_CHANGED, "person lucia right review"))
def a_right_that_nobody_took(connection: Connection) -> None:
    run(connection, "DELETE FROM person_rights WHERE person_id = 'lucia'")


@finds(
    (PEOPLE, Kind.ROW_CHANGED, "person luis right prepare"),
    (PEOPLE, Kind.ROW_CHANGED, "person luis right prepare alianzas_estrategicas"),
)
def a_right_over_one_procedure_becomes_one_over_all(connection: Connection) -> None:
    run(connection, "UPDATE person_rights SET process_id = '' WHERE person_id = 'luis'")


@finds((PEOPLE, Kind.ROW_CHANGED, "person luis active"))
def somebody_who_left_is_back(connection: Connection) -> None:
    run(connection, "UPDATE people SET active = true WHERE id = 'luis'")


@finds((PEOPLE, Kind.ROW_CHANGED, "person fantasma"))
def a_person_whom_nobody_registered(connection: Connection) -> None:
    columns = "INSERT INTO people (id, name, active, created_at)"
    run(connection, f"{columns} VALUES ('fantasma', 'Fantasma', true, '2026-03-02T15:00:00.000000Z')")
    run(connection, give("fantasma", "comercial"))


@finds((PEOPLE, Kind.ROW_CHANGED, "person lucia password"))
def a_password_that_nobody_set(connection: Connection) -> None:
    run(connection, "UPDATE passwords SET hash = '$argon2id$v=19$m=19456,t=2,p=1$x$x' WHERE person_id = 'lucia'")


@finds((PEOPLE, Kind.ROW_CHANGED, "person administrador identity https://id.empresa.mx 8f0c"))
def an_identity_of_the_provider_that_nobody_linked(connection: Connection) -> None:
    columns, at = "INSERT INTO identities (issuer, subject, person_id, linked_at)", "2026-03-02T15:00:00.000000Z"
    run(connection, f"{columns} VALUES ('https://id.empresa.mx', '8f0c', 'administrador', '{at}')")


@finds(
    (PEOPLE, Kind.ROW_CHANGED, "person preventa password"),
    (PEOPLE, Kind.ROW_CHANGED, "person preventa password_set_at"),
)
def a_first_password_that_nobody_set(connection: Connection) -> None:
    run(connection, "INSERT INTO passwords VALUES ('preventa', 'x', '2026-03-02T15:00:00.000000Z')")


@finds((PEOPLE, Kind.ROW_CHANGED, "person preventa password_link"))
def a_link_that_nobody_made(connection: Connection) -> None:
    columns = "INSERT INTO password_links (key, person_id, made_at, expires_at)"
    run(connection, f"{columns} VALUES ('{'e' * 64}', 'preventa', '2026', '2027')")


@finds(
    (PEOPLE, Kind.ROW_CHANGED, "person preventa second_factor"),
    (PEOPLE, Kind.ROW_CHANGED, "person preventa second_factor_set_at"),
)
def a_second_factor_of_the_attacker_s_own(connection: Connection) -> None:
    columns = "INSERT INTO second_factors (person_id, secret, set_at, last_step)"
    run(connection, f"{columns} VALUES ('preventa', '{'A' * 32}', '2026-03-02T15:00:00.000000Z', 0)")


@finds((PEOPLE, Kind.ROW_CHANGED, f"person preventa recovery_code {'e' * 12}"))
def a_recovery_code_that_nobody_made(connection: Connection) -> None:
    run(connection, f"INSERT INTO recovery_codes (person_id, key) VALUES ('preventa', '{'e' * 64}')")


@finds((PEOPLE, Kind.ROW_CHANGED, "person administrador os_user eve"))
def a_user_of_the_system_who_is_an_administrator(connection: Connection) -> None:
    run(connection, "INSERT INTO os_users (name, person_id) VALUES ('eve', 'administrador')")


def number_of(connection: Connection) -> int:
    return about(connection, "people", "substitution_set", "preventa").seq


@finds((PEOPLE, Kind.ROW_CHANGED, "person comercial substitution #"))
def a_substitution_that_nobody_set(connection: Connection) -> None:
    columns = "id, person_id, substitute_id, from_day, until_day, begins_at, ends_at, set_by, set_at, ended_at"
    like = "SELECT 999, 'comercial', substitute_id, from_day, until_day, begins_at, ends_at, set_by, set_at, ended_at"
    run(connection, f"INSERT INTO substitutions ({columns}) {like} FROM substitutions")


@finds((PEOPLE, Kind.ROW_CHANGED, "person preventa substitution #"))
def a_substitution_that_does_not_end(connection: Connection) -> None:
    run(connection, "UPDATE substitutions SET ends_at = '2099-01-01T06:00:00.000000Z'")


@finds((PEOPLE, Kind.ROW_CHANGED, "person preventa substitution #"))
def a_substitute_of_the_attacker_s_own(connection: Connection) -> None:
    run(connection, "UPDATE substitutions SET substitute_id = 'comercial'")


@finds((PEOPLE, Kind.ACTOR_WITHOUT_RIGHT, "substitution_set preventa"))
def a_substitution_set_by_the_substitute(connection: Connection) -> None:
    days = {"from_day": "2026-04-06", "until_day": "2026-04-10"}
    moments = {"begins_at": "2026-04-06T06:00:00.000000Z", "ends_at": "2026-04-11T06:00:00.000000Z"}
    behind = whole(connection, "people")[-1]
    new = forged(behind, "substitution_set", "preventa", "comercial", substitute="comercial", **days, **moments)
    connection.execute(insert(ledger_entries), new._asdict())
    row = {"id": new.seq, "person": "preventa", "by": "comercial", **days, **moments, "at": new.at}
    columns = "id, person_id, substitute_id, from_day, until_day, begins_at, ends_at, set_by, set_at"
    values = ":id, :person, :by, :from_day, :until_day, :begins_at, :ends_at, :by, :at"
    connection.execute(text(f"INSERT INTO substitutions ({columns}) VALUES ({values})"), row)


@finds((PEOPLE, Kind.ACTOR_WITHOUT_RIGHT, "substitution_ended preventa"))
def a_substitution_ended_by_a_colleague(connection: Connection) -> None:
    behind, seq = whole(connection, "people")[-1], number_of(connection)
    new = forged(behind, "substitution_ended", "preventa", "comercial", substitution=seq)
    connection.execute(insert(ledger_entries), new._asdict())
    connection.execute(text("UPDATE substitutions SET ended_at = :at"), {"at": new.at})


@finds((PEOPLE, Kind.ROW_CHANGED, "role comercial second_factor"))
def a_role_that_nobody_guarded(connection: Connection) -> None:
    run(connection, "UPDATE roles SET second_factor = true WHERE id = 'comercial'")


@finds((PEOPLE, Kind.ROW_CHANGED, "role preventa head soc_noc"))
def a_head_whom_nobody_named(connection: Connection) -> None:
    run(connection, "INSERT INTO role_heads (role_id, person_id) VALUES ('preventa', 'soc_noc')")


@finds((PEOPLE, Kind.ACTOR_WITHOUT_RIGHT, "heads_set preventa"))
def a_head_named_by_themselves(connection: Connection) -> None:
    new = forged(whole(connection, "people")[-1], "heads_set", "preventa", "preventa", people=["preventa"])
    connection.execute(insert(ledger_entries), new._asdict())
    run(connection, "DELETE FROM role_heads WHERE role_id = 'preventa'")
    run(connection, "INSERT INTO role_heads (role_id, person_id) VALUES ('preventa', 'preventa')")


@finds((PEOPLE, Kind.ACTOR_WITHOUT_RIGHT, "os_user_given comercial"))
def a_user_of_the_system_let_in_by_who_is_no_administrator(connection: Connection) -> None:
    new = forged(whole(connection, "people")[-1], "os_user_given", "comercial", "comercial", user="eve")
    connection.execute(insert(ledger_entries), new._asdict())
    run(connection, "INSERT INTO os_users (name, person_id) VALUES ('eve', 'comercial')")


@finds((PEOPLE, Kind.ACTOR_WITHOUT_RIGHT, "second_factor_removed preventa"))
def a_second_factor_taken_away_by_a_colleague(connection: Connection) -> None:
    new = forged(whole(connection, "people")[-1], "second_factor_removed", "preventa", "comercial")
    connection.execute(insert(ledger_entries), new._asdict())


@finds((PEOPLE, Kind.ROW_CHANGED, "role comercial name"))
def a_role_of_another_name(connection: Connection) -> None:
    run(connection, "UPDATE roles SET name = 'Dirección' WHERE id = 'comercial'")


@finds((PEOPLE, Kind.ROW_CHANGED, "person lucia registered_at"))
def registered_long_before(connection: Connection) -> None:
    run(connection, "UPDATE people SET created_at = '2020-01-01T00:00:00.000000Z' WHERE id = 'lucia'")


# ── entries of the ledger of people


@finds((PEOPLE, Kind.ENTRY_CHANGED, "name_changed lucia"), (PEOPLE, Kind.ROW_CHANGED, "person lucia name"))
def another_name_in_the_entry(connection: Connection) -> None:
    change(connection, about(connection, "people", "name_changed", "lucia"), data='{"name":"Otra"}')


@finds((PEOPLE, Kind.ENTRY_CHANGED, "name_changed lucia"))
def another_name_in_entry_and_row_with_the_hash(connection: Connection) -> None:
    entry = about(connection, "people", "name_changed", "lucia")
    change(connection, entry, rehashed=True, data='{"name":"Otra"}')
    run(connection, "UPDATE people SET name = 'Otra' WHERE id = 'lucia'")


@finds((PEOPLE, Kind.ENTRY_CHANGED, "role_given lucia"))
def another_who_gave_the_role(connection: Connection) -> None:
    change(connection, about(connection, "people", "role_given", "lucia"), actor="gerente_general")


@finds((PEOPLE, Kind.ENTRY_REMOVED, "person_deactivated luis"), (PEOPLE, Kind.ROW_CHANGED, "person luis active"))
def a_departure_removed(connection: Connection) -> None:
    entry = about(connection, "people", "person_deactivated", "luis")
    connection.execute(delete(ledger_entries).where(place(entry)))  # type: ignore[arg-type]


@finds((PEOPLE, Kind.ENTRY_INSERTED, "right_given comercial"))
def a_right_given_in_between(connection: Connection) -> None:
    entries = whole(connection, "people")
    at = about(connection, "people", "role_given", "lucia").seq
    new = forged(entries[at - 1], "right_given", "comercial", "administrador", right="approve", process=None)
    later = [each._replace(seq=each.seq + 1) for each in entries[at:]]
    put(connection, [*entries[:at], new, *later])
    run(connection, "INSERT INTO person_rights (person_id, right_id, process_id) VALUES ('comercial', 'approve', '')")


@finds((PEOPLE, Kind.ACTOR_WITHOUT_RIGHT, "role_given comercial"))
def a_role_appended_by_who_is_no_administrator(connection: Connection) -> None:
    new = forged(whole(connection, "people")[-1], "role_given", "comercial", "preventa", role="administrador")
    connection.execute(insert(ledger_entries), new._asdict())
    run(connection, give("comercial", "administrador"))


@finds((PEOPLE, Kind.ENTRY_BACK_DATED, "role_given comercial"))
def a_role_appended_with_an_earlier_date(connection: Connection) -> None:
    last = whole(connection, "people")[-1]
    at = to_text(last.moment - timedelta(minutes=20))
    new = forged(last, "role_given", "comercial", None, role="administrador")._replace(at=at)
    connection.execute(insert(ledger_entries), new._replace(hash=digest(new))._asdict())
    run(connection, give("comercial", "administrador"))


@finds((PEOPLE, Kind.ENTRY_UNKNOWN, "rol_dado comercial"))
def an_entry_of_a_type_that_there_is_not(connection: Connection) -> None:
    new = forged(whole(connection, "people")[-1], "rol_dado", "comercial", None, role="administrador")
    connection.execute(insert(ledger_entries), new._asdict())


# ── the calendar


@finds((CALENDAR, Kind.ROW_CHANGED, f"day {EVE} works"))
def a_day_off_becomes_a_working_day(connection: Connection) -> None:
    run(connection, f"UPDATE office_days SET works = true WHERE day = '{EVE}'")


@finds((CALENDAR, Kind.ROW_CHANGED, f"day {EVE}"))
def a_decision_disappears(connection: Connection) -> None:
    run(connection, f"DELETE FROM office_days WHERE day = '{EVE}'")


@finds((CALENDAR, Kind.ROW_CHANGED, "day 2026-12-28"))
def a_day_that_nobody_decided(connection: Connection) -> None:
    when = "2026-03-02T15:00:00.000000Z"
    run(connection, f"INSERT INTO office_days VALUES ('2026-12-28', false, 'Puente', 'administrador', '{when}')")


@finds((CALENDAR, Kind.ROW_CHANGED, f"day {EVE} decided_by"))
def another_who_decided(connection: Connection) -> None:
    run(connection, f"UPDATE office_days SET decided_by = 'gerente_general' WHERE day = '{EVE}'")


@finds((CALENDAR, Kind.ENTRY_CHANGED, f"office_day_decided {EVE}"))
def a_decision_made_by_another(connection: Connection) -> None:
    entry = about(connection, "calendar", "office_day_decided", EVE)
    change(connection, entry, actor="gerente_general", rehashed=True)
    run(connection, f"UPDATE office_days SET decided_by = 'gerente_general' WHERE day = '{EVE}'")


@finds((CALENDAR, Kind.ENTRY_REMOVED, f"office_day_decided {EVE}"), (CALENDAR, Kind.ROW_CHANGED, f"day {EVE}"))
def a_decision_removed_from_the_ledger(connection: Connection) -> None:
    entry = about(connection, "calendar", "office_day_decided", EVE)
    connection.execute(delete(ledger_entries).where(place(entry)))  # type: ignore[arg-type]


@finds((CALENDAR, Kind.ACTOR_WITHOUT_RIGHT, "office_day_decided 2026-12-28"))
def a_day_decided_by_who_is_no_administrator(connection: Connection) -> None:
    last = whole(connection, "calendar")[-1]
    new = forged(last, "office_day_decided", "2026-12-28", "comercial", works=False, name="Puente")
    connection.execute(insert(ledger_entries), new._asdict())
    run(connection, f"INSERT INTO office_days VALUES ('2026-12-28', false, 'Puente', 'comercial', '{new.at}')")


# ── webhooks: one, number 1


@finds((WEBHOOKS, Kind.ROW_CHANGED, "webhook 1 url"))
def what_happens_told_to_somebody_else(connection: Connection) -> None:
    run(connection, "UPDATE webhooks SET url = 'https://otro.example.com/x'")


@finds((WEBHOOKS, Kind.ROW_CHANGED, "webhook 1 secret"))
def a_secret_that_nobody_gave(connection: Connection) -> None:
    run(connection, "UPDATE webhooks SET secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'")


@finds((WEBHOOKS, Kind.ROW_CHANGED, "webhook 2"))
def a_webhook_that_nobody_made(connection: Connection) -> None:
    columns = 'url, types, status, secret, made_by, made_at, "after", round'
    run(connection, f"INSERT INTO webhooks (name, {columns}) SELECT 'otro', {columns} FROM webhooks")


@finds((WEBHOOKS, Kind.ACTOR_WITHOUT_RIGHT, "webhook_paused 1"))
def a_webhook_paused_by_who_is_no_administrator(connection: Connection) -> None:
    new = forged(whole(connection, "webhooks")[-1], "webhook_paused", "1", "comercial")
    connection.execute(insert(ledger_entries), new._asdict())
    run(connection, "UPDATE webhooks SET status = 'paused'")


# ── the register of starts: GC-2026-0001, -0002 and -0003


REGISTER = "register:GC-2026"
FIRST, SECOND, NEWEST = "GC-2026-0001", "GC-2026-0002", "GC-2026-0003"


def forge(connection: Connection, folio: str, **first: object) -> Event:
    """Put an instance there that nobody started, with the history of another; gives its first event."""
    copied = connection.execute(select(instances).where(instances.c.folio == FIRST)).mappings().one()
    row = {name: value for name, value in copied.items() if name != "id"} | {"folio": folio}
    (id_,) = connection.execute(insert(instances).returning(instances.c.id), row).one()
    begun, *others = store.read(connection, copied["id"], FIRST)
    begun = begun._replace(folio=folio, **first)  # type: ignore[arg-type]
    begun = begun._replace(hash=chain.digest(begun))
    store.append(connection, id_, [begun, *others])
    return begun


def begins(connection: Connection, folio: str, **values: object) -> None:
    """Write the first event of an instance anew."""
    mine = select(instances.c.id).where(instances.c.folio == folio).scalar_subquery()
    connection.execute(update(events).where(events.c.instance_id == mine, events.c.seq == 1).values(**values))


def entry_of(connection: Connection, folio: str) -> Entry:
    return about(connection, REGISTER, "instance_registered", folio)


def take_out(connection: Connection, folio: str) -> None:
    connection.execute(delete(ledger_entries).where(place(entry_of(connection, folio))))  # type: ignore[arg-type]


@finds((REGISTER, Kind.INSTANCE_REMOVED, NEWEST))
def the_newest_removed(connection: Connection) -> None:
    remove_the_instance(connection, NEWEST)


@finds((REGISTER, Kind.INSTANCE_REMOVED, NEWEST), (REGISTER, Kind.ROW_CHANGED, "counter GC-2026"))
def the_newest_removed_and_the_counter_put_back(connection: Connection) -> None:
    remove_the_instance(connection, NEWEST)
    run(connection, "UPDATE folios SET last = 2 WHERE prefix = 'GC'")


@finds((REGISTER, Kind.FOLIO_MISSING, NEWEST))
def the_newest_removed_with_its_entry(connection: Connection) -> None:
    take_out(connection, NEWEST)
    remove_the_instance(connection, NEWEST)


@finds((REGISTER, Kind.INSTANCE_NOT_REGISTERED, NEWEST))
def the_entry_of_the_newest_removed(connection: Connection) -> None:
    take_out(connection, NEWEST)


@finds((REGISTER, Kind.INSTANCE_REMOVED, SECOND))
def one_in_the_middle_removed(connection: Connection) -> None:
    remove_the_instance(connection, SECOND)


@finds((REGISTER, Kind.ENTRY_REMOVED, f"instance_registered {SECOND}"), (REGISTER, Kind.FOLIO_MISSING, SECOND))
def one_in_the_middle_removed_with_its_entry(connection: Connection) -> None:
    take_out(connection, SECOND)
    remove_the_instance(connection, SECOND)


@finds((REGISTER, Kind.ENTRY_REMOVED, f"instance_registered {SECOND}"))
def the_entry_of_one_in_the_middle_removed(connection: Connection) -> None:
    take_out(connection, SECOND)


@finds(
    (REGISTER, Kind.INSTANCE_NOT_REGISTERED, FIRST),
    (REGISTER, Kind.INSTANCE_NOT_REGISTERED, SECOND),
    (REGISTER, Kind.INSTANCE_NOT_REGISTERED, NEWEST),
)
def the_whole_register_removed(connection: Connection) -> None:
    connection.execute(delete(ledger_entries).where(ledger_entries.c.ledger == REGISTER))


@finds((REGISTER, Kind.INSTANCE_NOT_REGISTERED, "GC-2026-0004"))
def one_that_nobody_started(connection: Connection) -> None:
    forge(connection, "GC-2026-0004")
    run(connection, "UPDATE folios SET last = 4 WHERE prefix = 'GC'")


@finds(("register:GC-2025", Kind.INSTANCE_NOT_REGISTERED, "GC-2025-0001"))
def one_of_a_year_of_which_there_is_no_register(connection: Connection) -> None:
    forge(connection, "GC-2025-0001", at="2025-03-02T15:00:00.000000Z")


@finds((REGISTER, Kind.START_CHANGED, SECOND))
def one_begins_earlier(connection: Connection) -> None:
    begins(connection, SECOND, at="2026-01-02T15:00:00.000000Z", hash="e" * 64)


@finds((REGISTER, Kind.START_CHANGED, SECOND))
def one_was_started_by_another(connection: Connection) -> None:
    begins(connection, SECOND, actor="preventa", hash="e" * 64)


@finds((REGISTER, Kind.ENTRY_CHANGED, f"instance_registered {SECOND}"))
def one_begins_earlier_in_the_register_too(connection: Connection) -> None:
    at, hash_ = "2026-01-02T15:00:00.000000Z", "e" * 64
    begins(connection, SECOND, at=at, hash=hash_)
    data = canonical_json.dumps({"process": "gestion_comercial", "first": hash_})
    change(connection, entry_of(connection, SECOND), at=at, data=data, rehashed=True)


@finds((REGISTER, Kind.START_CHANGED, "GC-2026-0004"))
def one_registered_now_that_says_it_began_long_ago(connection: Connection) -> None:
    begun = forge(connection, "GC-2026-0004", at="2026-01-02T15:00:00.000000Z")
    says = {"process": "gestion_comercial", "first": begun.hash}
    new = forged(whole(connection, REGISTER)[-1], "instance_registered", "GC-2026-0004", "comercial", **says)
    connection.execute(insert(ledger_entries), new._asdict())
    run(connection, "UPDATE folios SET last = 4 WHERE prefix = 'GC'")


@finds((REGISTER, Kind.ENTRY_CHANGED, f"instance_registered {SECOND}"), (REGISTER, Kind.INSTANCE_REMOVED, SECOND))
def one_replaced_by_another_of_its_number(connection: Connection) -> None:
    """The register says another process: what the entry says is nobody's word, and the instance is gone."""
    change(connection, entry_of(connection, SECOND), data='{"first":"","process":"alianzas"}')
    remove_the_instance(connection, SECOND)


# ── the acts of document control, where a version was published: 4 was taken, 5 is in force


DOCUMENTS = "ledger:documents:gestion_comercial"
TRAIL = "documents:gestion_comercial"
OF_IT = "process_id = 'gestion_comercial'"


def act(connection: Connection, type_: str) -> Entry:
    """The last act of a type."""
    return [each for each in whole(connection, TRAIL) if each.type == type_][-1]


@finds(
    (DOCUMENTS, Kind.ENTRY_CHANGED, "version_approved ;draft 1; ;version 5;"),
    (DOCUMENTS, Kind.VERSION_CHANGED, "version 5"),
)
def another_approver(connection: Connection) -> None:
    change(connection, act(connection, "version_approved"), actor="auditor")


@finds((DOCUMENTS, Kind.ENTRY_CHANGED, "draft_reviewed ;draft 1;"))
def another_reviewer_with_the_hash(connection: Connection) -> None:
    change(connection, act(connection, "draft_reviewed"), actor="auditor", rehashed=True)


@finds((DOCUMENTS, Kind.ENTRY_REMOVED, "draft_reviewed ;draft 1;"))
def a_review_removed(connection: Connection) -> None:
    connection.execute(delete(ledger_entries).where(place(act(connection, "draft_reviewed"))))  # type: ignore[arg-type]


@finds(
    (DOCUMENTS, Kind.ACTOR_WITHOUT_RIGHT, "version_withdrawn ;version 5;"),
    (DOCUMENTS, Kind.VERSION_CHANGED, "version 5"),
)
def a_withdrawal_by_who_has_no_right(connection: Connection) -> None:
    says = act(connection, "version_effective").says
    new = forged(whole(connection, TRAIL)[-1], "version_withdrawn", ";version 5;", "comercial", **says)
    connection.execute(insert(ledger_entries), new._asdict())


@finds((DOCUMENTS, Kind.VERSION_CHANGED, "version 4"))
def an_old_version_in_force_again(connection: Connection) -> None:
    run(connection, f"UPDATE process_versions SET status = 'withdrawn' WHERE number = 4 AND {OF_IT}")


@finds((DOCUMENTS, Kind.VERSION_CHANGED, "version 5"))
def in_force_since_another_date(connection: Connection) -> None:
    at = "2020-01-01T00:00:00.000000Z"
    run(connection, f"UPDATE process_versions SET effective_at = '{at}' WHERE number = 5 AND {OF_IT}")


@finds((DOCUMENTS, Kind.VERSION_CHANGED, "version 5"))
def signed_by_fewer_people(connection: Connection) -> None:
    run(connection, f"UPDATE process_versions SET signers = 2 WHERE number = 5 AND {OF_IT}")


@finds((DOCUMENTS, Kind.VERSION_CHANGED, "version 5"))
def digests_of_other_forms(connection: Connection) -> None:
    run(connection, f"UPDATE process_versions SET parts = '{{}}' WHERE number = 5 AND {OF_IT}")


@finds((DOCUMENTS, Kind.VERSION_CHANGED, "version 5"))
def published_by_another(connection: Connection) -> None:
    run(connection, f"UPDATE process_versions SET deployed_by = 'auditor' WHERE number = 5 AND {OF_IT}")


@finds((DOCUMENTS, Kind.VERSION_CHANGED, "draft 1"))
def a_draft_that_is_open_again(connection: Connection) -> None:
    run(connection, f"UPDATE process_drafts SET status = 'review' WHERE {OF_IT}")


@finds(
    (DOCUMENTS, Kind.VERSION_CHANGED, "version 4"),
    (DOCUMENTS, Kind.VERSION_CHANGED, "version 5"),
    (DOCUMENTS, Kind.VERSION_CHANGED, "draft 1"),
)
def all_acts_removed(connection: Connection) -> None:
    connection.execute(delete(ledger_entries).where(ledger_entries.c.ledger == TRAIL))


# ── deliveries: the first letter arrived, the second was given up


DELIVERIES = "ledger:deliveries"


@finds((DELIVERIES, Kind.ROW_CHANGED, "letter uno status"))
def a_letter_that_arrived_says_it_did_not(connection: Connection) -> None:
    run(connection, "UPDATE outbox SET status = 'dead', delivered_at = NULL WHERE key = 'uno'")


@finds((DELIVERIES, Kind.ROW_CHANGED, "letter dos status"))
def a_letter_that_did_not_arrive_says_it_did(connection: Connection) -> None:
    at = "2026-03-02T15:00:00.000000Z"
    run(connection, f"UPDATE outbox SET status = 'delivered', delivered_at = '{at}' WHERE key = 'dos'")


@finds((DELIVERIES, Kind.ROW_CHANGED, "letter uno delivered_at"))
def a_letter_arrived_in_time(connection: Connection) -> None:
    run(connection, "UPDATE outbox SET delivered_at = '2026-03-02T09:00:00.000000Z' WHERE key = 'uno'")


@finds((DELIVERIES, Kind.ENTRY_CHANGED, "letter_delivered uno"))
def a_letter_went_to_another(connection: Connection) -> None:
    entry = about(connection, "deliveries", "letter_delivered", "uno")
    says = {**entry.says, "to": ["otro@example.com"]}
    change(connection, entry, data=canonical_json.dumps(says))


@finds((DELIVERIES, Kind.ENTRY_REMOVED, "letter_delivered uno"), (DELIVERIES, Kind.ROW_CHANGED, "letter uno status"))
def an_arrival_removed(connection: Connection) -> None:
    entry = about(connection, "deliveries", "letter_delivered", "uno")
    connection.execute(delete(ledger_entries).where(place(entry)))  # type: ignore[arg-type]


# ── files and verdicts


FILES, VERDICTS = "ledger:files", "ledger:verdicts"
ACTA = hashlib.sha256(b"acta").hexdigest()


@finds((FILES, Kind.ROW_CHANGED, f"file {ACTA} stored_by"))
def a_file_of_another(connection: Connection) -> None:
    run(connection, "UPDATE files SET stored_by = 'auditor'")


@finds((FILES, Kind.ROW_CHANGED, f"file {'f' * 64}"))
def a_file_that_nobody_stored(connection: Connection) -> None:
    columns = "INSERT INTO files (sha256, size, content, stored_by, stored_at)"
    run(connection, f"{columns} SELECT '{'f' * 64}', 4, content, stored_by, stored_at FROM files")


@finds((FILES, Kind.ROW_CHANGED, f"file {ACTA}"))
def a_file_that_nobody_removed(connection: Connection) -> None:
    run(connection, "DELETE FROM files")


@finds((FILES, Kind.ENTRY_CHANGED, f"file_stored {ACTA}"), (FILES, Kind.ROW_CHANGED, f"file {ACTA} stored_by"))
def another_owner_in_the_ledger(connection: Connection) -> None:
    change(connection, about(connection, "files", "file_stored", ACTA), actor="auditor")


@finds((VERDICTS, Kind.ROW_CHANGED, f"verdict {SECOND} ok"))
def a_verdict_turned_round(connection: Connection) -> None:
    mine = f"instance_id = (SELECT id FROM instances WHERE folio = '{SECOND}')"
    run(connection, f"UPDATE verifications SET ok = false WHERE {mine}")


@finds((VERDICTS, Kind.ROW_CHANGED, f"verdict {SECOND} report"))
def another_report(connection: Connection) -> None:
    mine = f"instance_id = (SELECT id FROM instances WHERE folio = '{SECOND}')"
    run(connection, f"UPDATE verifications SET report = '{{}}' WHERE {mine}")


@finds((VERDICTS, Kind.ROW_CHANGED, f"verdict {SECOND}"))
def a_verdict_removed(connection: Connection) -> None:
    mine = f"instance_id = (SELECT id FROM instances WHERE folio = '{SECOND}')"
    run(connection, f"DELETE FROM verifications WHERE {mine}")


@finds((VERDICTS, Kind.ENTRY_CHANGED, "verdicts_kept instances"), (VERDICTS, Kind.ROW_CHANGED, f"verdict {FIRST} ok"))
def a_verdict_turned_round_in_the_ledger(connection: Connection) -> None:
    entry = whole(connection, "verdicts")[-1]
    change(connection, entry, data=entry.data.replace('"ok":true', '"ok":false', 1))
