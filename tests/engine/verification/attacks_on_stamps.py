"""What somebody with the database can do to what third parties signed of checkpoints: time-stamps and co-signatures.

Three checkpoints are stamped and co-signed. Each attack says what must be found, at which checkpoint; nothing else is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, delete, insert, text, update

from engine.clock import from_text, to_text
from engine.history import checkpoints, log, notes
from engine.history.checkpoints import Stored
from engine.history.keys import KeyFile, Signer
from engine.history.models import checkpoints as checkpoint_rows
from engine.history.models import cosignatures, timestamps
from engine.history.notes import VerifierKey
from engine.history.problems import Kind
from tests.authority import Authority

FOLIO = "GC-2026-0001"


@dataclass
class Scene:
    """Three checkpoints, the authority that stamped them, another that nobody knows, and the witness."""

    keys: KeyFile
    made: tuple[Stored, ...]
    authority: Authority
    unknown: Authority
    witness: tuple[str, Signer]


Attack = Callable[[Connection, Scene], None]
FOUND: dict[Attack, list[tuple[Kind, int]]] = {}


def finds(*found: tuple[Kind, int]) -> Callable[[Attack], Attack]:
    def decorate(attack: Attack) -> Attack:
        FOUND[attack] = list(found)
        return attack

    return decorate


def put(connection: Connection, stored: Stored, answer: bytes) -> None:
    """Another answer in the place of the one that was received."""
    connection.execute(delete(timestamps).where(timestamps.c.size == stored.size))
    connection.execute(insert(timestamps), {"size": stored.size, "answer": answer})


def sign_again(connection: Connection, scene: Scene, moments: dict[int, str]) -> list[Stored]:
    """All checkpoints signed anew with the key of the log, some of another moment."""
    connection.execute(delete(checkpoint_rows))
    return [
        checkpoints.make(
            connection,
            each.checkpoint.origin,
            (each.size, log.root(connection, each.size)),
            scene.keys.signer,
            at=from_text(moments.get(each.number, each.at)),
        )
        for each in scene.made
    ]


@finds((Kind.TIMESTAMP_CHANGED, 2))
def the_time_stamp_of_another_checkpoint(connection: Connection, scene: Scene) -> None:
    put(connection, scene.made[1], checkpoints.stamped(connection)[scene.made[0].size])


@finds((Kind.TIMESTAMP_CHANGED, 2))
def a_time_stamp_of_an_authority_that_nobody_knows(connection: Connection, scene: Scene) -> None:
    put(connection, scene.made[1], scene.unknown.stamp(scene.made[1].note))


@finds((Kind.TIMESTAMP_REMOVED, 2))
def a_time_stamp_is_removed(connection: Connection, scene: Scene) -> None:
    connection.execute(delete(timestamps).where(timestamps.c.size == scene.made[1].size))


@finds((Kind.TIMESTAMP_CHANGED, 2))
def a_time_stamp_is_replaced_by_a_later_one_of_the_same_authority(connection: Connection, scene: Scene) -> None:
    put(connection, scene.made[1], scene.authority.stamp(scene.made[1].note))


@finds((Kind.TIMESTAMP_CHANGED, 3))
def a_bit_of_a_time_stamp_is_changed(connection: Connection, scene: Scene) -> None:
    """In the time that it says."""
    answer = checkpoints.stamped(connection)[scene.made[2].size]
    at = answer.index(b"\x18\x0f") + 2
    put(connection, scene.made[2], answer[:at] + b"19" + answer[at + 2 :])


@finds((Kind.TIMESTAMP_CHANGED, 1))
def rubbish_in_the_place_of_a_time_stamp(connection: Connection, scene: Scene) -> None:
    put(connection, scene.made[0], b"0" * 40)


@finds((Kind.CHECKPOINT_REMOVED, 99))
def a_time_stamp_of_a_checkpoint_that_never_was(connection: Connection, scene: Scene) -> None:
    connection.execute(insert(timestamps), {"size": 99, "answer": scene.authority.stamp("x")})


@finds(
    (Kind.TIMESTAMP_CHANGED, 2),
    (Kind.TIMESTAMP_CHANGED, 3),
    (Kind.COSIGNATURE_CHANGED, 2),
    (Kind.COSIGNATURE_CHANGED, 3),
)
def checkpoints_are_signed_anew_with_the_key_and_their_stamps_left(connection: Connection, scene: Scene) -> None:
    earlier = {each.number: to_text(from_text(each.at) - timedelta(seconds=1)) for each in scene.made[1:]}
    sign_again(connection, scene, earlier)


@finds((Kind.TIME_DISAGREES, 2))
def a_checkpoint_is_dated_back_with_the_key_and_stamped_again(connection: Connection, scene: Scene) -> None:
    """By the authority itself, and the ledger of deliveries left without it."""
    back = to_text(from_text(scene.made[1].at) - timedelta(days=3))
    again = sign_again(connection, scene, {2: back})
    put(connection, again[1], scene.authority.stamp(again[1].note))
    connection.execute(text("DELETE FROM ledger_entries WHERE ledger = 'deliveries' AND subject LIKE '%.2.stamp'"))
    connection.execute(delete(cosignatures).where(cosignatures.c.size == again[1].size))


@finds((Kind.TIME_DISAGREES, 3))
def the_clock_is_set_back_for_a_checkpoint_that_is_not_stamped(connection: Connection, scene: Scene) -> None:
    back = to_text(from_text(scene.made[2].at) - timedelta(hours=2))
    again = sign_again(connection, scene, {3: back})
    connection.execute(delete(timestamps).where(timestamps.c.size == again[2].size))
    connection.execute(text("DELETE FROM ledger_entries WHERE ledger = 'deliveries' AND subject LIKE '%.3.stamp'"))
    connection.execute(delete(cosignatures).where(cosignatures.c.size == again[2].size))


@finds((Kind.COSIGNATURE_CHANGED, 3))
def a_cosignature_that_the_witness_did_not_make(connection: Connection, scene: Scene) -> None:
    """So that it is asked no more."""
    name, _ = scene.witness
    line = str(notes.cosignature(scene.made[2].checkpoint, name, scene.keys.signer, 1))
    connection.execute(update(cosignatures).where(cosignatures.c.size == scene.made[2].size).values(line=line))


@finds((Kind.COSIGNATURE_CHANGED, 2))
def the_cosignature_of_another_checkpoint(connection: Connection, scene: Scene) -> None:
    other = next(line for size, _, line in checkpoints.cosigned(connection) if size == scene.made[0].size)
    connection.execute(update(cosignatures).where(cosignatures.c.size == scene.made[1].size).values(line=other))


@finds((Kind.COSIGNATURE_CHANGED, 1))
def a_cosignature_by_a_witness_that_nobody_knows(connection: Connection, scene: Scene) -> None:
    line = str(notes.cosignature(scene.made[0].checkpoint, "otro/1", scene.keys.signer, 1))
    connection.execute(insert(cosignatures), {"size": scene.made[0].size, "name": "otro/1", "line": line})


def witness_key(scene: Scene) -> VerifierKey:
    name, signer = scene.witness
    return VerifierKey(name, signer.public, notes.COSIGNATURE)
