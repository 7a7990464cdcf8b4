"""Writes the evidence of an instance: one zip that proves it on a machine without Cauce.

The zip holds the history as it is hashed, the key with which its events commit to their values, the diagrams in
canonical form (the bytes that a version's digest is over), the forms, the files, the data in the stored snapshot, what
the log says of it with the proofs, and the stand-alone verifier.
Nothing is checked or mended here: the evidence of a tampered instance shows the tampering.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, select

from bpmn.canonical import canonical
from bpmn.xml import XmlError
from engine import canonical_json
from engine.definitions.models import process_forms, process_versions
from engine.documents.models import files
from engine.documents.references import named_in
from engine.errors import DiagramRejected, NotFound
from engine.execution.runner import Enabled, Execution, TimerSet
from engine.history import checkpoints, log, store
from engine.history.chain import Event
from engine.history.keys import public_pem
from engine.history.log import KEYS, Leaf, NodeMissing
from engine.history.notes import Checkpoint
from engine.history.problems import UNREADABLE
from engine.history.versions import runs_on
from engine.instances.models import instances
from engine.instances.runtime import Runtime
from engine.verification.archives import verifier, zipped

FORMAT = "cauce-evidence-3"
EARLIER = 100
"""An evidence shows of so many of the newest checkpoints that the log grew from them, besides those over its heads."""


def evidence(connection: Connection, runtime: Runtime, folio: str, kept: Iterable[Checkpoint] = ()) -> bytes:
    """The zip; of `kept` checkpoints it shows too that the log grew from them. Raises NotFound (kind ``instance``)."""
    row = connection.execute(select(instances).where(instances.c.folio == folio)).first()
    if row is None:
        raise NotFound(kind="instance", id=folio)
    history = store.read(connection, row.id, folio)
    entries: dict[str, bytes] = {
        "history.json": _json({"format": FORMAT, "folio": folio, "key": row.key, "events": _as_dicts(history)})
    }
    entries |= _definitions(connection, history)
    entries |= _files(connection, history)
    entries["state.json"] = _json(
        {
            "head": {"seq": row.head_seq, "hash": row.head_hash, "at": row.head_at},
            "data": _state(connection, runtime, history, row.snapshot),
        }
    )
    proven = _log(connection, folio, kept)
    entries["log.json"] = _json(proven)
    for number, key in enumerate(dict.fromkeys(str(each["hash"]) for each in proven["keys"]), start=1):
        entries[f"public_key_{number}.pem"] = public_pem(key)
    return zipped(entries | verifier())


def sealed_to(connection: Connection, folio: str) -> int:
    """The number of the last sealed event of a history, 0 for none."""
    return max((leaf.head.seq for leaf in log.of_ledger(connection, folio)), default=0)


def _as_dicts(history: list[Event]) -> list[dict[str, object]]:
    return [{**event.as_dict(), "data": _values(event)} for event in history]


def _values(event: Event) -> Any:
    try:
        return canonical_json.loads(event.data)
    except UNREADABLE:
        return event.data  # somebody wrote it by hand; the hash will show it


def _definitions(connection: Connection, history: list[Event]) -> Iterator[tuple[str, bytes]]:
    """The diagrams and forms of every version that the history ran on."""
    for process_id, number in sorted({pair for each in _versions(history) for pair in each.items()}):
        query = select(process_versions.c.id, process_versions.c.source).where(
            process_versions.c.process_id == process_id, process_versions.c.number == number
        )
        row = connection.execute(query).first()
        if row is None:
            continue
        source = bytes(row.source)
        try:
            yield f"diagrams/{process_id}/{number}.bpmn", canonical(source)
        except XmlError:
            yield f"diagrams/{process_id}/{number}.bpmn", source
        forms = select(process_forms.c.form_id, process_forms.c.source).where(process_forms.c.version_id == row.id)
        for form_id, form in connection.execute(forms.order_by(process_forms.c.form_id)):
            yield f"forms/{process_id}/{number}/{form_id}.form.json", bytes(form)


def _versions(history: list[Event]) -> list[Mapping[str, int]]:
    """The versions that a history puts its instance on, each time; what cannot be read is left out."""
    found = []
    for event in history:
        with suppress(*UNREADABLE):
            each = runs_on(event)
            if each is not None:
                found.append(each.versions)
    return found


def _files(connection: Connection, history: list[Event]) -> Iterator[tuple[str, bytes]]:
    wanted = sorted({sha256 for event in history for _, sha256 in named_in(_values(event))})
    for sha256 in wanted:
        row = connection.execute(select(files.c.content).where(files.c.sha256 == sha256)).first()
        if row is not None:
            yield f"files/{sha256}", bytes(row.content)


def _state(connection: Connection, runtime: Runtime, history: list[Event], snapshot: bytes | None) -> object:
    """The data in the stored snapshot: by visit for whatever waits, or under "" for a completed instance. None where
    there is no snapshot, which may be dropped; a text where it cannot be read."""
    if snapshot is None:
        return None
    try:
        started = _values(history[0])
        executable = runtime.library.executable(connection, started["process"], _versions(history)[-1])
        execution = Execution(executable, bytes(snapshot))
        waiting: tuple[Enabled | TimerSet, ...] = (*execution.enabled(), *execution.timers())
        return {str(each.visit): dict(each.data) for each in waiting} or {"": execution.data()}
    except (*UNREADABLE, NotFound, DiagramRejected) as error:
        return f"{type(error).__name__}: {error}"


def _log(connection: Connection, folio: str, kept: Iterable[Checkpoint]) -> dict[str, Any]:
    """The newest checkpoint; the heads of the history and the keys on record, proven to be under it; and earlier
    checkpoints, each with the proof that the log grew from it. A proof that cannot be made any more is left out."""
    last = checkpoints.last(connection)
    if last is None:
        return {"checkpoint": None, "heads": [], "keys": [], "earlier": []}
    heads, keys = log.of_ledger(connection, folio), log.of_ledger(connection, KEYS)
    shown = {each.size: each.note for each in checkpoints.page(connection, limit=EARLIER)[0]}
    shown |= {each.size: each.note for leaf in heads if (each := checkpoints.covering(connection, leaf.index))}
    shown |= {each.size: str(each) for each in kept if each.size <= last.size}
    earlier = [
        {"note": note, "consistency": _proof(log.consistency, connection, size, last.size)}
        for size, note in sorted(shown.items())
        if size != last.size or note != last.note
    ]
    return {
        "checkpoint": checkpoints.with_cosignatures(connection, last),
        "heads": [_proven(connection, leaf, last.size) for leaf in heads],
        "keys": [_proven(connection, leaf, last.size) for leaf in keys],
        "earlier": earlier,
    }


def _proven(connection: Connection, leaf: Leaf, size: int) -> dict[str, object]:
    proof = _proof(log.inclusion, connection, leaf.index, size)
    return {"index": leaf.index, "seq": leaf.head.seq, "hash": leaf.head.hash, "proof": proof}


def _proof(prove: Callable[[Connection, int, int], list[str]], connection: Connection, *about: int) -> list[str]:
    try:
        return prove(connection, *about)
    except NodeMissing:
        return []


def _json(value: object) -> bytes:
    return canonical_json.dumps(value).encode()
