"""What somebody who owns the database can do to it: the triggers dropped first, then anything at all.

Each attack takes a connection and the folio of an instance; `TABLE` says what verification must call it.
"""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any, TypeVar

from sqlalchemy import Connection, delete, func, insert, select, text, update

from engine.calendar.office import OfficeCalendar
from engine.db import Database, metadata
from engine.definitions.models import process_forms, process_versions
from engine.documents.models import files, recorded_files
from engine.facts import keeping
from engine.facts.following import searchable_now
from engine.facts.models import fact_progress, full_texts, instance_facts, visit_facts
from engine.history import log, store, tree
from engine.history.chain import GENESIS, Event, digest, key_of
from engine.history.commitments import commitment
from engine.history.event_types import Part, type_of
from engine.history.models import checkpoints, events, log_leaves, log_nodes
from engine.history.problems import Kind
from engine.instances.models import instance_role_sets, instances, overviews, role_sets, search_words, work_items
from engine.instances.projection import project, role_key
from engine.instances.row_statements import UPSERT_ITEM
from engine.instances.rows import item_row
from engine.instances.runtime import Runtime
from engine.instances.views import search

TRIGGERS_OF_POSTGRESQL = (
    "SELECT tgname, relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid WHERE NOT tgisinternal"
)
MIDDLE = 9
"""An event that is neither the first nor the last."""


def drop_triggers(connection: Connection) -> None:
    """What an owner of the database may do and the program may not."""
    sqlite = connection.dialect.name == "sqlite"
    there = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'" if sqlite else TRIGGERS_OF_POSTGRESQL
    for name, table in connection.execute(text(there)).all():
        if "_refuse_" in name:
            connection.execute(text(f"DROP TRIGGER {name}" + ("" if sqlite else f" ON {table}")))


def instance_id(connection: Connection, folio: str) -> int:
    return int(connection.execute(select(instances.c.id).where(instances.c.folio == folio)).scalar_one())


def history(connection: Connection, folio: str) -> list[Event]:
    return store.read(connection, instance_id(connection, folio), folio)


def rewrite(connection: Connection, folio: str, changed: list[Event]) -> None:
    """Put another history in the place of the one that is there, row by row as it is given."""
    id_ = instance_id(connection, folio)
    connection.execute(delete(events).where(events.c.instance_id == id_))
    store.append(connection, id_, changed)


def key_in(connection: Connection, folio: str) -> bytes:
    """What whoever owns the database can read: the key of an instance."""
    return key_of(connection.execute(select(instances.c.key).where(instances.c.folio == folio)).scalar_one())


def chained(key: bytes, changed: list[Event]) -> list[Event]:
    """The same events as a good chain, as somebody makes it who knows how and has the instance's key."""
    previous, whole = GENESIS, []
    for seq, event in enumerate(changed, start=1):
        event = event._replace(seq=seq, prev_hash=previous, commitment=commitment(key, seq, event.type, event.data))
        event = event._replace(hash=digest(event))
        previous = event.hash
        whole.append(event)
    return whole


def set_head(connection: Connection, folio: str) -> None:
    """Make the instance's row agree with the history that is there now."""
    last = history(connection, folio)[-1]
    connection.execute(
        update(instances)
        .where(instances.c.folio == folio)
        .values(head_seq=last.seq, head_hash=last.hash, head_at=last.at)
    )


def renumbered(changed: list[Event]) -> list[Event]:
    return [event._replace(seq=seq) for seq, event in enumerate(changed, start=1)]


def change_an_event(connection: Connection, folio: str) -> None:
    found = history(connection, folio)
    found[MIDDLE] = found[MIDDLE]._replace(data='{"monto":1}')
    rewrite(connection, folio, found)


def change_who_did_it(connection: Connection, folio: str) -> None:
    found = history(connection, folio)
    found[MIDDLE] = found[MIDDLE]._replace(actor="cliente")
    found[MIDDLE] = found[MIDDLE]._replace(hash=digest(found[MIDDLE]))
    rewrite(connection, folio, found)


def change_the_role(connection: Connection, folio: str) -> None:
    found = history(connection, folio)
    place = next(number for number, event in enumerate(found) if event.role is not None and number > MIDDLE)
    rewrite(connection, folio, [*found[:place], found[place]._replace(role="director"), *found[place + 1 :]])


def change_the_channel(connection: Connection, folio: str) -> None:
    found = history(connection, folio)
    found[MIDDLE] = found[MIDDLE]._replace(channel="terminal:root")
    rewrite(connection, folio, found)


def change_the_values_and_what_they_are_committed_by(connection: Connection, folio: str) -> None:
    found = history(connection, folio)
    changed = found[MIDDLE]._replace(data='{"monto":1}')
    bound = commitment(key_in(connection, folio), changed.seq, changed.type, changed.data)
    rewrite(connection, folio, [*found[:MIDDLE], changed._replace(commitment=bound), *found[MIDDLE + 1 :]])


def change_the_key(connection: Connection, folio: str) -> None:
    connection.execute(update(instances).where(instances.c.folio == folio).values(key="f" * 64))


def change_the_time_of_the_head(connection: Connection, folio: str) -> None:
    """So that the next event would be marked as if the clock had gone back."""
    later = "2999-01-01T00:00:00.000000Z"
    connection.execute(update(instances).where(instances.c.folio == folio).values(head_at=later))


def set_the_time_back(connection: Connection, folio: str) -> None:
    """The last step before the one before it; every hash, and all that follows from history, made again."""
    found = history(connection, folio)
    last = max(number for number, event in enumerate(found) if type_of(event).part is Part.CAUSE)
    earlier = [event._replace(at="2020-01-01T00:00:00.000000Z") for event in found[last:]]
    rewrite(connection, folio, chained(key_in(connection, folio), [*found[:last], *earlier]))
    set_head(connection, folio)
    id_ = instance_id(connection, folio)
    items = project(history(connection, folio)).items.values()
    connection.execute(delete(work_items).where(work_items.c.instance_id == id_))
    UPSERT_ITEM.run_rows(connection, [item_row(id_, item) for item in items])


def blame_the_clock(connection: Connection, folio: str) -> None:
    """As if the clock had gone back where it did not."""
    found = history(connection, folio)
    last = max(number for number, event in enumerate(found) if type_of(event).part is Part.CAUSE)
    said = "2020-01-01T00:00:00.000000Z"
    marked = [event._replace(clock=said) if event.at == found[last].at else event for event in found[last:]]
    rewrite(connection, folio, chained(key_in(connection, folio), [*found[:last], *marked]))
    set_head(connection, folio)


def give_what_follows_another_channel(connection: Connection, folio: str) -> None:
    found = history(connection, folio)
    last = max(number for number, event in enumerate(found) if type_of(event).part is Part.CAUSE)
    other = [event._replace(channel="terminal:root") for event in found[last + 1 :]]
    rewrite(connection, folio, chained(key_in(connection, folio), [*found[: last + 1], *other]))
    set_head(connection, folio)


def change_the_last_event_and_its_hash(connection: Connection, folio: str) -> None:
    found = history(connection, folio)
    found[-1] = found[-1]._replace(at="2020-01-01T00:00:00.000000Z")
    rewrite(connection, folio, [*found[:-1], found[-1]._replace(hash=digest(found[-1]))])


def remove_an_event(connection: Connection, folio: str) -> None:
    found = history(connection, folio)
    rewrite(connection, folio, found[:MIDDLE] + found[MIDDLE + 1 :])


def remove_an_event_and_number_the_rest_again(connection: Connection, folio: str) -> None:
    found = history(connection, folio)
    rewrite(connection, folio, renumbered(found[:MIDDLE] + found[MIDDLE + 1 :]))


def insert_an_event(connection: Connection, folio: str) -> None:
    found = history(connection, folio)
    before = found[MIDDLE - 1]
    bound = commitment(key_in(connection, folio), before.seq + 1, before.type, before.data)
    forged = before._replace(seq=before.seq + 1, actor="cliente", commitment=bound, prev_hash=before.hash)
    forged = forged._replace(hash=digest(forged))
    rest = [event._replace(seq=event.seq + 1) for event in found[MIDDLE:]]
    rewrite(connection, folio, [*found[:MIDDLE], forged, *rest])


def append_an_event(connection: Connection, folio: str) -> None:
    found = history(connection, folio)
    rewrite(connection, folio, chained(key_in(connection, folio), [*found, found[-1]]))


def note_with_care(connection: Connection, folio: str) -> None:
    """Something that never happened, of a type that was never heard of, well chained and the row agreeing."""
    found = history(connection, folio)
    rewrite(
        connection,
        folio,
        chained(key_in(connection, folio), [*found, found[-1]._replace(type="client_consented", data="{}")]),
    )
    set_head(connection, folio)


def reorder_events(connection: Connection, folio: str) -> None:
    found = history(connection, folio)
    found[MIDDLE], found[MIDDLE + 1] = found[MIDDLE + 1], found[MIDDLE]
    rewrite(connection, folio, renumbered(found))


def truncate(connection: Connection, folio: str) -> None:
    rewrite(connection, folio, history(connection, folio)[:-3])


def truncate_with_care(connection: Connection, folio: str) -> None:
    """The last step undone and all that follows from history made again: only the log says that there was more."""
    found = history(connection, folio)
    last = max(number for number, event in enumerate(found) if type_of(event).part is Part.CAUSE)
    id_ = instance_id(connection, folio)
    rewrite(connection, folio, found[:last])
    set_head(connection, folio)
    became = project(found[:last])
    values = {"snapshot": None, "roles": role_key(became.roles)}
    connection.execute(update(instances).where(instances.c.id == id_).values(**values))
    connection.execute(delete(work_items).where(work_items.c.instance_id == id_))
    UPSERT_ITEM.run_rows(connection, [item_row(id_, item) for item in became.items.values()])
    search.rebuild_instance(connection, id_, folio, found[:last])


def rewrite_with_care(connection: Connection, folio: str) -> None:
    """Another amount, and every hash after it made again."""
    found = history(connection, folio)
    place = next(number for number, event in enumerate(found) if event.type == "user_task_completed")
    data = found[place].data.replace('"cliente":"', '"cliente":"Otro ')
    assert data != found[place].data
    rewrite(
        connection,
        folio,
        chained(key_in(connection, folio), [*found[:place], found[place]._replace(data=data), *found[place + 1 :]]),
    )
    set_head(connection, folio)
    connection.execute(update(instances).where(instances.c.folio == folio).values(snapshot=None))


def reroute_with_care(connection: Connection, folio: str) -> None:
    """A decision turned round, its consequences left as they were, every hash made again: the form would have asked for
    something else then."""
    found = history(connection, folio)
    place = next(number for number, event in enumerate(found) if '"cumple":false' in event.data)
    data = found[place].data.replace('"cumple":false', '"cumple":true')
    rewrite(
        connection,
        folio,
        chained(key_in(connection, folio), [*found[:place], found[place]._replace(data=data), *found[place + 1 :]]),
    )
    set_head(connection, folio)


def change_the_diagram(connection: Connection, folio: str) -> None:
    row = connection.execute(select(process_versions).where(process_versions.c.process_id == "gestion_comercial")).one()
    source = bytes(row.source).replace("¿Cumple".encode(), "¿De verdad cumple".encode())
    assert source != bytes(row.source)
    connection.execute(update(process_versions).where(process_versions.c.id == row.id).values(source=source))


def break_the_diagram(connection: Connection, folio: str) -> None:
    connection.execute(update(process_versions).values(source=b"\xff<not xml"))


def remove_the_version(connection: Connection, folio: str) -> None:
    connection.execute(delete(process_forms))
    connection.execute(delete(process_versions))


def change_a_form(connection: Connection, folio: str) -> None:
    """With its digest, which is no proof of anything."""
    mine = process_forms.c.form_id == "prospeccion"
    source = bytes(connection.execute(select(process_forms.c.source).where(mine)).scalar_one())
    changed = source.replace(b'"required": true', b'"required": false', 1)
    assert changed != source
    values = {"source": changed, "digest": hashlib.sha256(changed).hexdigest()}
    connection.execute(update(process_forms).where(mine).values(values))


def add_a_form(connection: Connection, folio: str) -> None:
    row = dict(connection.execute(select(process_forms)).first()._mapping)  # type: ignore[union-attr]
    connection.execute(insert(process_forms), {**row, "form_id": "otro"})


def change_the_snapshot(connection: Connection, folio: str) -> None:
    mine = instances.c.folio == folio
    snapshot = bytes(connection.execute(select(instances.c.snapshot).where(mine)).scalar_one())
    changed = snapshot.replace(b"servicio", b"compraventa", 1)
    assert changed != snapshot
    connection.execute(update(instances).where(mine).values(snapshot=changed))


def change_a_file(connection: Connection, folio: str) -> None:
    connection.execute(update(files).values(content=b"something else"))


def remove_a_file(connection: Connection, folio: str) -> None:
    connection.execute(delete(recorded_files))
    connection.execute(delete(files))


def open_finished_work(connection: Connection, folio: str) -> None:
    mine = (work_items.c.instance_id == instance_id(connection, folio), work_items.c.status == "completed")
    id_ = connection.execute(select(work_items.c.id).where(*mine)).scalars().first()
    connection.execute(update(work_items).where(work_items.c.id == id_).values(status="open", closed_at=None))


def remove_work(connection: Connection, folio: str) -> None:
    connection.execute(delete(work_items).where(work_items.c.instance_id == instance_id(connection, folio)))


def change_the_status(connection: Connection, folio: str) -> None:
    connection.execute(update(instances).where(instances.c.folio == folio).values(status="completed", end="fin_ganada"))


def change_the_head(connection: Connection, folio: str) -> None:
    connection.execute(update(instances).where(instances.c.folio == folio).values(head_hash="f" * 64))


def change_what_lists_show(connection: Connection, folio: str) -> None:
    connection.execute(update(overviews).values(client="Otro"))


def change_how_lists_sort(connection: Connection, folio: str) -> None:
    connection.execute(update(overviews).values(client_key="zzz"))


def hide_from_the_search(connection: Connection, folio: str) -> None:
    connection.execute(delete(search_words).where(search_words.c.word == "banco"))


def find_by_another_word(connection: Connection, folio: str) -> None:
    connection.execute(insert(search_words), {"instance_id": instance_id(connection, folio), "word": "otro"})


def _with_facts(connection: Connection, folio: str) -> int:
    """As if the job had taken everything in."""
    world = keeping.world(connection, Runtime(OfficeCalendar("America/Mexico_City")))
    for id_, name in connection.execute(select(instances.c.id, instances.c.folio)).all():
        keeping.rebuild(connection, world, id_, store.read(connection, id_, name))
    connection.execute(delete(fact_progress))
    last = select(func.max(events.c.position)).scalar_subquery()
    row = {"id": 1, "after": last, "searchable": searchable_now(connection, world), "again_after": None}
    connection.execute(insert(fact_progress).values(row))
    return instance_id(connection, folio)


def tell_auditors_of_another_end(connection: Connection, folio: str) -> None:
    whose = instance_facts.c.instance_id == _with_facts(connection, folio)
    connection.execute(update(instance_facts).where(whose).values(outcome="fin_no_go"))


def tell_auditors_that_another_did_it(connection: Connection, folio: str) -> None:
    whose = visit_facts.c.instance_id == _with_facts(connection, folio)
    connection.execute(update(visit_facts).where(whose, visit_facts.c.person.is_not(None)).values(person="otra"))


def hide_from_auditors_what_was_said(connection: Connection, folio: str) -> None:
    connection.execute(delete(full_texts).where(full_texts.c.instance_id == _with_facts(connection, folio)))


def hide_the_instance_from_auditors(connection: Connection, folio: str) -> None:
    keeping.forget(connection, _with_facts(connection, folio))


def hide_work_from_those_who_may_do_it(connection: Connection, folio: str) -> None:
    connection.execute(delete(role_sets).where(role_sets.c.role_id == "comercial"))


def show_work_to_those_who_may_not(connection: Connection, folio: str) -> None:
    key = connection.execute(select(work_items.c.roles).where(work_items.c.status == "open")).scalars().first()
    connection.execute(insert(role_sets), {"key": key, "role_id": "auditor"})


def hide_the_instance_from_those_whose_lane_it_went_through(connection: Connection, folio: str) -> None:
    connection.execute(delete(instance_role_sets).where(instance_role_sets.c.role_id == "comercial"))


def show_the_instance_to_those_who_have_nothing_to_do_with_it(connection: Connection, folio: str) -> None:
    key = connection.execute(select(instances.c.roles).where(instances.c.folio == folio)).scalar_one()
    connection.execute(insert(instance_role_sets), {"key": key, "role_id": "auditor"})


def give_the_instance_other_readers(connection: Connection, folio: str) -> None:
    connection.execute(update(instances).where(instances.c.folio == folio).values(roles="cliente"))


def remove_the_instance(connection: Connection, folio: str) -> None:
    id_ = instance_id(connection, folio)
    for table in reversed(metadata.sorted_tables):
        if "instance_id" in table.c:
            connection.execute(delete(table).where(table.c.instance_id == id_))
    connection.execute(delete(instances).where(instances.c.id == id_))


def change_a_sealed_head(connection: Connection, folio: str) -> None:
    newest = log.of_ledger(connection, folio)[-1]
    connection.execute(update(log_leaves).where(log_leaves.c.index == newest.index).values(seq=1))


def change_a_sealed_head_and_all_above_it(connection: Connection, folio: str) -> None:
    """The events rewritten, and the log with them, as somebody does who knows how but has no key."""
    rewrite_with_care(connection, folio)
    found = history(connection, folio)
    for leaf in log.of_ledger(connection, folio):
        head = found[leaf.head.seq - 1].hash
        connection.execute(update(log_leaves).where(log_leaves.c.index == leaf.index).values(head=head))
    rebuild_the_log(connection)


def rebuild_the_log(connection: Connection) -> None:
    """Every subtree made again from the leaves."""
    connection.execute(delete(log_nodes))
    peaks: list[bytes] = []
    nodes = [pair for leaf in log.leaves(connection) for pair in tree.grow(peaks, leaf.index, leaf.head.leaf)]
    rows = [{"level": node.level, "index": node.index, "hash": hash_.hex()} for node, hash_ in nodes]
    connection.execute(insert(log_nodes), rows)


def remove_the_log(connection: Connection, folio: str) -> None:
    """Every seal, so that a new log would begin."""
    for table in (log_leaves, log_nodes, checkpoints):
        connection.execute(delete(table))


Attack = Callable[[Connection, str], Any]
T = TypeVar("T")


class _Undo(Exception):
    pass


def under(attack: Attack, database: Database, folio: str, look: Callable[[Connection], T]) -> T:
    """What `look` sees after an attack, which is then undone."""
    seen = []
    with suppress(_Undo), database.transaction() as connection:
        drop_triggers(connection)
        attack(connection, folio)
        seen.append(look(connection))
        raise _Undo
    return seen[0]


TABLE: dict[Attack, Kind] = {
    change_an_event: Kind.EVENT_CHANGED,
    change_who_did_it: Kind.EVENT_CHANGED,
    change_the_role: Kind.EVENT_CHANGED,
    change_the_channel: Kind.EVENT_CHANGED,
    change_the_values_and_what_they_are_committed_by: Kind.EVENT_CHANGED,
    change_the_key: Kind.KEY_CHANGED,
    change_the_time_of_the_head: Kind.INSTANCE_CHANGED,
    remove_an_event: Kind.EVENT_REMOVED,
    remove_an_event_and_number_the_rest_again: Kind.EVENT_REMOVED,
    insert_an_event: Kind.EVENT_INSERTED,
    reorder_events: Kind.EVENTS_REORDERED,
    truncate: Kind.HISTORY_TRUNCATED,
    truncate_with_care: Kind.HISTORY_TRUNCATED,
    rewrite_with_care: Kind.HISTORY_REWRITTEN,
    change_the_diagram: Kind.DIAGRAM_CHANGED,
    break_the_diagram: Kind.DIAGRAM_CHANGED,
    remove_the_version: Kind.DIAGRAM_CHANGED,
    change_a_form: Kind.FORM_CHANGED,
    add_a_form: Kind.FORM_CHANGED,
    change_the_snapshot: Kind.SNAPSHOT_CHANGED,
    change_a_file: Kind.FILE_CHANGED,
    remove_a_file: Kind.FILE_CHANGED,
    open_finished_work: Kind.WORK_ITEM_CHANGED,
    remove_work: Kind.WORK_ITEM_CHANGED,
    change_the_status: Kind.INSTANCE_CHANGED,
    change_the_head: Kind.INSTANCE_CHANGED,
    change_what_lists_show: Kind.SEARCH_CHANGED,
    change_how_lists_sort: Kind.SEARCH_CHANGED,
    hide_from_the_search: Kind.SEARCH_CHANGED,
    find_by_another_word: Kind.SEARCH_CHANGED,
    tell_auditors_of_another_end: Kind.FACTS_CHANGED,
    tell_auditors_that_another_did_it: Kind.FACTS_CHANGED,
    hide_from_auditors_what_was_said: Kind.FACTS_CHANGED,
    hide_the_instance_from_auditors: Kind.FACTS_CHANGED,
    hide_work_from_those_who_may_do_it: Kind.SEARCH_CHANGED,
    show_work_to_those_who_may_not: Kind.SEARCH_CHANGED,
    hide_the_instance_from_those_whose_lane_it_went_through: Kind.SEARCH_CHANGED,
    show_the_instance_to_those_who_have_nothing_to_do_with_it: Kind.SEARCH_CHANGED,
    give_the_instance_other_readers: Kind.INSTANCE_CHANGED,
    remove_the_instance: Kind.INSTANCE_REMOVED,
    change_a_sealed_head: Kind.LOG_CHANGED,
    note_with_care: Kind.EVENT_UNKNOWN,
}
"""Against an instance that is sealed: what each attack is called."""

OF_ALL: frozenset[Attack] = frozenset(
    {
        change_the_diagram,
        break_the_diagram,
        remove_the_version,
        change_a_form,
        add_a_form,
        change_a_file,
        remove_a_file,
        change_what_lists_show,
        change_how_lists_sort,
        hide_work_from_those_who_may_do_it,
        show_work_to_those_who_may_not,
        hide_the_instance_from_those_whose_lane_it_went_through,
        show_the_instance_to_those_who_have_nothing_to_do_with_it,
        give_the_instance_other_readers,
    }
)
"""Those that are on what several instances have in common, or on all of them."""

UNSEALED: dict[Attack, Kind] = {
    append_an_event: Kind.EVENT_INSERTED,
    note_with_care: Kind.EVENT_UNKNOWN,
    change_the_last_event_and_its_hash: Kind.EVENT_CHANGED,
    truncate: Kind.HISTORY_TRUNCATED,
    reroute_with_care: Kind.VALUE_NOT_ALLOWED,
    set_the_time_back: Kind.TIME_WENT_BACK,
    blame_the_clock: Kind.TIME_WENT_BACK,
    give_what_follows_another_channel: Kind.EXECUTION_DIVERGED,
}
"""Against one that is not sealed yet: what the chain, the instance's own row and executing it show."""

BESIDES: dict[Attack, Kind] = {reroute_with_care: Kind.EXECUTION_DIVERGED}
"""What is found besides, behind it: here what does not follow from such an answer."""

TEN: dict[str, Attack] = {
    "a changed event": change_an_event,
    "a removed event": remove_an_event,
    "an inserted event": insert_an_event,
    "reordered events": reorder_events,
    "a truncated history": truncate,
    "a history truncated with care, after it was sealed": truncate_with_care,
    "a changed diagram": change_the_diagram,
    "a changed form": change_a_form,
    "a changed snapshot": change_the_snapshot,
    "a changed stored file": change_a_file,
}
"""The ten kinds of tampering that must be found, whatever else is."""
