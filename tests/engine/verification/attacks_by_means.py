"""What somebody can do by what they hold: the password of the database, the key of the log, the whole machine.

Each attack takes a connection and the scene; `FOUND` says who finds what of it, and who nothing: `docs/proof.md` says
no more than that.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from engine.clock import to_text
from engine.db import metadata
from engine.history import checkpoints, ledger, log
from engine.history.checkpoints import Stored
from engine.history.keys import KeyFile, Signer, new_key
from engine.history.log import KEYS, Head
from engine.history.models import checkpoints as checkpoint_rows
from engine.history.models import ledger_entries, log_leaves
from engine.history.problems import Kind
from engine.instances import commands
from engine.instances.models import instances, work_items
from engine.instances.views import search
from engine.notifications.models import outbox
from tests.engine.verification.attacks import (
    chained,
    history,
    instance_id,
    key_in,
    rebuild_the_log,
    remove_the_instance,
    remove_the_log,
    rewrite,
    rewrite_with_care,
    set_head,
    truncate_with_care,
)
from tests.engine.verification.attacks_on_ledgers import forged, give, run, take_out, whole
from tests.support import Company

SEALED, GROWN, NEW = "GC-2026-0001", "GC-2026-0002", "GC-2026-0003"
"""An instance that is sealed whole, one that has grown since it was, and one that was never sealed."""
Copy = dict[str, list[dict[str, Any]]]
Found = tuple[str, Kind, str | None]
"""The subject of a check or a folio, the kind of a problem, and where it is: an event or a checkpoint by its number."""


class Holds(StrEnum):
    """What whoever attacks holds, each besides the ones before it."""

    DATABASE = "the database"
    KEY = "also the key"
    FILE = "also the kept checkpoint"


class Look(StrEnum):
    """What somebody verifies by, each besides the ones before it."""

    STORED = "the database alone"
    HERE = "the key and the kept checkpoint of the machine"
    KEPT = "a checkpoint kept elsewhere"


class Remains(StrEnum):
    """Why nobody finds something: how `docs/proof.md` calls it."""

    UNSEALED = "Before the next checkpoint"
    PROGRAM = "As the program would"
    LETTERS = "Letters that wait"


@dataclass
class Scene:
    """A company with two checkpoints, of which an auditor keeps the second, and some work since then; `yesterday` is
    a copy of its database after the first."""

    company: Company
    keys: KeyFile
    made: Sequence[Stored]
    yesterday: Copy = field(repr=False)

    @property
    def now(self) -> datetime:
        return self.company.clock.now


Attack = Callable[[Connection, Scene], None]
FOUND: dict[Attack, tuple[Holds, Mapping[Look, Sequence[Found]]]] = {}
REMAINS: dict[Attack, Remains] = {}
"""The attacks of those that nobody finds."""


def finds(
    holds: Holds, *, stored: Sequence[Found] = (), here: Sequence[Found] = (), kept: Sequence[Found] = ()
) -> Callable[[Attack], Attack]:
    """What must be found after the attack that follows, by each look besides what the one before finds."""

    def decorate(attack: Attack) -> Attack:
        FOUND[attack] = (holds, {Look.STORED: stored, Look.HERE: here, Look.KEPT: kept})
        return attack

    return decorate


def remains(why: Remains) -> Callable[[Attack], Attack]:
    """That nobody finds the attack that follows, whose means is the database alone."""

    def decorate(attack: Attack) -> Attack:
        REMAINS[attack] = why
        return finds(Holds.DATABASE)(attack)

    return decorate


def copied(connection: Connection) -> Copy:
    """Every row of the database."""
    return {
        table.name: [dict(row) for row in connection.execute(select(table)).mappings()]
        for table in metadata.sorted_tables
    }


def restored(connection: Connection, copy: Copy) -> None:
    """Put a copy in the place of everything that is there."""
    for table in reversed(metadata.sorted_tables):
        connection.execute(delete(table))
    for table in metadata.sorted_tables:
        connection.execute(delete(table))  # what triggers wrote for the tables before
        if copy[table.name]:
            connection.execute(insert(table), copy[table.name])


def head_of(connection: Connection, folio: str) -> Head:
    last = history(connection, folio)[-1]
    return Head(folio, last.seq, last.hash)


def write_anew(connection: Connection, folio: str) -> None:
    """Another answer, every hash after it made again, and what follows from it as `cauce rebuild` makes it."""
    rewrite_with_care(connection, folio)
    search.rebuild_instance(connection, instance_id(connection, folio), folio, history(connection, folio))


def forked(number: int) -> Found:
    return "checkpoints", Kind.LOG_FORKED, f"checkpoint {number}"


ROLLED_BACK = ("checkpoints", Kind.LOG_ROLLED_BACK, "checkpoint 2")


# ── who has the database


@finds(Holds.DATABASE, stored=[(SEALED, Kind.HISTORY_REWRITTEN, "event 23")])
def a_history_is_written_anew(connection: Connection, scene: Scene) -> None:
    write_anew(connection, SEALED)


@finds(Holds.DATABASE, stored=[forked(1), forked(2)])
def a_history_and_the_log_are_written_anew(connection: Connection, scene: Scene) -> None:
    write_anew(connection, SEALED)
    say_so_in_the_log(connection)


@finds(Holds.DATABASE, here=[ROLLED_BACK])
def a_history_is_written_anew_and_the_log_removed(connection: Connection, scene: Scene) -> None:
    write_anew(connection, SEALED)
    remove_the_log(connection, SEALED)


@finds(Holds.DATABASE, here=[("checkpoints", Kind.CHECKPOINT_CHANGED, "checkpoint 1"), ROLLED_BACK])
def a_history_is_written_anew_and_signed_with_a_key_of_their_own(connection: Connection, scene: Scene) -> None:
    write_anew(connection, SEALED)
    begin_a_log(connection, scene, new_key(scene.keys.path.with_name("own.pem")).signer)


@finds(Holds.DATABASE, here=[ROLLED_BACK])
def the_database_is_put_back_to_yesterdays_copy(connection: Connection, scene: Scene) -> None:
    restored(connection, scene.yesterday)


@finds(Holds.DATABASE, here=[ROLLED_BACK])
def the_last_checkpoint_and_what_it_signs_are_removed(connection: Connection, scene: Scene) -> None:
    connection.execute(delete(log_leaves).where(log_leaves.c.index >= scene.made[0].size))
    connection.execute(delete(checkpoint_rows).where(checkpoint_rows.c.number == 2))
    rebuild_the_log(connection)


@finds(
    Holds.DATABASE,
    stored=[("log", Kind.LOG_CHANGED, "checkpoint 1")],
    here=[("checkpoints", Kind.CHECKPOINT_REMOVED, "checkpoint 2")],
)
def the_last_checkpoint_is_removed(connection: Connection, scene: Scene) -> None:
    connection.execute(delete(checkpoint_rows).where(checkpoint_rows.c.number == 2))


@finds(Holds.DATABASE, stored=[("checkpoints", Kind.CHECKPOINT_REMOVED, "checkpoint 1")])
def an_earlier_checkpoint_is_removed(connection: Connection, scene: Scene) -> None:
    connection.execute(delete(checkpoint_rows).where(checkpoint_rows.c.number == 1))


@finds(Holds.DATABASE, stored=[("log", Kind.LOG_CHANGED, "checkpoint 2")])
def something_is_appended_to_the_log_and_not_signed(connection: Connection, scene: Scene) -> None:
    log.append(connection, scene.made[1].size, [head_of(connection, GROWN)])


@finds(
    Holds.DATABASE,
    stored=[(GROWN, Kind.INSTANCE_REMOVED, None), ("register:GC-2026", Kind.HISTORY_TRUNCATED, "event 2")],
)
def a_sealed_instance_and_all_after_it_are_removed_from_everywhere(connection: Connection, scene: Scene) -> None:
    for folio in (NEW, GROWN):
        take_out(connection, folio)
        remove_the_instance(connection, folio)
    run(connection, "UPDATE folios SET last = 1 WHERE prefix = 'GC'")


@remains(Remains.UNSEALED)
def the_newest_instance_is_removed_from_everywhere_before_it_is_sealed(connection: Connection, scene: Scene) -> None:
    take_out(connection, NEW)
    remove_the_instance(connection, NEW)
    run(connection, "UPDATE folios SET last = 2 WHERE prefix = 'GC'")


@remains(Remains.UNSEALED)
def the_end_of_a_history_is_cut_off_before_it_is_sealed(connection: Connection, scene: Scene) -> None:
    truncate_with_care(connection, GROWN)


@remains(Remains.UNSEALED)
def an_answer_is_written_anew_before_it_is_sealed(connection: Connection, scene: Scene) -> None:
    write_anew(connection, NEW)


@finds(Holds.DATABASE, stored=[(NEW, Kind.VALUE_NOT_ALLOWED, "event 3")])
def an_answer_that_the_form_refuses_is_written_before_it_is_sealed(connection: Connection, scene: Scene) -> None:
    found = history(connection, NEW)
    place = next(number for number, event in enumerate(found) if event.type == "user_task_completed")
    data = re.sub('"origen_requerimiento":"[^"]+"', '"origen_requerimiento":"de palabra"', found[place].data)
    assert data != found[place].data
    changed = [*found[:place], found[place]._replace(data=data), *found[place + 1 :]]
    rewrite(connection, NEW, chained(key_in(connection, NEW), changed))
    set_head(connection, NEW)
    connection.execute(update(instances).where(instances.c.folio == NEW).values(snapshot=None))
    search.rebuild_instance(connection, instance_id(connection, NEW), NEW, history(connection, NEW))


@remains(Remains.PROGRAM)
def somebody_acts_as_another_as_the_program_would(connection: Connection, scene: Scene) -> None:
    mine = (work_items.c.instance_id == instances.c.id) & (instances.c.folio == GROWN)
    waits = select(work_items.c.id).join(instances, mine).where(work_items.c.status == "open")
    item = connection.execute(waits).scalars().one()
    commands.claim(connection, scene.company.runtime, item, actor="preventa", at=scene.now)


@remains(Remains.PROGRAM)
def a_role_is_given_in_the_name_of_an_administrator(connection: Connection, scene: Scene) -> None:
    give_a_role(connection, scene.now)


@finds(Holds.DATABASE, stored=[("ledger:people", Kind.TIME_DISAGREES, "event 47")])
def a_role_is_given_as_if_that_had_been_before_the_last_checkpoint(connection: Connection, scene: Scene) -> None:
    give_a_role(connection, whole(connection, "people")[-1].moment)


@remains(Remains.LETTERS)
def a_letter_that_waits_is_removed(connection: Connection, scene: Scene) -> None:
    connection.execute(delete(outbox).where(outbox.c.id == waiting(connection)))


@remains(Remains.LETTERS)
def a_letter_that_waits_says_something_else(connection: Connection, scene: Scene) -> None:
    connection.execute(update(outbox).where(outbox.c.id == waiting(connection)).values(payload="{}"))


# ── who has the key that signs, too


@finds(Holds.KEY, here=[forked(2)])
def a_history_is_written_anew_and_all_of_the_log_signed_again(connection: Connection, scene: Scene) -> None:
    write_anew(connection, SEALED)
    sign_again(connection, scene)


@finds(Holds.KEY, here=[ROLLED_BACK])
def a_history_is_written_anew_and_a_new_log_begun(connection: Connection, scene: Scene) -> None:
    write_anew(connection, SEALED)
    begin_a_log(connection, scene, scene.keys.signer)


@finds(Holds.KEY, here=[ROLLED_BACK])
def yesterdays_copy_goes_on_with_other_work_and_is_signed(connection: Connection, scene: Scene) -> None:
    restored(connection, scene.yesterday)
    a_role_is_given_in_the_name_of_an_administrator(connection, scene)
    last = whole(connection, "people")[-1]
    grown = log.append(connection, scene.made[0].size, [Head(last.ledger, last.seq, last.hash)])
    checkpoints.make(connection, scene.made[0].checkpoint.origin, grown, scene.keys.signer, at=scene.now)


# ── who has the whole machine: the file of the kept checkpoint, too


@finds(Holds.FILE, kept=[forked(2)])
def all_of_it_is_written_anew_signed_and_kept(connection: Connection, scene: Scene) -> None:
    write_anew(connection, SEALED)
    sign_again(connection, scene)


@finds(Holds.FILE, kept=[ROLLED_BACK])
def the_whole_machine_is_put_back_to_yesterdays_copy(connection: Connection, scene: Scene) -> None:
    restored(connection, scene.yesterday)


@finds(Holds.FILE, kept=[("checkpoints", Kind.CHECKPOINT_NOT_TRUSTED, "checkpoint 2")])
def all_of_it_is_written_anew_under_another_key(connection: Connection, scene: Scene) -> None:
    write_anew(connection, SEALED)
    scene.keys = new_key(scene.keys.path.with_name("own.pem"))
    begin_a_log(connection, scene, scene.keys.signer)


def waiting(connection: Connection) -> int:
    """A letter that was not sent yet."""
    return int(connection.execute(select(func.min(outbox.c.id)).where(outbox.c.status == "pending")).scalar_one())


def give_a_role(connection: Connection, at: datetime) -> None:
    """An entry of that moment, and the role beside it."""
    last = whole(connection, "people")[-1]
    entry = forged(last._replace(at=to_text(at)), "role_given", "comercial", "administrador", role="director_comercial")
    connection.execute(insert(ledger_entries), entry._asdict())
    run(connection, give("comercial", "director_comercial"))


def begin_a_log(connection: Connection, scene: Scene, signer: Signer) -> None:
    """A new log over what is there now, signed once."""
    remove_the_log(connection, SEALED)
    heads = [Head(*each) for each in ledger.heads(connection)]
    grown = log.append(connection, 0, [Head(KEYS, 1, signer.public), head_of(connection, SEALED), *heads])
    checkpoints.make(connection, scene.made[0].checkpoint.origin, grown, signer, at=scene.now)


def say_so_in_the_log(connection: Connection) -> None:
    """Every leaf of the history made to say what it says now, and every subtree again."""
    found = history(connection, SEALED)
    for leaf in log.of_ledger(connection, SEALED):
        head = found[leaf.head.seq - 1].hash
        connection.execute(update(log_leaves).where(log_leaves.c.index == leaf.index).values(head=head))
    rebuild_the_log(connection)


def sign_again(connection: Connection, scene: Scene) -> None:
    """Every checkpoint made and signed again, of the same sizes."""
    say_so_in_the_log(connection)
    connection.execute(delete(checkpoint_rows))
    for made in scene.made:
        grown = made.size, log.root(connection, made.size)
        checkpoints.make(connection, made.checkpoint.origin, grown, scene.keys.signer, at=scene.now)
