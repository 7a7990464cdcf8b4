#!/usr/bin/env python3
"""Comprueba una evidencia de Cauce en cualquier máquina con Python 3.11 y SpiffWorkflow 3.2: nada de Cauce hace falta.

    python verificar.py evidencia.zip [--llave HEX]… [--kept SELLO]… [--testigo LLAVE]… [--json]

Termina con 0 si nada falla, con 1 si algo no es lo que fue, con 2 si el archivo no es una evidencia.

On purpose one file, and on purpose written apart from Cauce: what two programs say alike, neither says by mistake. It
hashes the chain of events again, and the values that they commit to, checks the sealed log (RFC 6962, C2SP
checkpoints, Ed25519) and that the history is what was sealed, and the diagrams, forms and files against what the
history says of them, and executes the history in SpiffWorkflow as it comes. A diagram's conditions and scripts are read
by the small evaluator below and never by Python's `eval`: an evidence is a file that somebody sends.
"""

import argparse
import ast
import base64
import copy
import hashlib
import hmac
import json
import operator
import sys
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

try:
    from lxml import etree
    from SpiffWorkflow.bpmn import BpmnWorkflow
    from SpiffWorkflow.bpmn.exceptions import WorkflowDataException
    from SpiffWorkflow.bpmn.script_engine import PythonScriptEngine
    from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit
    from SpiffWorkflow.bpmn.specs.event_definitions.timer import (
        CycleTimerEventDefinition,
        DurationTimerEventDefinition,
        TimeDateEventDefinition,
        TimerEventDefinition,
    )
    from SpiffWorkflow.bpmn.specs.mixins.events.end_event import EndEvent
    from SpiffWorkflow.bpmn.specs.mixins.events.intermediate_event import BoundaryEvent, EventBasedGateway
    from SpiffWorkflow.bpmn.specs.mixins.multiinstance_task import LoopTask, SequentialMultiInstanceTask
    from SpiffWorkflow.bpmn.specs.mixins.subworkflow_task import SubWorkflowTask
    from SpiffWorkflow.bpmn.specs.mixins.unstructured_join import UnstructuredJoin
    from SpiffWorkflow.bpmn.util import BpmnEvent
    from SpiffWorkflow.exceptions import SpiffWorkflowException, TaskNotFoundException
    from SpiffWorkflow.spiff.parser.process import SpiffBpmnParser
    from SpiffWorkflow.task import Task
    from SpiffWorkflow.util.task import TaskIterator, TaskState
except ImportError as missing:
    print(f"Falta SpiffWorkflow 3.2 ({missing}): python -m pip install 'SpiffWorkflow>=3.2,<3.3'", file=sys.stderr)
    sys.exit(2)

Event = dict[str, Any]
Place = tuple[str, str, int, int | None]
"""A visit to an element, as history calls it: scope, element, which time round, which of several instances."""
Point = tuple[int, int, int, int]

FORMAT = "cauce-evidence-3"
MAX_BYTES = 512 * 1024 * 1024
GENESIS = "0" * 64
GONE = "—"


# --- What is found -----------------------------------------------------------------------------------------------

TEXTS = {
    "event_changed": "un evento no dice lo que su huella dice",
    "event_removed": "faltan eventos",
    "event_inserted": "hay un evento que no estaba",
    "events_reordered": "los eventos están en otro orden",
    "key_changed": "la llave con que se comprueban los valores no es la de esta historia",
    "time_went_back": "la hora de un evento es anterior a la del que lo precede, o no es una hora",
    "history_truncated": "a la historia le falta el final",
    "history_rewritten": "la historia no es la que se selló",
    "event_unknown": "un evento es de un tipo que este verificador no conoce",
    "execution_diverged": "al ejecutar el diagrama no ocurre lo que se registró",
    "diagram_changed": "el diagrama no es el que se ejecutó",
    "form_changed": "un formulario no es el que se usó",
    "file_changed": "un archivo no es el que se entregó",
    "snapshot_changed": "el estado guardado no es el que resulta de la historia",
    "log_changed": "el registro sellado no contiene lo que dice la evidencia",
    "log_forked": "el registro no es el que se selló",
    "log_rolled_back": "el registro de la evidencia no llega hasta el sello conservado",
    "checkpoint_changed": "un sello no es válido",
    "checkpoint_removed": "la evidencia no trae la prueba contra el sello conservado (cauce export --kept)",
    "checkpoint_not_trusted": "el sello conservado no lleva una firma conocida",
}
OF_THE_CHAIN = {
    "event_changed", "event_removed", "event_inserted", "events_reordered", "history_truncated", "key_changed",
}  # fmt: skip


@dataclass
class Findings:
    """What is wrong, in the order in which it was found, and what could not be checked."""

    problems: list[dict[str, Any]] = field(default_factory=list)
    reserves: list[str] = field(default_factory=list)

    def add(self, kind: str, seq: int | None, expected: object, found: object, subject: str | None = None) -> None:
        problem = {"kind": kind, "seq": seq, "subject": subject, "expected": str(expected), "found": str(found)}
        if problem not in self.problems:
            self.problems.append(problem)

    def kinds(self) -> set[str]:
        return {problem["kind"] for problem in self.problems}


class NotEvidence(Exception):
    """The file is no evidence."""


class Evidence:
    """The zip, read whole and within bounds."""

    def __init__(self, path: str) -> None:
        try:
            with zipfile.ZipFile(path) as archive:
                if sum(info.file_size for info in archive.infolist()) > MAX_BYTES:
                    raise NotEvidence("es demasiado grande")
                self.files = {info.filename: archive.read(info) for info in archive.infolist()}
            history = json.loads(self.files["history.json"])
            self.state: dict[str, Any] = json.loads(self.files["state.json"])
            self.log: dict[str, Any] = json.loads(self.files["log.json"])
            self.keys: list[bytes] = []
            self.events: list[Event] = history["events"]
            self.folio, self.key = str(history["folio"]), str(history.get("key"))
            shapes = isinstance(self.state, dict), isinstance(self.log, dict), isinstance(self.events, list)
            if history["format"] != FORMAT or not all((*shapes, *(isinstance(each, dict) for each in self.events))):
                raise NotEvidence("es de otra versión")
        except NotEvidence:
            raise
        except (
            OSError,
            zipfile.BadZipFile,
            ValueError,
            KeyError,
            TypeError,
            RecursionError,
            NotImplementedError,
        ) as error:
            raise NotEvidence(f"no se puede leer ({type(error).__name__}: {error})") from error


# --- The chain ---------------------------------------------------------------------------------------------------


def canonical(value: Any) -> str:
    """The one way to write a value as JSON, so that a hash over it means something: RFC 8785."""
    if isinstance(value, dict):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(name)}:{canonical(value[name])}" for name in names) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    if isinstance(value, float):
        return number(value)
    return json.dumps(value, ensure_ascii=False)


def written(value: Any) -> str:
    """The same of what need not be a value that can be written."""
    try:
        return canonical(value)
    except (TypeError, ValueError, RecursionError) as error:
        return f"{type(error).__name__}: {error}"


def number(value: float) -> str:
    """A number as JavaScript writes it."""
    if value - value != 0:
        raise ValueError("un número que no es finito")
    if value == int(value) and abs(value) < 1e21:
        digits = repr(value).partition("e")[0].replace(".", "").rstrip("0").lstrip("-0")
        return ("-" if value < 0 else "") + (digits or "0").ljust(len(str(abs(int(value)))), "0")
    mantissa, _, exponent = repr(value).partition("e")
    if not exponent:
        return mantissa
    if -7 < int(exponent) < 0:
        sign, digits = "-" * (value < 0), mantissa.replace(".", "").lstrip("-")
        return f"{sign}0.{'0' * (-int(exponent) - 1)}{digits}"
    return f"{mantissa.removesuffix('.0')}e{int(exponent):+d}"


def sha256(data: bytes | str) -> str:
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()


def fits(event: Event, seq: object) -> bool:
    """Whether the event says what its hash says, if it was number `seq`."""
    content = {name: value for name, value in event.items() if name not in ("hash", "data")} | {"seq": seq}
    try:
        return bool(sha256(canonical(content)) == event.get("hash"))
    except (TypeError, ValueError, RecursionError):
        return False


def check_chain(events: list[Event], folio: str, findings: Findings) -> None:
    """Walk the links from the first event on; where they break, say how. See Cauce's `engine.history.tampering`."""
    rest, taken, moved = list(events), list[Event](), list[Event]()
    while rest and len(findings.problems) < 20:
        head, following = taken[-1].get("hash") if taken else GENESIS, len(taken) + 1
        place = next(
            (n for n, event in enumerate(rest) if event.get("prev_hash") == head and fits(event, following)), None
        )
        if place is None:
            check_break(rest, taken, head, following, findings)
            continue
        if place and not any(rest[0] is each for each in moved):
            known = {event.get("hash") for event in rest}
            places = range(following + 1, len(taken) + len(rest) + 1)
            if rest[0].get("prev_hash") in known and any(fits(rest[0], seq) for seq in places):
                findings.add("events_reordered", rest[0].get("seq"), told(rest[place]), told(rest[0]))
                moved += rest[:place]
            else:
                findings.add("event_inserted", rest[0].get("seq"), GONE, told(rest[0]))
                del rest[0]
                continue
        event = rest.pop(place)
        if event.get("seq") != following and not findings.problems:
            findings.add("events_reordered", event.get("seq"), following, event.get("seq"))
        if event.get("folio") != folio:
            findings.add("event_changed", event.get("seq"), folio, event.get("folio"))
        taken.append(event)


def committed(event: Event, key: bytes) -> str:
    """What an event's values must be committed to with: their HMAC, with its number before them."""
    try:
        return hmac.digest(key, f"{event.get('seq')}{canonical(event.get('data'))}".encode(), "sha256").hex()
    except (TypeError, ValueError, RecursionError):
        return GONE


def check_values(events: list[Event], key: str, findings: Findings) -> None:
    """Values are not in the hash of an event, which commits to them: so they can be disposed of, and it still holds."""
    try:
        secret = bytes.fromhex(key)
    except ValueError:
        secret = b""
    named = {problem["seq"] for problem in findings.problems}
    whole = [event for event in events if event.get("seq") not in named and fits(event, event.get("seq"))]
    unlike = [event for event in whole if committed(event, secret) != event.get("commitment")]
    if len(unlike) == len(whole) > 1:
        findings.add("key_changed", None, whole[0].get("commitment"), committed(whole[0], secret), "key")
        return
    for event in unlike:
        findings.add("event_changed", event.get("seq"), event.get("commitment"), committed(event, secret))


def check_times(events: list[Event], findings: Findings) -> None:
    """Time does not go back; where a clock did, the event has the time of the one before and says so."""
    before: str | None = None
    last: Any = None
    for event in events:
        at, clock = event.get("at"), event.get("clock")
        if [at, clock] == last:
            continue
        wrong = not is_moment(at) or (before is not None and str(at) < before)
        if clock is not None:
            wrong = wrong or not is_moment(clock) or not str(clock) < str(at) == before
        if wrong:
            findings.add("time_went_back", event.get("seq"), before or GONE, f"{at} {clock or ''}".rstrip())
        before, last = str(at), [at, clock]


def is_moment(text: object) -> bool:
    """Whether a text is a moment as history writes it: UTC, with microseconds."""
    try:
        found = datetime.fromisoformat(str(text))
    except ValueError:
        return False
    return found.utcoffset() == timedelta(0) and found.isoformat(timespec="microseconds")[:-6] + "Z" == text


def check_break(rest: list[Event], taken: list[Event], head: object, following: int, findings: Findings) -> None:
    """Nothing follows as it should: what comes first of what is left was changed, or something around it."""
    event = rest.pop(0)
    if event.get("prev_hash") == head:
        findings.add("event_changed", event.get("seq"), event.get("hash"), "otro contenido")
    elif any(earlier.get("hash") == event.get("prev_hash") for earlier in taken):
        while taken[-1].get("hash") != event.get("prev_hash"):
            inserted = taken.pop()
            findings.add("event_inserted", inserted.get("seq"), GONE, told(inserted))
        rest.insert(0, event)
        return
    else:
        was = next((seq for seq in range(following, following + 5000) if fits(event, seq)), None)
        if was is None:
            findings.add("event_changed", event.get("seq"), event.get("hash"), "otro contenido")
        elif was == following:
            before = taken[-1] if taken else event
            if fits(before, before.get("seq")):
                findings.add("event_changed", before.get("seq"), event.get("prev_hash"), head)
        else:
            findings.add("event_removed", following, f"{following}…{was - 1}", told(event))
            taken += [{}] * (was - following)
    taken.append(event)


def told(event: Event) -> str:
    """An event in a few words."""
    return f"{event.get('type')} {event.get('element') or ''}".rstrip()


def check_head(events: list[Event], head: Any, sealed: list[Any], findings: Findings) -> None:
    """Against the last event that the database knew of; which of the two is wrong, only the log can tell."""
    last = events[-1] if events else {"seq": 0, "hash": GONE}
    head = head if isinstance(head, dict) else {}
    expected, found = [head.get("seq"), head.get("hash")], [last.get("seq"), last.get("hash")]
    if expected == found:
        if events and head.get("at") != last.get("at"):
            findings.add("snapshot_changed", None, last.get("at"), head.get("at"), "head_at")
        return
    if sealed == found:
        findings.add("snapshot_changed", None, found, expected, "head")
    elif not isinstance(expected[0], int) or expected[0] > len(events):
        findings.add("history_truncated", len(events) + 1, expected[0], len(events))
    elif expected[0] < len(events):
        findings.add("event_inserted", expected[0] + 1, expected[0], len(events))
    else:
        findings.add("event_changed", len(events), expected[1], found[1])


# --- The log -----------------------------------------------------------------------------------------------------

P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)


def plus(a: Point, b: Point) -> Point:
    """The sum of two points of the curve, in extended coordinates (RFC 8032, 5.1.4)."""
    first, second = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    third, fourth = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = second - first, fourth - third, fourth + third, second + first
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: Point) -> Point:
    """A point added to itself so many times."""
    total = (0, 1, 1, 0)
    while number:
        if number & 1:
            total = plus(total, point)
        point = plus(point, point)
        number >>= 1
    return total


def same_point(a: Point, b: Point) -> bool:
    """Whether two points are the same, whatever their coordinates."""
    return not (a[0] * b[2] - b[0] * a[2]) % P and not (a[1] * b[2] - b[1] * a[2]) % P


def point_of(data: bytes) -> Point | None:
    """The point that 32 bytes stand for (5.1.3); None when they stand for none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def ed25519_verifies(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether `signature` over `message` was made with the key that `public` belongs to (RFC 8032, 5.1.7)."""
    if len(public) != 32 or len(signature) != 64 or BASE is None:
        return False
    key, nonce, scalar = point_of(public), point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or nonce is None or scalar >= Q:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % Q
    return same_point(times(scalar, BASE), plus(nonce, times(challenge, key)))


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def included(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes:
    """The root that a leaf and its proof lead to (RFC 6962, 2.1.1). Raises ValueError where the proof is none."""
    if not 0 <= index < size:
        raise ValueError("fuera del registro")
    # Below the split the path is that of a whole subtree, above it one of left neighbours alone.
    inner = (index ^ (size - 1)).bit_length()
    border = (index >> inner).bit_count()
    if len(proof) != inner + border:
        raise ValueError("la prueba tiene otro tamaño")
    for level, other in enumerate(proof):
        left = level >= inner or index >> level & 1
        leaf = node(other, leaf) if left else node(leaf, other)
    return leaf


def grown(old: int, new: int, root: bytes, proof: list[bytes]) -> tuple[bytes, bytes]:
    """The roots at both sizes that a proof of consistency (RFC 6962, 2.1.2) leads to; `root` is the one at `old`.

    Raises ValueError where the proof is none.
    """
    if not 0 < old < new:
        raise ValueError("no es anterior")
    shift = (old & -old).bit_length() - 1  # of the last whole subtree that both have
    inner = ((old - 1) ^ (new - 1)).bit_length() - shift
    border = ((old - 1) >> (inner + shift)).bit_count()
    path = ([root] if old == 1 << shift else []) + proof
    if len(path) != 1 + inner + border:
        raise ValueError("la prueba tiene otro tamaño")
    before = after = path[0]
    for level, other in enumerate(path[1:]):
        if level >= inner or (old - 1) >> (shift + level) & 1:
            before, after = node(other, before), node(other, after)
        else:
            after = node(after, other)
    return before, after


class Note:
    """A checkpoint of the log: a signed note (C2SP). Raises ValueError."""

    def __init__(self, text: Any) -> None:
        body, _, lines = str(text).rpartition("\n\n")
        self.text, parts = body + "\n", body.split("\n")
        self.origin, self.size = parts[0], int(parts[1])
        self.root = base64.b64decode(parts[2], validate=True)
        self.signatures = []
        for line in lines.splitlines():
            dash, name, encoded = line.split(" ")
            content = base64.b64decode(encoded, validate=True)
            if dash != "—" or len(self.root) != 32:
                raise ValueError(line)
            self.signatures.append((name, content[:4], content[4:]))

    def signed_by(self, name: str, public: bytes, kind: int = 1) -> bool:
        """Whether this key signed it, as the log (1) or as a witness (4)."""
        id_ = hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]
        for signer, short, content in self.signatures:
            if (signer, short) == (name, id_):
                said = self.text.encode()
                if kind == 4:
                    said = f"cosignature/v1\ntime {int.from_bytes(content[:8])}\n".encode() + said
                    content = content[8:]
                return ed25519_verifies(public, content, said)
        return False

    def trusted(self, keys: list[bytes], witnesses: Iterable[tuple[str, bytes]] = ()) -> bool:
        mine = any(self.signed_by(self.origin, key) for key in keys)
        return mine or any(self.signed_by(name, key, 4) for name, key in witnesses)


def vkey(text: str) -> tuple[str, bytes]:
    """The name and the public key of a witness, from the text that it makes known. Raises ValueError."""
    name, _, material = text.split("+", 2)
    return name, base64.b64decode(material, validate=True)[1:]


def proof_of(entry: Any, name: str) -> list[bytes]:
    return [bytes.fromhex(each) for each in entry[name]]


def leaf_of(ledger: str, entry: Any) -> bytes:
    return hashlib.sha256(b"\0" + canonical([ledger, entry["seq"], entry["hash"]]).encode()).digest()


@dataclass
class Trust:
    """What the reader knows from elsewhere: public keys of the log, kept checkpoints, keys of witnesses."""

    keys: list[bytes] = field(default_factory=list)
    kept: list[Note] = field(default_factory=list)
    witnesses: list[tuple[str, bytes]] = field(default_factory=list)


def check_log(evidence: Evidence, trust: Trust, findings: Findings) -> list[Any]:
    """The newest checkpoint, what of it the history is, and that it grew from those before it and from those that were
    kept. Gives the last sealed head."""
    last: list[Any] = [0, GONE]
    if evidence.log.get("checkpoint") is None:
        findings.reserves.append("no lleva sello: que no falten eventos al final no se puede probar")
        for kept in trust.kept:
            findings.add("log_rolled_back", None, kept.size, 0, "sello conservado")
        return last
    try:
        newest = Note(evidence.log["checkpoint"])
        on_record = [(leaf_of("log.keys", each), each) for each in evidence.log["keys"]]
        for leaf, each in on_record:
            if included(leaf, each["index"], newest.size, proof_of(each, "proof")) != newest.root:
                findings.add("log_changed", None, newest.root.hex(), each["hash"], "log.keys")
        evidence.keys = trust.keys or [bytes.fromhex(each["hash"]) for _, each in on_record]
        if not newest.trusted(evidence.keys):
            findings.add("checkpoint_changed", None, ", ".join(key.hex() for key in evidence.keys), GONE, "firma")
            return last
        check_earlier(evidence, newest, trust, findings)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        findings.add("checkpoint_changed", None, "un sello", repr(error))
        return last
    for head in evidence.log.get("heads") or []:
        try:
            reached = included(leaf_of(evidence.folio, head), head["index"], newest.size, proof_of(head, "proof"))
            seq, hash_ = int(head["seq"]), head["hash"]
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            findings.add("log_changed", None, newest.root.hex(), repr(error))
            continue
        if reached != newest.root:
            findings.add("log_changed", None, newest.root.hex(), reached.hex(), f"{head['index']}")
        elif findings.kinds() & OF_THE_CHAIN:
            pass  # what is left of the chain has other numbers than what was sealed
        elif len(evidence.events) < seq:
            findings.add("history_truncated", len(evidence.events) + 1, seq, len(evidence.events))
        elif evidence.events[seq - 1].get("hash") != hash_:
            findings.add("history_rewritten", seq, hash_, evidence.events[seq - 1].get("hash"))
        last = [seq, hash_]
    if last[0] < len(evidence.events):
        findings.reserves.append(f"lo posterior al evento {last[0]} aún no estaba sellado")
    return last


def check_earlier(evidence: Evidence, newest: Note, trust: Trust, findings: Findings) -> None:
    """That the log grew from every earlier checkpoint that the evidence brings, and that those which were kept are
    among them."""
    shown = {(newest.size, newest.root)}
    for each in evidence.log["earlier"]:
        note = Note(each["note"])
        if note.size == newest.size:
            fits = note.root == newest.root
        else:
            fits = grown(note.size, newest.size, note.root, proof_of(each, "consistency")) == (note.root, newest.root)
        if not fits or note.origin != newest.origin:
            findings.add("log_forked", None, newest.root.hex(), note.root.hex(), str(note.size))
        shown.add((note.size, note.root))
    for kept in trust.kept:
        if not kept.trusted(evidence.keys, trust.witnesses):
            findings.add("checkpoint_not_trusted", None, "una firma conocida", GONE, str(kept.size))
        elif kept.size > newest.size:
            findings.add("log_rolled_back", None, kept.size, newest.size, "sello conservado")
        elif kept.origin != newest.origin or (kept.size, kept.root) not in shown:
            same = {root for size, root in shown if size == kept.size}
            kind = "log_forked" if same or kept.origin != newest.origin else "checkpoint_removed"
            findings.add(kind, None, kept.root.hex(), ", ".join(root.hex() for root in same) or GONE, str(kept.size))


# --- Diagrams, forms and files -----------------------------------------------------------------------------------


def check_parts(evidence: Evidence, findings: Findings) -> None:
    """Diagrams (in their canonical form) and forms of every version that it ran on, by the digests in the event that
    put it there; files, by those in all."""
    for number, event in enumerate(evidence.events, start=1):
        if number > 1 and event.get("type") != MIGRATED:
            continue
        try:
            data = event["data"]
            check_versions(evidence, number, data[RUNS_ON[event["type"]]], data["digests"], findings)
        except (KeyError, TypeError, AttributeError):
            findings.add("event_changed", number, " o ".join(RUNS_ON), "otra cosa")
    if not evidence.events:
        findings.add("event_changed", 1, "instance_started", "otra cosa")
    for event in evidence.events:
        for name, digest in references(event.get("data")):
            content = evidence.files.get(f"files/{digest}")
            found = GONE if content is None else sha256(content)
            if found != digest:
                findings.add("file_changed", event.get("seq"), digest, found, name)


def check_versions(
    evidence: Evidence, seq: int, versions: dict[str, int], digests: dict[str, Any], findings: Findings
) -> None:
    """As `check_parts`, for what one event says; what is wrong is told once, at the first that says it."""
    known = {problem["subject"] for problem in findings.problems}
    for process, version in sorted(versions.items()):
        parts = digests[process]
        diagram = evidence.files.get(f"diagrams/{process}/{version}.bpmn")
        found = GONE if diagram is None else sha256(diagram)
        name = f"{process} {version}"
        if found != parts["diagram"] and name not in known:
            findings.add("diagram_changed", seq, parts["diagram"], found, name)
        folder = f"forms/{process}/{version}/"
        forms = {
            path.removeprefix(folder).removesuffix(".form.json"): sha256(content)
            for path, content in evidence.files.items()
            if path.startswith(folder)
        }
        for form in sorted(parts["forms"].keys() | forms.keys()):
            expected, found = parts["forms"].get(form, GONE), forms.get(form, GONE)
            if expected != found and f"{name} {form}" not in known:
                findings.add("form_changed", seq, expected, found, f"{name} {form}")


def references(value: object) -> Iterator[tuple[str, str]]:
    """The files that a form's values name, as (name, SHA-256)."""
    if isinstance(value, dict):
        if "sha256" in value and "size" in value:
            yield str(value.get("name", "")), str(value["sha256"])
        else:
            for inner in value.values():
                yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


# --- Expressions -------------------------------------------------------------------------------------------------


class BadExpression(Exception):
    """An expression that is not one of Cauce's, or that these data do not fit."""


class Empty(BadExpression):
    """What was to be worked out needs a value that is not there."""


class Asked(dict[str, Any]):
    """The data of a condition: what is not there is empty."""


NUMBERS, MAX_BITS, MAX_ITEMS, MAX_SIZE, MAX_CHARACTERS, MAX_DEPTH = (int, float), 256, 10_000, 100_000, 100_000, 50


def checked(value: Any) -> Any:
    """A value within bounds: what an expression makes is measured before it is used."""
    if isinstance(value, int) and value.bit_length() > MAX_BITS:
        raise BadExpression("un número demasiado grande")
    if isinstance(value, float) and value - value != 0:
        raise BadExpression("un número que no es finito")
    if isinstance(value, str) and len(value) > MAX_CHARACTERS:
        raise BadExpression("un texto demasiado largo")
    if isinstance(value, (list, tuple, dict)):
        room, ahead = MAX_SIZE, [value]
        while ahead:
            items = ahead.pop()
            room -= len(items)
            if len(items) > MAX_ITEMS or room < 0:
                raise BadExpression("una lista demasiado larga")
            inner = items.values() if isinstance(items, dict) else items
            ahead += [item for item in inner if isinstance(item, (list, tuple, dict))]
    return value


def own(value: Any) -> Any:
    """The same value as JSON has it, sharing nothing: the library changes lists in place."""
    if isinstance(value, (list, tuple)):
        return [own(item) for item in value]
    return {str(name): own(item) for name, item in value.items()} if isinstance(value, dict) else value


def arithmetic(function: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """The operator, for numbers only: ``%`` never formats text."""

    def apply(left: Any, right: Any) -> Any:
        if not isinstance(left, NUMBERS) or not isinstance(right, NUMBERS):
            raise TypeError
        return function(left, right)

    return apply


def add(left: Any, right: Any) -> Any:
    """Numbers are added; texts and lists are joined with their own kind."""
    if isinstance(left, NUMBERS) and isinstance(right, NUMBERS):
        return left + right
    if type(left) is not type(right) or not isinstance(left, (str, list, tuple)):
        raise TypeError
    return left + right


def multiply(left: Any, right: Any) -> Any:
    """Numbers are multiplied; a text or list is repeated, its length known before."""
    if isinstance(left, NUMBERS) and isinstance(right, NUMBERS):
        return left * right
    sequence, count = (right, left) if isinstance(right, (str, list, tuple)) else (left, right)
    if not isinstance(sequence, (str, list, tuple)) or not isinstance(count, int):
        raise TypeError
    if len(sequence) * count > MAX_ITEMS:
        raise BadExpression("una lista demasiado larga")
    return sequence * count


def total(items: Any, *start: Any) -> Any:
    """``sum`` of numbers."""
    if not all(isinstance(item, NUMBERS) for item in [*items, *start]):
        raise TypeError
    return sum(items, *start)


def rounded(number: Any, places: Any = None) -> Any:
    """``round`` to a sane number of places."""
    if not isinstance(number, NUMBERS) or (places is not None and abs(places) > 100):
        raise TypeError
    return round(number, places)


BINARY: dict[type, Callable[[Any, Any], Any]] = {
    ast.Add: add, ast.Mult: multiply, ast.Sub: arithmetic(operator.sub), ast.Div: arithmetic(operator.truediv),
    ast.FloorDiv: arithmetic(operator.floordiv), ast.Mod: arithmetic(operator.mod),
}  # fmt: skip
COMPARISONS: dict[type, Callable[[Any, Any], Any]] = {
    ast.Eq: operator.eq, ast.NotEq: operator.ne, ast.Lt: operator.lt, ast.LtE: operator.le, ast.Gt: operator.gt,
    ast.GtE: operator.ge, ast.In: lambda left, right: left in right, ast.NotIn: lambda left, right: left not in right,
    ast.Is: operator.is_, ast.IsNot: operator.is_not,
}  # fmt: skip
FUNCTIONS: dict[str, Callable[..., Any]] = {
    "len": len, "max": max, "min": min, "sum": total, "abs": abs, "round": rounded, "sorted": sorted, "any": any,
    "all": all, "str": str, "int": int, "float": float, "bool": bool,
}  # fmt: skip


def evaluate(text: str, data: dict[str, Any]) -> Any:
    """The value of an expression over `data`, in Cauce's subset of Python."""
    if len(text) > 20_000:
        raise BadExpression("demasiado largo")
    try:
        return own(checked(value_of(ast.parse(text.strip(), mode="eval").body, data, MAX_DEPTH)))
    except BadExpression:
        raise
    except (SyntaxError, TypeError, ValueError, LookupError, ArithmeticError, MemoryError, RecursionError) as error:
        raise BadExpression(f"{text!r}: {error}") from error


def holds(text: str, data: dict[str, Any]) -> bool:
    """Whether a condition holds. One over a value that is not there does not: a variable without one is empty."""
    try:
        return bool(evaluate(text, Asked(data)))
    except Empty:
        return False


def of(function: Callable[..., Any], *values: Any) -> Any:
    """The value of an operation; raises Empty where it fails for want of one of its values."""
    try:
        return function(*values)
    except (TypeError, ValueError, LookupError, ArithmeticError) as error:
        if isinstance(error, LookupError) or any(each is None or each in ("", [], (), {}) for each in values):
            raise Empty(str(error)) from error
        raise


def value_of(node: ast.expr, data: dict[str, Any], depth: int) -> Any:
    """The value of a syntax tree; what is not named here is refused."""
    if depth == 0:
        raise BadExpression("anidado de más")

    def inner(part: Any) -> Any:
        return value_of(part, data, depth - 1)

    match node:
        case ast.Constant(value=str() | int() | float() | None):
            return checked(node.value)
        case ast.Name() if (node.id in data or isinstance(data, Asked)) and not node.id.startswith("__"):
            return data.get(node.id)
        case ast.BoolOp():
            value, empty = None, None
            for part in node.values:
                try:
                    value = inner(part)
                except Empty as error:
                    if not isinstance(data, Asked):
                        raise
                    empty = error
                    continue
                if bool(value) is isinstance(node.op, ast.Or):
                    return value
            if empty is not None:
                raise empty
            return value
        case ast.UnaryOp(op=ast.Not()):
            return not inner(node.operand)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
            return of(arithmetic(operator.mul), inner(node.operand), -1 if isinstance(node.op, ast.USub) else 1)
        case ast.BinOp() if type(node.op) in BINARY:
            return checked(of(BINARY[type(node.op)], inner(node.left), inner(node.right)))
        case ast.Compare():
            left = inner(node.left)
            for sign, part in zip(node.ops, node.comparators, strict=True):
                right = inner(part)
                if not of(COMPARISONS[type(sign)], left, right):
                    return False
                left = right
            return True
        case ast.IfExp():
            return inner(node.body) if inner(node.test) else inner(node.orelse)
        case ast.Subscript(slice=ast.Slice() as part):
            bounds = [None if bound is None else inner(bound) for bound in (part.lower, part.upper, part.step)]
            return of(operator.getitem, inner(node.value), slice(*bounds))
        case ast.Subscript():
            return of(operator.getitem, inner(node.value), inner(node.slice))
        case ast.List():
            return checked([inner(part) for part in node.elts])
        case ast.Tuple():
            return checked(tuple(inner(part) for part in node.elts))
        case ast.Dict() if all(node.keys):
            return checked({str(inner(key)): inner(part) for key, part in zip(node.keys, node.values, strict=True)})
        case ast.Call(func=ast.Name(id=name), keywords=[]) if name in FUNCTIONS:
            return checked(of(FUNCTIONS[name], *[inner(part) for part in node.args]))
        case _:
            raise BadExpression(f"{ast.unparse(node)!r} no se admite")


def run_script(text: str, data: dict[str, Any]) -> dict[str, Any]:
    """The variables that a script's assignments set."""
    found = dict(data)
    try:
        lines = ast.parse(text).body
    except (SyntaxError, ValueError, MemoryError, RecursionError) as error:
        raise BadExpression(str(error)) from error
    names = []
    for line in lines:
        if not isinstance(line, ast.Assign) or len(line.targets) != 1 or not isinstance(line.targets[0], ast.Name):
            raise BadExpression(f"{ast.unparse(line)!r} no se admite")
        names.append(line.targets[0].id)
        found[names[-1]] = evaluate(ast.unparse(line.value), found)
    return {name: found[name] for name in names}


class Condition(str):
    """A text that says whether something holds, and not what something is."""


def mark_conditions(spec: Any) -> None:
    """Tell conditions from other expressions in what SpiffWorkflow has parsed."""
    for each in spec.task_specs.values():
        for condition, _ in getattr(each, "cond_task_specs", ()):
            if condition is not None:
                condition.args = [Condition(condition.args[0])]
        if isinstance(each, LoopTask) and each.condition is not None:
            each.condition = Condition(each.condition)


class Engine(PythonScriptEngine):  # type: ignore[misc]
    """Conditions and scripts for SpiffWorkflow, whose own engine is plain `eval` and `exec`."""

    def evaluate(self, task: Any, expression: str, external_context: object = None) -> Any:
        return (holds if isinstance(expression, Condition) else evaluate)(expression, task.data)

    def execute(self, task: Any, script: str, external_context: object = None) -> bool:
        task.data.update(run_script(script, task.data))
        return True


# --- Executing the history ---------------------------------------------------------------------------------------

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
MAX_DEPTH_OF_TREE = 1000
CAUSES = {"instance_started", "user_task_completed", "timer_fired"}
BY_PEOPLE = {"user_task_claimed", "user_task_released", "user_task_assigned"}
TYPES = {
    "exclusiveGateway": "gateway_passed", "inclusiveGateway": "gateway_passed", "scriptTask": "script_task_completed",
    "sendTask": "message_sent", "callActivity": "call_activity_completed", "subProcess": "sub_process_completed",
    "intermediateThrowEvent": "event_thrown", "endEvent": "event_thrown",
}  # fmt: skip
OWN_STEPS = {"Start", "End"}  # what SpiffWorkflow calls where a process begins and ends
DOCUMENTATION = [
    BPMN + name
    for name in (
        "dataInputAssociation",
        "dataObject",
        "dataObjectReference",
        "dataOutputAssociation",
        "dataStore",
        "dataStoreReference",
        "ioSpecification",
    )
]
REFERENCES = ["attachedToRef", "calledElement", "messageRef", "signalRef", "sourceRef", "targetRef"]
TOLD = {"scriptTask", "sendTask", "intermediateThrowEvent", "callActivity", "subProcess"}
CONSEQUENCES = {
    *TYPES.values(), "element_completed", "user_task_enabled", "user_task_withdrawn", "timer_set", "timer_withdrawn",
    "user_task_moved", "timer_moved", "instance_completed",
}  # fmt: skip
CANCELLED, MIGRATED = "instance_cancelled", "instance_migrated"
RUNS_ON = {"instance_started": "versions", MIGRATED: "to"}
"""Where an event says which versions of the diagrams its instance runs on from then on."""
FORWARDED = "client_answer_forwarded"
LINKS = {"client_link_made", "client_link_revoked", "client_link_answered", FORWARDED}
HAPPENED = ("at", "clock", "channel", "actor", "role")
RAISED, RESOLVED = "incident_raised", "incident_resolved"
INCIDENTS = {RAISED, RESOLVED}
# Every type of event that a history can hold stands in one of these sets; any other is refused by its name.
KNOWN = CAUSES | BY_PEOPLE | CONSEQUENCES | {CANCELLED, MIGRATED} | LINKS | INCIDENTS


TIMERS = {
    TimeDateEventDefinition: "date",
    DurationTimerEventDefinition: "duration",
    CycleTimerEventDefinition: "cycle",
}


class Timer(TimerEventDefinition):  # type: ignore[misc]
    """A timer that waits until history says that it fired; SpiffWorkflow's own look at the clock."""

    def __init__(self, name: str, kind: str) -> None:
        super().__init__(name, "")
        self.kind = kind

    def has_fired(self, task: Any) -> bool:
        return bool(task.internal_data.get("event_fired", False))


class Competing:
    """One of the events that a token at an event-based gateway waits for; SpiffWorkflow has one token for all of them.

    Its own look at the clock takes the first one's time for everybody's; told which event it saw, it goes the right
    way.
    """

    def __init__(self, token: Any, event: Any, definition: Any) -> None:
        self.token, self.definition = token, definition
        self.id, self.task_spec = (token.id, event.name), event
        self.workflow, self.parent, self.state, self.data = token.workflow, token, token.state, token.data

    def happen(self) -> None:
        """Tell the gateway that it saw this event."""
        self.token.internal_data["seen_events"] = [BpmnEvent(self.definition)]
        self.token.task_spec._update(self.token)

    def run(self) -> None:
        """Let the token go on."""
        self.token.run()


class Stop(Exception):
    """SpiffWorkflow, as it comes, is no measure from here on."""


class Diverged(Exception):
    """Executing gives something else than what was recorded; `seq` where it is another event's than the one obeyed."""

    def __init__(self, expected: str, found: str, seq: int | None = None) -> None:
        super().__init__(expected, found)
        self.expected, self.found, self.seq = expected, found, seq


def check_types(events: list[Event], findings: Findings) -> None:
    """What this verifier does not understand it cannot vouch for, however well it is chained."""
    for number, event in enumerate(events, start=1):
        if str(event.get("type")) not in KNOWN:
            findings.add("event_unknown", number, GONE, told(event))


def execute(evidence: Evidence, findings: Findings) -> None:
    """Execute the history, comparing what follows from each event with what was recorded."""
    seq = 0
    try:
        run = Run(evidence)
        position = 0
        while position < len(evidence.events):
            seq = position + 1
            run.links.look(evidence.events[position], run)
            run.look_at_incidents(evidence.events[position])
            position += run.obey(evidence.events, position)
        run.links.look(None, run)
        run.look_at_incidents(None)
    except Stop as stop:
        findings.reserves.append(f"se ejecutó hasta el evento {seq - 1}: {stop}")
    except Diverged as diverged:
        findings.add("execution_diverged", diverged.seq or seq, diverged.expected, diverged.found)
    except Exception as error:  # whatever an event or a diagram that nobody wrote makes of the code that reads it
        findings.add("execution_diverged", seq, "un evento que se entienda", f"{type(error).__name__}: {error}")
    else:
        check_state(evidence.state.get("data"), run, findings)


def check_state(stored: Any, run: "Run", findings: Findings) -> None:
    """What the stored snapshot says, against what executing gives."""
    if stored is None:
        return
    again = {name_of(place): dict(token.data) for place, token in run.waiting.items()} or {"": run.workflow.data}
    if written(stored) == written(again):
        return
    if run.merged:
        findings.reserves.append("el estado guardado no se comparó: SpiffWorkflow une de otro modo datos de ramas")
        return
    places = again.keys() | stored.keys() if isinstance(stored, dict) else again.keys()
    for place in sorted(places):
        expected, found = again.get(place), stored.get(place) if isinstance(stored, dict) else stored
        if expected != found:
            findings.add("snapshot_changed", None, written(expected)[:200], written(found)[:200], place)


def place_of(event: Event) -> Place:
    """Where an event happened."""
    return event["scope"], event["element"], event["pass"], event["index"]


def by_link(event: Event) -> bool:
    """Whether a client's link caused an event: no person's id has a colon."""
    return ":" in str(event["actor"])


def of_event(event: Event) -> tuple[Any, ...]:
    """What is compared of an event."""
    if event["type"] == "instance_completed":
        return "instance_completed", event["element"]
    data = event["data"]
    names = {
        "user_task_enabled": ("process", "name", "lane"),
        "user_task_moved": ("from", "process", "name", "lane"),
        "timer_set": ("process", "kind"),
        "timer_moved": ("from", "process"),
    }
    said = [data[name] for name in names.get(event["type"], ())]
    return event["type"], name_of(place_of(event)), (*said, *data.get("flows", ()))


def name_of(place: Place) -> str:
    """A place as people read it, e.g. ``alianzas#1/cotizar_soluciones#1``."""
    scope, element, number, index = place
    return f"{scope}/{element}#{number}{'' if index is None else f'.{index}'}".lstrip("/")


def outline(tellings: Iterable[tuple[Any, ...]]) -> str:
    """Some events in a few words."""
    return (
        ", ".join(sorted(" ".join(str(part) for part in each if part not in (None, ())) for each in tellings)) or GONE
    )


def complete(root: Any) -> None:
    """Leave out of a diagram what only documents; give flows without an id theirs, and references the id alone."""
    for each in list(root.iter(*DOCUMENTATION)):
        each.getparent().remove(each)
    target = root.get("targetNamespace")
    for node in root.iter(etree.Element):
        for name in REFERENCES:
            if target and node.nsmap.get(node.get(name, "").rpartition(":")[0]) == target and ":" in node.get(name, ""):
                node.set(name, node.get(name).rpartition(":")[2])
    taken = {node.get("id") for node in root.iter(etree.Element)}
    for flow in root.iter(BPMN + "sequenceFlow"):
        if not flow.get("id"):
            stem, number = "_to_".join((flow.get("sourceRef", ""), flow.get("targetRef", ""))), 1
            while (id_ := stem if number == 1 else f"{stem}_{number}") in taken:
                number += 1
            taken.add(id_)
            flow.set("id", id_)


class Run:
    """One instance in SpiffWorkflow, nothing corrected, nothing left out.

    `waiting` is the work that SpiffWorkflow has ready and the timers that wait, by place; `open` is where something may
    still happen: nowhere once the instance is cancelled.
    """

    def __init__(self, evidence: Evidence) -> None:
        started = evidence.events[0]["data"]
        self.evidence, self.process = evidence, started["process"]
        self.workflow = self.load(started["versions"])
        self.waiting: dict[Place, Any] = {}
        self.open: set[Place] = set()
        self.places: dict[Any, Place] = {}
        self.counts: Counter[Any] = Counter()
        self.passages: list[tuple[Any, ...]] = []
        self.fired: set[Any] = set()
        self.end: str | None = None
        self.merged, self.doubt = False, ""
        self.links = Links(evidence)
        self.stopped: set[Place] = set()
        self.repaired: set[Place] = set()
        self.by: str | None = None

    def load(self, versions: dict[str, int]) -> Any:
        """A workflow at the start of the diagrams of those versions."""
        self.versions = versions
        self.nodes: dict[tuple[str, str], Any] = {}
        self.home: dict[str, str] = {}
        self.flows: dict[tuple[str, str], list[Any]] = {}
        self.lanes: dict[tuple[str, str], str] = {}
        self.renamed: dict[str, str] = {}
        parser, process = SpiffBpmnParser(), self.process
        files = self.evidence.files
        for content in sorted({files[f"diagrams/{name}/{number}.bpmn"] for name, number in versions.items()}):
            parser.add_bpmn_xml(self.read(content))
        specs = parser.get_subprocess_specs(process)
        spec = parser.get_spec(process)
        for each in (spec, *specs.values()):
            for step in each.task_specs.values():
                if getattr(step, "bpmn_id", None) in self.renamed:
                    step.bpmn_id = self.renamed[step.bpmn_id]
            self.stop_clocks(each)
            mark_conditions(each)
        return BpmnWorkflow(spec, specs, script_engine=Engine())

    def read(self, content: bytes) -> Any:
        """A diagram, as the parser wants it."""
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
            raise ValueError("DOCTYPE")
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
        complete(root)
        for process in root.iter(BPMN + "process"):
            id_ = process.get("id", "")
            process.set("isExecutable", "true")
            for node in process.iter(etree.Element):
                self.home[node.get("id", "")] = id_
                self.nodes[id_, node.get("id", "")] = node
            for lane in process.iter(BPMN + "lane"):  # the inner ones after those that hold them
                for node in lane.findall(BPMN + "flowNodeRef"):
                    self.lanes[id_, (node.text or "").strip()] = lane.get("id", "")
            for flow in process.iter(BPMN + "sequenceFlow"):
                self.flows.setdefault((id_, flow.get("sourceRef", "")), []).append(flow)
        for condition in root.iter(BPMN + "conditionExpression"):
            condition.text = (condition.text or "").strip()
        self.rename(root)
        return root

    def rename(self, root: Any) -> None:
        """Give other ids to elements that have those of SpiffWorkflow's own steps; their specs get theirs back."""
        for node in root.iter(etree.Element):
            for name in ("id", "sourceRef", "targetRef", "attachedToRef"):
                if node.get(name) in OWN_STEPS:
                    self.renamed[node.get(name) + ".paso"] = node.get(name)
                    node.set(name, node.get(name) + ".paso")
            if node.tag == BPMN + "flowNodeRef" and (node.text or "").strip() in OWN_STEPS:
                node.text = node.text.strip() + ".paso"
        self.home |= {other: self.home[id_] for other, id_ in self.renamed.items() if id_ in self.home}

    def stop_clocks(self, spec: Any) -> None:
        """Put our timers in the place of those that look at the clock."""
        for each in spec.task_specs.values():
            definition = getattr(each, "event_definition", None)
            kind = TIMERS.get(type(definition))
            if kind is not None and definition is not None:
                each.event_definition = Timer(definition.name, kind)
            elif definition is not None and isinstance(each, EventBasedGateway):
                # It has taken them from the events after it, and knows them apart by their names alone.
                told = zip(each.outputs, definition.event_definitions, strict=True)
                definition.event_definitions = [Timer(event.name, TIMERS[type(inner)]) for event, inner in told]

    def ways(self, workflow: Any) -> list[tuple[str, str, str]]:
        """The ways of a process: its flows, and from each activity to what hangs on its boundary."""
        home = self.home[workflow.spec.name]
        flows = [flow for (process, _), each in self.flows.items() if process == home for flow in each]
        found = [(flow.get("id"), bare(flow.get("sourceRef")), bare(flow.get("targetRef"))) for flow in flows]
        hanging = [(id_, node.get("attachedToRef")) for (process, id_), node in self.nodes.items() if process == home]
        return [*found, *((GONE, bare(activity), id_) for id_, activity in hanging if activity is not None)]

    def obey(self, events: list[Event], position: int) -> int:
        """Do what the event at `position` says and compare what follows; gives how many events that were."""
        event, kind = events[position], events[position]["type"]
        somewhere = event["scope"] != "" or any(event[name] is not None for name in ("element", "pass", "index"))
        if (kind == "instance_started") != (position == 0) or (position == 0 and somewhere):
            raise Diverged(GONE, told(event))
        if kind in LINKS or kind in INCIDENTS or (kind in BY_PEOPLE and self.is_by_people(event)):
            return 1
        if kind == MIGRATED and self.open and not somewhere:
            expected = Move(self, event).make()
        elif kind in CAUSES:
            expected = self.step(event)
        elif kind == CANCELLED and self.open:
            expected = [self.withdrawn(place, self.waiting[place]) for place in self.open]
        else:
            raise Diverged(GONE, told(event))
        following = events[position + 1 : position + 1 + len(expected)]
        found = [of_event(each) for each in following]
        for number_, each in enumerate(following):
            if [each[name] for name in HAPPENED] != [event["at"], event["clock"], event["channel"], None, None]:
                raise Diverged(f"{event['at']} {event['channel']}", told(each), position + 2 + number_)
        missing, left = Counter(expected) - Counter(found), Counter(found) - Counter(expected)
        if missing or left:
            if self.doubt:
                raise Stop(self.doubt)
            first = next((n for n, each in enumerate(found) if each in left), len(found))
            raise Diverged(outline(missing), outline(left), position + 2 + first)
        self.open = set() if kind == CANCELLED else set(self.waiting)
        return 1 + len(expected)

    def look_at_incidents(self, event: Event | None) -> None:
        """Follow what history tells of incidents: of what waits, over as soon as it does not; None is the end."""
        over = self.stopped & self.repaired | self.stopped - self.open
        kind = GONE if event is None else event["type"]
        place = place_of(event) if event is not None and kind in INCIDENTS else None
        if event is not None and kind == RESOLVED and place in over and event["actor"] == self.by:
            self.stopped.discard(place)
            self.repaired.discard(place)
        elif over or kind == RESOLVED:
            raise Diverged(", ".join(f"{RESOLVED} {name_of(each)}" for each in sorted(over, key=name_of)) or GONE, kind)
        elif event is not None and place is not None:
            if place not in self.open or is_timer(self.waiting[place]) is not (event["actor"] is None):
                raise Diverged(", ".join(sorted(map(name_of, self.open))) or GONE, told(event))
            if not isinstance(event["data"]["reason"]["text"], str):
                raise Diverged("una razón", told(event))
            self.stopped.add(place)
        elif event is not None and kind in CAUSES | {CANCELLED, MIGRATED}:
            self.by = event["actor"]

    def move_incidents(self, now: dict[Place, Place]) -> None:
        """The instance goes on with other versions; an incident of what waits at another element now is over."""
        moved = {now.get(place, place): place for place in self.stopped}
        self.stopped = set(moved)
        self.repaired = {place for place, was in moved.items() if place[1] != was[1]}

    def is_by_people(self, event: Event) -> bool:
        """Whether somebody did something to work that waited for it."""
        named = event["type"] != "user_task_assigned" or isinstance(event["data"].get("assignee"), str)
        return named and event["actor"] is not None and place_of(event) in self.open

    def step(self, event: Event) -> list[tuple[Any, ...]]:
        """Take the step that an event sets off; gives what history must tell after it."""
        before = dict(self.waiting)

        def act() -> None:
            if event["type"] == "instance_started":
                self.workflow.task_tree.data.update(event["data"]["values"])
                return
            if place_of(event) not in self.open:
                raise Diverged(", ".join(sorted(map(name_of, self.open))) or GONE, told(event))
            token = before.pop(place_of(event))
            if event["type"] == "timer_fired":
                self.fire(token)
            else:
                token.data.update(event["data"])
            token.run()

        return self.go_on(event, act, before)

    def go_on(self, event: Event, act: Callable[[], None], before: dict[Place, Any]) -> list[tuple[Any, ...]]:
        """Act, and run all that goes by itself; gives what history must tell. `before` is what waited."""
        self.passages, self.end = [], None
        try:
            act()
            self.workflow.do_engine_steps(self.entering, self.passed)
        except (WorkflowDataException, TaskNotFoundException, NameError) as error:
            raise Stop("SpiffWorkflow no sabe seguir con una actividad que se repite") from error
        except SpiffWorkflowException as error:
            if "non-predicted" in str(error):
                raise Stop("SpiffWorkflow no sabe repetir una actividad justo después de un evento") from error
            raise Diverged(told(event), str(error)) from error
        alive = self.workflow.get_tasks(state=TaskState.READY | TaskState.WAITING)
        found = (
            token for token in alive if is_timer(token) or (token.state == TaskState.READY and token.task_spec.manual)
        )
        self.waiting = {self.place(each): each for token in found for each in competing(token)}
        self.check_limits()
        expected = list(self.passages)
        expected += [self.withdrawn(place, token) for place, token in before.items() if place not in self.waiting]
        expected += [self.begun(place, token) for place, token in self.waiting.items() if place not in before]
        if not self.waiting:
            if not self.workflow.is_completed():
                raise Stop(self.doubt or "SpiffWorkflow no encuentra cómo seguir")
            expected.append(("instance_completed", self.end))
        return expected

    def fire(self, token: Any) -> None:
        """Let a timer happen."""
        if isinstance(token, Competing):
            token.happen()
            return
        definition = token.task_spec.event_definition
        if definition.kind == "cycle" and not getattr(token.task_spec, "cancel_activity", True):
            raise Stop("un temporizador que se repite")
        token.internal_data["event_fired"] = True
        token.task_spec._update(token)

    def withdrawn(self, place: Place, token: Any) -> tuple[Any, ...]:
        """What history must tell of what does not wait any more."""
        return "timer_withdrawn" if isinstance(event_of(token), Timer) else "user_task_withdrawn", name_of(place), ()

    def begun(self, place: Place, token: Any) -> tuple[Any, ...]:
        """What history must tell of what waits from now on."""
        process, id_ = self.home[token.workflow.spec.name], token.task_spec.bpmn_id
        if is_timer(token):
            return "timer_set", name_of(place), (process, event_of(token).kind)
        name = self.nodes[process, id_].get("name") or id_
        return "user_task_enabled", name_of(place), (process, name, self.lanes.get((process, id_)))

    def entering(self, token: Any) -> None:
        """About to go through what goes by itself."""
        if token.state != TaskState.READY:
            raise Stop("SpiffWorkflow sigue con lo que ya se había cancelado")
        if isinstance(token.task_spec, UnstructuredJoin) and any(map(is_alive, passed_beside(token))):
            raise Stop("SpiffWorkflow borra lo que sigue a otra ficha que pasó por la misma compuerta")
        self.check_limit(token)

    def check_limits(self) -> None:
        """Raise Stop where SpiffWorkflow, as it comes, is known to go wrong."""
        for token in self.workflow.get_tasks(state=TaskState.READY | TaskState.WAITING):
            self.check_limit(token)
            if token.depth >= MAX_DEPTH_OF_TREE:
                raise Stop("SpiffWorkflow no ve más allá de mil pasos de profundidad")

    def check_limit(self, token: Any) -> None:
        """As `check_limits`, for one token."""
        if is_join(token):
            self.merged = True
            if (token.workflow, token.task_spec.name) in self.fired:
                raise Stop("SpiffWorkflow cuenta otra vez lo que ya llegó a una unión")
            if disagree(token):
                self.doubt = "SpiffWorkflow une de otro modo los datos de las ramas"
        elif isinstance(token.task_spec, SequentialMultiInstanceTask):
            self.doubt = "SpiffWorkflow se detiene en un elemento vacío de una lista"
        if isinstance(token.task_spec, LoopTask) and getattr(token.task_spec, "data_output", None) is None:
            self.merged = True
            self.doubt = "SpiffWorkflow une de otro modo los datos de una actividad que se repite"

    def passed(self, token: Any) -> None:
        """Something went by itself."""
        spec = token.task_spec
        if is_join(token):
            self.fired.add((token.workflow, spec.name))
        if isinstance(spec, EndEvent) and token.workflow is self.workflow:
            self.end = spec.bpmn_id
        if getattr(spec, "bpmn_id", None) is None or isinstance(spec, LoopTask):
            return
        if isinstance(token.parent.task_spec, EventBasedGateway):
            return  # history told of it when it happened
        process = self.home[token.workflow.spec.name]
        node = self.nodes[process, spec.bpmn_id]
        kind = etree.QName(node).localname
        flows = self.flows_taken(token, process, kind)
        if flows or kind in TOLD or node.find(f"{BPMN}extensionElements/{{urn:cauce:bpmn:1}}notification") is not None:
            message = kind.endswith("Event") and node.find(BPMN + "messageEventDefinition") is not None
            type_ = "message_sent" if message else TYPES.get(kind, "element_completed")
            self.passages.append((type_, name_of(self.place(token)), flows))

    def flows_taken(self, token: Any, process: str, kind: str) -> tuple[str, ...]:
        """The sequence flows taken out of a gateway where there was a choice."""
        outgoing = self.flows.get((process, token.task_spec.bpmn_id), [])
        if kind not in ("exclusiveGateway", "inclusiveGateway") or len(outgoing) < 2:
            return ()
        targets = {child.task_spec.name.removesuffix(".BoundaryEventSplit") for child in token.children}
        return tuple(flow.get("id") for flow in outgoing if flow.get("targetRef") in targets)

    def place(self, token: Any) -> Place:
        """The place of a token, given at first sight."""
        if token.id not in self.places:
            scope, parent, element = self.scope(token.workflow), token.parent, token.task_spec.bpmn_id
            if parent is not None and getattr(parent.task_spec, "task_spec", None) == token.task_spec.name:
                index = token.internal_data.get("key_or_index", token.internal_data.get("iteration"))
                if not isinstance(index, int):
                    index = self.counts["given", parent.id]
                    self.counts["given", parent.id] += 1
                self.places[token.id] = scope, element, self.place(parent)[2], index
            else:
                self.counts[scope, element] += 1
                self.places[token.id] = scope, element, self.counts[scope, element], None
        return self.places[token.id]

    def scope(self, workflow: Any) -> str:
        """The path of the calls and sub-processes that a workflow stands in."""
        if workflow is self.workflow:
            return ""
        return name_of(self.place(self.workflow.get_task_from_id(workflow.parent_task_id)))


class Links:
    """What history tells of links for clients: made where the diagram invites, answered by whoever had them.

    `standing` are the links that can be used, by place, as (link, actor, last moment); `stopped` those whose answer
    could not complete the work of a place: somebody may send it on.
    """

    def __init__(self, evidence: Evidence) -> None:
        self.digests = evidence.events[0]["data"].get("digests", {})
        self.standing: dict[Place, tuple[str, str, str]] = {}
        self.stopped: dict[Place, set[str]] = {}
        self.used: set[str] = set()
        self.answered: Event | None = None

    def move(self, places: dict[Place, Place], digests: dict[str, Any]) -> None:
        """The instance goes on with other versions; `places` are what its open work was called, and is."""
        self.digests = digests
        self.standing = {places[place]: link for place, link in self.standing.items() if place in places}
        self.stopped = {places[place]: links for place, links in self.stopped.items() if place in places}

    def look(self, event: Event | None, run: "Run") -> None:
        """Follow an event that no step gives; None is the end."""
        answered, self.answered = self.answered, None
        completes = event is not None and event["type"] == "user_task_completed"
        if answered is not None or (completes and event is not None and by_link(event)):
            by = [None if each is None else [each["actor"], each["at"], place_of(each)] for each in (answered, event)]
            if not completes or by[0] != by[1]:
                raise Diverged(str(by[0]), str(by[1]))
        if event is not None and event["type"] == RAISED and by_link(event):
            link, actor, last = self.standing.get(place_of(event), (GONE, GONE, ""))
            self.could(event, actor, last)
            self.stopped.setdefault(place_of(event), set()).add(link)
        if event is None or event["type"] not in LINKS:
            return
        place, data = place_of(event), event["data"]
        if place not in run.open:
            raise Diverged(", ".join(sorted(map(name_of, run.open))) or GONE, told(event))
        token = run.waiting[place]
        if event["type"] == "client_link_made":
            self.make(event, place, token.data, run)
            return
        if event["type"] == FORWARDED:
            sent = self.stopped.get(place, set())
            if data["link"] not in sent or event["actor"] is None or by_link(event):
                raise Diverged(", ".join(sorted(sent)) or GONE, told(event))
            self.answered = event
            return
        link, actor, last = self.standing.pop(place, (GONE, GONE, ""))
        if data["link"] != link:
            raise Diverged(link, str(data["link"]))
        if event["type"] == "client_link_answered":
            self.could(event, actor, last)
            self.check_shown(data, token.data, place, run)
            self.answered = event

    def could(self, event: Event, actor: str, last: str) -> None:
        """Whoever acted by a link had it, and in time."""
        if event["actor"] != actor or event["at"] >= last:
            raise Diverged(f"{actor} < {last}", f"{event['actor']} {event['at']}")

    def make(self, event: Event, place: Place, seen: dict[str, Any], run: "Run") -> None:
        """A new link: the only one there, to whom the diagram invites."""
        data, process = event["data"], run.home[run.waiting[place].workflow.spec.name]
        lane = run.nodes[process, run.lanes[process, place[1]]]
        ours, where = "{urn:cauce:bpmn:1}", f"{BPMN}extensionElements/"
        invitation = lane.find(f"{where}{ours}invitation")
        if invitation is None or place in self.standing or data["link"] in self.used:
            raise Diverged(GONE, told(event))
        roles = [each.get("role") for each in lane.findall(f"{where}{ours}staffing")] or [lane.get("id")]
        found = [data["role"], data["email"], data["person"]]
        email, person = (said(seen.get(invitation.get(name, ""))) for name in ("email", "person"))
        expected = [roles[0], email if email and "@" in email else None, person]
        if found != expected or not event["at"] < data["expires_at"]:
            raise Diverged(canonical(expected), canonical([*found, data["expires_at"]]))
        self.used.add(data["link"])
        self.standing[place] = data["link"], f"{roles[0]}:{data['link']}", data["expires_at"]

    def check_shown(self, data: dict[str, Any], seen: dict[str, Any], place: Place, run: "Run") -> None:
        """The page showed what the data and the form of that moment held."""
        process = run.home[run.waiting[place].workflow.spec.name]
        activity = run.nodes[process, place[1]].find(f"{BPMN}extensionElements/{{urn:cauce:bpmn:1}}activity")
        form = None if activity is None else activity.get("form")
        shown = {name: seen[name] for name in data["variables"]}
        files = sorted(references(shown))
        expected = [sha256(canonical(shown)), self.digests[process]["forms"][form] if form else None, files]
        found = [data["data"], data["form"], sorted(references(data["files"]))]
        if expected != found:
            raise Diverged(canonical(expected), canonical(found))


class Move:
    """A move to other versions, on purpose made in another way than by Cauce: nothing is rewritten, but each token that
    waits is planted in a new run of SpiffWorkflow, where SpiffWorkflow itself would have it.

    What waits where branches meet is planted with the way by which it came, found in both diagrams; an activity that
    repeats with the instances that are under way; a choice between events with those that wait on. All that is taken
    as it was recorded is the mapping, and every entry of it must have been needed.
    """

    def __init__(self, run: Run, event: Event) -> None:
        self.run, self.event, self.data = run, event, event["data"]
        self.mapping: dict[str, str] = self.data["mapping"]
        self.used: set[str] = set()
        self.old_nodes, self.old_home, self.old_flows = run.nodes, run.home, run.flows
        self.old, self.places = run.workflow, run.places
        self.before = dict(run.waiting)
        self.carried: list[tuple[Place, Place, Any]] = []
        self.begins: list[tuple[Any, Any, dict[str, Any]]] = []
        self.joins: list[Any] = []

    def make(self) -> list[tuple[Any, ...]]:
        """Move the run; gives what history must tell of it."""
        run = self.run
        if self.data["from"] != run.versions:
            raise Diverged(canonical(run.versions), canonical(self.data["from"]))
        if not isinstance(self.data["reason"], str) or not isinstance(self.event["actor"], str):
            raise Diverged("quién y por qué", told(self.event))
        given = {key: count for key, count in run.counts.items() if key[0] != "given"}
        run.workflow = run.load(self.data["to"])
        run.places, run.fired, run.counts = {}, set(), Counter(given)
        self.scope(self.old, run.workflow, ("", ""))
        elements = {id_ for _, id_ in run.nodes}
        if self.used != self.mapping.keys() or not elements.issuperset(self.data["waived"]):
            raise Diverged(canonical(sorted(self.used)), canonical(sorted(self.mapping)))
        went_on = {old for old, _, _ in self.carried}
        gone = [run.withdrawn(place, token) for place, token in self.before.items() if place not in went_on]
        told_of = [self.moved(old, new, token) for old, new, token in self.carried]
        now = {old: new for old, new, _ in self.carried}
        run.links.move(now, self.data["digests"])
        run.move_incidents(now)
        return [*told_of, *gone, *run.go_on(self.event, self.begin, {new: token for _, new, token in self.carried})]

    def moved(self, old: Place, new: Place, token: Any) -> tuple[Any, ...]:
        """What history must tell of what waits on."""
        type_, name, said = self.run.begun(new, token)
        if type_ == "timer_set":
            return "timer_moved", name, (name_of(old), said[0])
        return "user_task_moved", name, (name_of(old), *said)

    def begin(self) -> None:
        """Let begin what begins anew, and go on what waits for less than it did."""
        for workflow, spec, data in self.begins:
            token = planted(workflow, spec, workflow.task_tree, TaskState.FUTURE, data)
            token.task_spec._update(token)
        for token in self.joins:
            if token.state == TaskState.WAITING:
                token.task_spec._update(token)

    def scope(self, old: Any, new: Any, paths: tuple[str, str]) -> None:
        """Plant the tokens of a process or a sub-process; `paths` are what it was called, and is."""
        before, after = paths
        self.run.counts = Counter({
            (after if scope == before else scope, element): count for (scope, element), count in self.run.counts.items()
        })  # fmt: skip
        new.task_tree._drop_children(force=True)
        new.task_tree._state = TaskState.COMPLETED
        for token in list(TaskIterator(old.task_tree, state=LIVE)):
            if token.workflow is not old or isinstance(token.task_spec, BoundaryEvent) or is_instance(token):
                continue  # goes with the activity that it belongs to
            if token.task_spec.bpmn_id is not None:
                self.plant(token, new, paths)
            elif isinstance(token.task_spec, UnstructuredJoin):
                end = next(spec for spec in new.spec.task_specs.values() if is_end(spec))
                self.meet(token, new, end)

    def plant(self, token: Any, new: Any, paths: tuple[str, str]) -> None:
        """Put a token, with what hangs on its boundary and what goes on inside, where it is in the new diagram."""
        element = token.task_spec.bpmn_id
        target = self.mapping.get(element, element)
        if element in self.mapping:
            self.used.add(element)
            if not target:
                return
        spec = spec_of(new, target)
        old_node = self.old_node(token, element)
        new_node = self.run.nodes.get((self.run.home[new.spec.name], target))
        if spec is None or new_node is None or belongs(spec):
            raise Diverged(GONE, f"{element} → {target}")
        guard = new.spec.task_specs.get(f"{spec.name}.BoundaryEventSplit")
        same = likeness(token.task_spec, old_node) == likeness(spec, new_node)
        if not same and (element not in self.mapping or is_meeting(spec)):
            raise Diverged(GONE, f"{element} → {target}")
        again = isinstance(event_of(token), Timer) and timing(old_node) != timing(new_node)
        if not same or again:
            arrived = arrivals(token) if isinstance(token.task_spec, UnstructuredJoin) else [token]
            self.begins += [(new, guard or spec, each.data if each is token else each.parent.data) for each in arrived]
        elif isinstance(spec, UnstructuredJoin):
            self.meet(token, new, spec)
        elif isinstance(spec, EventBasedGateway):
            self.compete(token, planted(new, spec, new.task_tree, token.state, token.data), paths[1])
        else:
            self.go_on(token, new, spec, guard, paths)

    def go_on(self, token: Any, new: Any, spec: Any, guard: Any, paths: tuple[str, str]) -> None:
        """Plant what goes on as it was: an activity or a timer."""
        place = self.place(token, spec.bpmn_id, paths[1])
        if guard is None:
            main = planted(new, spec, new.task_tree, token.state, token.data)
        else:
            split = planted(new, guard, new.task_tree, TaskState.FUTURE, {})  # what hangs on it has its own data
            split._state = TaskState.COMPLETED
            main = next(child for child in split.children if child.task_spec is spec)
            main._state, main.data = token.state, copy.deepcopy(token.data)
            self.boundary(split, main, token, paths[1])
        self.stand(token, main, place)

    def stand(self, token: Any, main: Any, place: Place) -> None:
        """Note where a planted token stands, and plant what it has started."""
        self.run.places[main.id] = place
        if isinstance(main.task_spec, LoopTask):
            self.repeat(token, main, place)
        elif isinstance(main.task_spec, SubWorkflowTask):
            inner = self.run.workflow.create_subprocess(main, main.task_spec.spec)
            inner.completed_event.connect(main.task_spec._on_subworkflow_completed, main)
            self.scope(self.old.subprocesses[token.id], inner, (name_of(self.places[token.id]), name_of(place)))
        else:
            self.carried.append((self.places[token.id], place, main))

    def repeat(self, token: Any, main: Any, place: Place) -> None:
        """Plant the instances that are under way of an activity that repeats, with the count of those that are over."""
        loop = main.task_spec
        spec = main.workflow.spec.task_specs[loop.task_spec]
        if not spec.completed_event.is_connected(loop.merge_child):
            spec.completed_event.connect(loop.merge_child)
        main.internal_data = copy.deepcopy(token.internal_data)
        over = [child for child in token.children if is_instance(child)]
        self.run.counts["given", main.id] = sum(child.id in self.places for child in over)
        for child in over:
            if not child.state & LIVE:
                continue
            instance = Task(main.workflow, spec, main, child.state)
            instance.triggered, instance.data = True, copy.deepcopy(child.data)
            instance.internal_data = copy.deepcopy(child.internal_data)
            self.stand(child, instance, (place[0], place[1], place[2], self.places[child.id][3]))

    def meet(self, token: Any, new: Any, spec: Any) -> None:
        """Plant what has arrived where branches meet, each behind what it came from: the last to arrive waits for all,
        as SpiffWorkflow has it. At the end it does not matter by which way."""
        for each in arrivals(token):
            before = spec.inputs[0] if is_end(spec) else self.way(each, new, spec)
            above = Task(new, before, new.task_tree, TaskState.COMPLETED)
            above.data = copy.deepcopy(each.parent.data)
            here = planted(new, spec, above, TaskState.WAITING, each.data)
            if each is token:
                self.joins.append(here)
            else:
                here._drop_children(force=True)
                here._state = TaskState.CANCELLED

    def way(self, token: Any, new: Any, spec: Any) -> Any:
        """What stands before a meeting in the new diagram, for a token that waits there: the source of the flow by
        which it came, or the element it came from, or the only new way that can be reached from that."""
        home, element = self.old_home[token.workflow.spec.name], token.task_spec.bpmn_id
        before = [(flow.get("id"), bare(source)) for (process, source), flows in self.old_flows.items()
                  for flow in flows if process == home and bare(flow.get("targetRef")) == element]  # fmt: skip
        self.used |= {source for _, source in before} & self.mapping.keys()
        came = bare(token.parent.task_spec.name)
        origin, ways = self.mapping.get(came, came), self.run.ways(new)
        into = [(id_, source) for id_, source, target in ways if target == spec.bpmn_id]
        ids = {id_ for id_, source in before if source == came}
        known = {id_ for id_, _ in before}
        sources = {self.mapping.get(source, source) for _, source in before}
        ahead = reached(origin, [(source, target) for _, source, target in ways], spec.bpmn_id)
        for found in (
            [source for id_, source in into if id_ in ids],
            [source for _, source in into if source == origin],
            [source for id_, source in into if id_ not in known and source not in sources and source in ahead],
        ):
            if found:
                before_it = [each for each in spec.inputs if bare(each.name) == found[0]]
                if len(found) == 1 and before_it:
                    return before_it[0]
                break
        raise Diverged(GONE, f"{came} → {element}")

    def compete(self, token: Any, main: Any, path: str) -> None:
        """Let go on those of the events that a choice waits for which say the same; the others begin anew."""
        was = self.now_called({each.task_spec.bpmn_id: each for each in competing(token)})
        for each in competing(main):
            id_ = each.task_spec.bpmn_id
            old = was.get(id_)
            if old is not None and self.says_the_same(old, each):
                place = self.place(old, id_, path)
                self.run.places[each.id] = place
                self.carried.append((self.places[old.id], place, each))

    def boundary(self, split: Any, main: Any, token: Any, path: str) -> None:
        """What hangs on the boundary of a planted activity: what waited and says the same, and what is new."""
        element, home = token.task_spec.bpmn_id, self.old_home[token.workflow.spec.name]
        beside = token.parent.children if isinstance(token.parent.task_spec, BoundaryEventSplit) else []
        waited = {each.task_spec.bpmn_id: each for each in beside if each.state & LIVE}
        known = self.now_called({id_: waited.get(id_) for (process, id_), node in self.old_nodes.items()
                                 if process == home and bare(node.get("attachedToRef", "")) == element})  # fmt: skip
        for child in split.children:
            if child is main:
                continue
            id_ = child.task_spec.bpmn_id
            was = known.get(id_)
            if was is None and id_ in known:
                child._drop_children(force=True)
                child._state = TaskState.CANCELLED  # it has happened, or was decided not to
                continue
            child._state, child.data = TaskState.WAITING, copy.deepcopy(main.data)
            if was is not None and self.says_the_same(was, child):
                child.internal_data, child.data = dict(was.internal_data), copy.deepcopy(was.data)
                place = self.run.places[child.id] = self.place(was, id_, path)
                self.carried.append((self.places[was.id], place, child))

    def now_called(self, events: dict[str, Any]) -> dict[str, Any]:
        """Events of an activity or a choice by what they are called in the new diagram; those that are to end keep
        their names, with nothing that waits."""
        self.used |= events.keys() & self.mapping.keys()
        found = {}
        for id_, token in events.items():
            target = self.mapping.get(id_, id_)
            found[target or id_] = token if target else None
        return found

    def says_the_same(self, old: Any, new: Any) -> bool:
        """Whether a timer says what it said."""
        node = self.run.nodes[self.run.home[new.workflow.spec.name], new.task_spec.bpmn_id]
        return timing(self.old_node(old, old.task_spec.bpmn_id)) == timing(node)

    def old_node(self, token: Any, element: str) -> Any:
        """An element of the diagram on which a token stood before."""
        return self.old_nodes[self.old_home[token.workflow.spec.name], element]

    def place(self, token: Any, target: str, scope: str) -> Place:
        """The place that a token has in the new diagram: another time round where it is another element."""
        _, element, number, index = self.places[token.id]
        if target != element:
            self.run.counts[scope, target] += 1
            number = self.run.counts[scope, target]
        return scope, target, number, index


LIVE = TaskState.READY | TaskState.WAITING | TaskState.STARTED


def spec_of(workflow: Any, element: str) -> Any:
    """What stands for an element in a process; for one that repeats, the whole of it."""
    found = (spec for spec in workflow.spec.task_specs.values() if getattr(spec, "bpmn_id", None) == element)
    return next((spec for spec in found if not spec.name.endswith(" [child]")), None)


def planted(workflow: Any, spec: Any, above: Any, state: int, data: dict[str, Any]) -> Any:
    """A token where none was foreseen, with what may follow it."""
    token = Task(workflow, spec, above, state)
    token.triggered, token.data = True, copy.deepcopy(data)
    spec._predict(token, mask=TaskState.NOT_FINISHED_MASK)
    return token


def is_instance(token: Any) -> bool:
    """Whether a token is one of the instances of an activity that repeats."""
    loop = None if token.parent is None else token.parent.task_spec
    return isinstance(loop, LoopTask) and loop.task_spec == token.task_spec.name


def is_end(spec: Any) -> bool:
    """Whether a spec is where everything in a process or a sub-process ends."""
    return isinstance(spec, UnstructuredJoin) and getattr(spec, "bpmn_id", None) is None


def is_meeting(spec: Any) -> bool:
    """Whether several branches meet at a spec."""
    return isinstance(spec, UnstructuredJoin) and len(spec.inputs) > 1


def belongs(spec: Any) -> bool:
    """Whether a spec is an event of an activity or of a choice, where nothing can be put by itself."""
    return isinstance(spec, BoundaryEvent) or any(isinstance(each, EventBasedGateway) for each in spec.inputs)


def arrivals(join: Any) -> list[Any]:
    """The tokens that have come to where one waits for others, in the order in which they came."""
    here = [token for token in join.workflow.tasks.values() if token.task_spec is join.task_spec]
    found = [token for token in here if token is join or (
        token.state == TaskState.CANCELLED and token.parent.state == TaskState.COMPLETED)]  # fmt: skip
    return sorted(found, key=lambda token: float(token.last_state_change) if token is not join else float("inf"))


def bare(name: str | None) -> str:
    """The id of an element, by what SpiffWorkflow calls it."""
    return (name or "").removesuffix(".BoundaryEventJoin").removesuffix(".paso")


def reached(origin: str, ways: list[tuple[str, str]], without: str) -> set[str]:
    """What can be reached from an element without passing another."""
    found, ahead = {origin}, [origin]
    while ahead:
        here = ahead.pop()
        following = {target for source, target in ways if source == here and target != without} - found
        found |= following
        ahead += following
    return found


def likeness(spec: Any, node: Any) -> object:
    """What an element must be still for whoever waits at it."""
    if isinstance(spec, LoopTask):
        return repeats(node), likeness(spec._wf_spec.task_specs[spec.task_spec], node)
    if isinstance(spec, UnstructuredJoin):
        return "join"
    if spec.manual:
        return "human"
    return etree.QName(node).localname, node.get("calledElement")


def repeats(node: Any) -> list[object]:
    """How an activity repeats, and over what."""
    found: list[object] = []
    for loop in node:
        if loop.tag in (BPMN + "standardLoopCharacteristics", BPMN + "multiInstanceLoopCharacteristics"):
            texts = [said(loop.findtext(BPMN + name)) for name in REPEATS]
            items = [None if (each := loop.find(BPMN + name)) is None else each.get("id") for name in ITEMS]
            found += [loop.tag, loop.get("isSequential") in ("true", "1"), *texts, *items]
    return found


REPEATS = ["loopDataInputRef", "loopCardinality", "loopDataOutputRef"]
ITEMS = ["inputDataItem", "outputDataItem"]


def timing(node: Any) -> list[str]:
    """What a timer says: its definition, and a term that Cauce counts."""
    said = [" ".join("".join(each.itertext()).split()) for each in node.iter(BPMN + "timerEventDefinition")]
    kinds = [etree.QName(inner).localname for each in node.iter(BPMN + "timerEventDefinition") for inner in each]
    terms = [canonical(sorted(each.attrib.items())) for each in node.iter("{urn:cauce:bpmn:1}due")]
    return [*said, *kinds, *terms]


def said(value: object) -> str | None:
    """A text without the space around it; None for nothing and for what is no text."""
    return value.strip() or None if isinstance(value, str) else None


def event_of(token: Any) -> Any:
    """The definition of the event at which a token stands, if it does."""
    return token.definition if isinstance(token, Competing) else getattr(token.task_spec, "event_definition", None)


def is_timer(token: Any) -> bool:
    """Whether a token waits for a timer, or at a gateway for several."""
    timed = isinstance(event_of(token), Timer) or isinstance(token.task_spec, EventBasedGateway)
    return token.state == TaskState.WAITING and timed


def competing(token: Any) -> list[Any]:
    """A token that waits, or what it waits for where that is several events, of which one will happen."""
    if not isinstance(token.task_spec, EventBasedGateway):
        return [token]
    events = zip(token.task_spec.outputs, token.task_spec.event_definition.event_definitions, strict=True)
    return [Competing(token, event, definition) for event, definition in events]


def disagree(join: Any) -> bool:
    """Whether two of the branches that meet say something else of one variable: what SpiffWorkflow makes of that."""
    here = (token for token in join.workflow.tasks.values() if token.task_spec is join.task_spec)
    arrived = [token.parent.data for token in here if token.parent.state == TaskState.COMPLETED]
    return any(a[name] != b[name] for a in arrived for b in arrived for name in a.keys() & b.keys())


def passed_beside(token: Any) -> list[Any]:
    """The tokens that have passed a gateway which `token` is about to pass, and that it does not come from."""
    here = (each for each in token.workflow.tasks.values() if each.task_spec is token.task_spec)
    return [each for each in here if each.state == TaskState.COMPLETED and not token.is_descendant_of(each)]


def is_alive(token: Any) -> bool:
    """Whether anything that follows from a token still goes on."""
    return next(TaskIterator(token, state=TaskState.NOT_FINISHED_MASK), None) is not None


def is_join(token: Any) -> bool:
    """Whether a token stands where branches meet."""
    return isinstance(token.task_spec, UnstructuredJoin) and len(token.task_spec._inputs) > 1


# --- The verdict -------------------------------------------------------------------------------------------------


def verify(evidence: Evidence, trust: Trust | None = None) -> Findings:
    """Everything that can be said of an evidence, by what the reader knows from elsewhere."""
    findings = Findings()
    check_chain(evidence.events, evidence.folio, findings)
    check_values(evidence.events, evidence.key, findings)
    sealed = check_log(evidence, trust or Trust(), findings)
    if not findings.kinds() & OF_THE_CHAIN:
        check_times(evidence.events, findings)
        check_head(evidence.events, evidence.state.get("head"), sealed, findings)
    check_parts(evidence, findings)
    if findings.kinds() & OF_THE_CHAIN:
        findings.reserves.append("no se ejecutó: la cadena de eventos no se sostiene")
    elif "diagram_changed" in findings.kinds():
        findings.reserves.append("no se ejecutó: el diagrama no es el que corrió")
    else:
        check_types(evidence.events, findings)
        if "event_unknown" in findings.kinds():
            findings.reserves.append("no se ejecutó: hay eventos de un tipo que este verificador no conoce")
        else:
            execute(evidence, findings)
    return findings


def main() -> int:
    """The command; see the top of the file."""
    parser = argparse.ArgumentParser(description="Comprueba una evidencia de Cauce.")
    parser.add_argument("evidencia", help="el archivo .zip")
    parser.add_argument("--llave", metavar="HEX", action="append", default=[], help="una llave pública de los sellos")
    parser.add_argument("--kept", metavar="SELLO", action="append", default=[], help="un sello conservado aparte")
    parser.add_argument("--testigo", metavar="LLAVE", action="append", default=[], help="la llave de un testigo")
    parser.add_argument("--json", action="store_true", help="escribe JSON")
    options = parser.parse_args()
    try:
        kept = [Note(Path(each).read_text(encoding="utf-8")) for each in options.kept]
        trust = Trust([bytes.fromhex(each) for each in options.llave], kept, [vkey(each) for each in options.testigo])
    except (OSError, ValueError, IndexError) as error:
        print(f"no se puede leer una llave o un sello: {error}", file=sys.stderr)
        return 2
    try:
        evidence = Evidence(options.evidencia)
    except NotEvidence as error:
        print(f"{options.evidencia} no es una evidencia: {error}", file=sys.stderr)
        return 2
    findings = verify(evidence, trust)
    wrong = findings.kinds() & {"checkpoint_changed", "log_changed", "log_forked"}
    keys = [] if wrong else sorted(key.hex() for key in evidence.keys)
    if options.json:
        told = {"folio": evidence.folio, "ok": not findings.problems, "events": len(evidence.events), "keys": keys}
        print(json.dumps({**told, "problems": findings.problems, "reserves": findings.reserves}, ensure_ascii=False))
    else:
        print(f"Folio {evidence.folio}, {len(evidence.events)} eventos")
        for key in keys:
            print(f"  sellado con la llave {key}")
        for problem in findings.problems:
            where = "" if problem["seq"] is None else f", evento {problem['seq']}"
            subject = "" if problem["subject"] is None else f" ({problem['subject']})"
            print(f"  FALLA {problem['kind']}{where}: {TEXTS[problem['kind']]}{subject}")
            print(f"        se esperaba {problem['expected']}\n        se encontró {problem['found']}")
        for reserve in findings.reserves:
            print(f"  Reserva: {reserve}")
        print("NO CONFORME" if findings.problems else "CONFORME")
    return 1 if findings.problems else 0


if __name__ == "__main__":
    sys.exit(main())
