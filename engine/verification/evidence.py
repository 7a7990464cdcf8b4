"""Writes evidence: one zip that proves instances, one or thousands, on a machine without Cauce.

Of each it holds the history as it is hashed, the key with which its events commit to their values, the data in the
stored snapshot, and what was sealed of it with the proofs. Once for all of them: the diagrams in canonical form (the
bytes that a version's digest is over), the forms, the files, what the register says of their starts, the checkpoints of
the log, what the company says of its office (`engine.verification.office_said`), and the stand-alone verifier.
Whoever may not read every value of an instance gets an excerpt of it: its events without any value and with what shows
what they committed to, as where values were disposed of (`engine.history.chain.opened`), and no key, no files and no
data. The chain holds, and the verifier executes it by its record and says that values were left out.
Nothing is checked or mended here: the evidence of a tampered instance shows the tampering. It is written as it is read,
one instance after the other, and costs the memory of the largest one.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, select

from bpmn.canonical import canonical
from bpmn.xml import XmlError
from engine import canonical_json
from engine.db import AnyRow
from engine.definitions.models import process_forms, process_versions
from engine.documents.models import files
from engine.documents.references import named_in
from engine.errors import DiagramRejected, NotAllowed, NotFound
from engine.execution.runner import Enabled, Execution, TimerSet
from engine.history import checkpoints, log, store
from engine.history.chain import Event, key_of, opened
from engine.history.disposals import is_disposed
from engine.history.keys import public_pem
from engine.history.problems import UNREADABLE
from engine.history.versions import runs_on
from engine.identity.role_ids import AUDITOR
from engine.instances import queries
from engine.instances.models import instances
from engine.instances.reading import Reader
from engine.instances.runtime import Runtime
from engine.verification import asked as asking
from engine.verification.archives import streamed, verifier
from engine.verification.asked import Asked, Excerpt, Folios, LogUnreadable, NothingToDrawBy
from engine.verification.log_excerpt import as_told, log_excerpt, proven, time_stamps
from engine.verification.office_said import OfficeSaid
from engine.verification.trust import Kept

FORMAT = "cauce-evidence-6"
Whole = Callable[[AnyRow], bool]
"""Whether whom an evidence is for reads every value of the instance of a row."""


def evidence(
    connection: Connection, runtime: Runtime, reader: Reader, asked: Asked, whole: Whole, kept: Iterable[Kept] = ()
) -> tuple[list[str], Iterator[bytes]]:
    """The folios that are in it, and the zip in pieces; of `kept` checkpoints it shows too that the log grew from them.
    Of an instance that is not `whole` to whom it is for, it has an excerpt.

    What is refused is refused before the first piece. Raises NotFound (kind ``instance``), also for one that `reader`
    does not see, NotAllowed unless they see all there is, since what a register shows names what else began;
    NothingToDrawBy, LogUnreadable.
    """
    manifest: dict[str, object] = {"format": FORMAT}
    if isinstance(asked, Folios):
        folios = list(dict.fromkeys(asked.folios))
        for folio in folios:
            queries.instance_row(connection, reader, folio)
        _require_all(reader)
        excerpts = asking.of_folios(connection, folios)
        manifest["folios"] = folios
    else:
        _require_all(reader)
        zone = runtime.calendar.zone
        since, until = asked.moments(zone)
        excerpts = asking.of_period(connection, asked, zone)
        days = {"from": asked.first.isoformat(), "to": asked.last.isoformat(), "zone": zone.key}
        manifest["period"] = {**days, "since": since, "until": until}
        folios = asking.started(excerpts, asked, zone) + asking.unregistered(connection, excerpts, asked, zone)
        if asked.sample is not None:
            last = checkpoints.last(connection)
            if last is None:
                raise NothingToDrawBy()
            seed = asking.seed(last.checkpoint)
            folios = asking.drawn(seed, asking.started(excerpts, asked, zone, sealed=True), asked.sample)
            manifest["sample"] = {"size": asked.sample, "seed": seed}
    manifest["registers"] = [each.name for each in excerpts]
    try:
        sealed = list(_sealed(connection, manifest, folios, excerpts, kept))
    except UNREADABLE as error:
        raise LogUnreadable() from error
    return folios, streamed(_entries(connection, runtime, manifest, folios, sealed, whole))


def _require_all(reader: Reader) -> None:
    if not reader.everything:
        raise NotAllowed(actor=reader.person, roles=[AUDITOR])


def sealed_to(connection: Connection, folio: str) -> int:
    """The number of the last sealed event of a history, 0 for none."""
    last = log.last_of(connection, folio)
    return 0 if last is None else last.head.seq


def _entries(
    connection: Connection,
    runtime: Runtime,
    manifest: Mapping[str, object],
    folios: Sequence[str],
    sealed: Iterable[tuple[str, bytes]],
    whole: Whole,
) -> Iterator[tuple[str, bytes]]:
    """The parts of the zip; what several instances share comes with the first of them."""
    yield from sorted(verifier().items())
    yield "evidence.json", _json(manifest)
    yield from sealed
    last = checkpoints.last(connection)
    there, office = set[str](), OfficeSaid(connection, runtime.calendar)
    for folio in folios:
        row = connection.execute(select(instances).where(instances.c.folio == folio)).first()
        if row is not None:
            yield from _instance(connection, runtime, row, 0 if last is None else last.size, there, office, whole(row))
    yield "office.json", _json(office.as_dict())


def _sealed(
    connection: Connection,
    manifest: Mapping[str, object],
    folios: Sequence[str],
    excerpts: Sequence[Excerpt],
    kept: Iterable[Kept],
) -> Iterator[tuple[str, bytes]]:
    """What the log and the registers say: the parts that show how far anything is sealed."""
    last = checkpoints.last(connection)
    size = 0 if last is None else last.size
    heads = [leaf for excerpt in excerpts for leaf in excerpt.heads]
    if "folios" in manifest:
        heads += [leaf for folio in folios for leaf in log.of_ledger(connection, folio)]
    told = log_excerpt(connection, last, heads, kept)
    yield "log.json", _json(told)
    yield from time_stamps(connection, last, heads)
    for number, key in enumerate(dict.fromkeys(str(each["hash"]) for each in told["keys"]), start=1):
        yield f"public_key_{number}.pem", public_pem(key)
    for excerpt in excerpts:
        proofs = [proven(connection, leaf, size) for leaf in excerpt.heads if leaf.index < size]
        entries = [as_told(entry) for entry in excerpt.entries]
        yield f"registers/{excerpt.name}.json", _json({"entries": entries, "heads": proofs})


def _instance(
    connection: Connection,
    runtime: Runtime,
    row: AnyRow,
    size: int,
    there: set[str],
    office: OfficeSaid,
    whole: bool,
) -> Iterator[tuple[str, bytes]]:
    folder, history = f"instances/{row.folio}", store.read(connection, row.id, row.folio)
    whole = whole or is_disposed(history)  # there is nothing left to leave out
    key, snapshot = (row.key, row.snapshot) if whole else (None, None)
    if not whole:
        history = [_without_values(event, key_of(row.key)) for event in history]
    yield f"{folder}/history.json", _json({"folio": row.folio, "key": key, "events": _as_dicts(history)})
    head = {"seq": row.head_seq, "hash": row.head_hash, "at": row.head_at}
    state = {"head": head, "data": _state(connection, runtime, history, snapshot)}
    yield f"{folder}/state.json", _json(state)
    try:
        leaves = [leaf for leaf in log.of_ledger(connection, row.folio) if leaf.index < size]
        heads = [proven(connection, leaf, size) for leaf in leaves]
    except UNREADABLE:
        heads = []  # somebody wrote one by hand; the verifier misses what must be sealed
    yield f"{folder}/heads.json", _json(heads)
    office.of_history(history)
    yield from _definitions(connection, history, there, office)
    yield from _files(connection, history, there)


def _without_values(event: Event, key: bytes) -> Event:
    """An event as an excerpt has it; of one that somebody wrote by hand nothing, and the verifier misses it."""
    try:
        return opened(event, key)
    except UNREADABLE:
        return event._replace(data="{}", opening="")


def _as_dicts(history: list[Event]) -> list[dict[str, object]]:
    return [_as_dict(event) for event in history]


def _as_dict(event: Event) -> dict[str, object]:
    """An event as it is hashed, with what shows what it committed to where its values were disposed of."""
    opening = {} if event.opening is None else {"opening": event.opening}
    return {**event.as_dict(), "data": _values(event), **opening}


def _values(event: Event) -> Any:
    try:
        return canonical_json.loads(event.data)
    except UNREADABLE:
        return event.data  # somebody wrote it by hand; the hash will show it


def _definitions(
    connection: Connection, history: list[Event], there: set[str], office: OfficeSaid
) -> Iterator[tuple[str, bytes]]:
    """The diagrams and forms of every version that the history ran on, where they are not `there` yet."""
    for process_id, number in sorted({pair for each in _versions(history) for pair in each.items()}):
        name = f"diagrams/{process_id}/{number}.bpmn"
        if name in there:
            continue
        there.add(name)
        query = select(process_versions.c.id, process_versions.c.source).where(
            process_versions.c.process_id == process_id, process_versions.c.number == number
        )
        row = connection.execute(query).first()
        if row is None:
            continue
        source = bytes(row.source)
        try:
            yield name, canonical(source)
        except XmlError:
            yield name, source
        forms = select(process_forms.c.form_id, process_forms.c.source).where(process_forms.c.version_id == row.id)
        for form_id, form in connection.execute(forms.order_by(process_forms.c.form_id)):
            office.of_form(bytes(form))
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


def _files(connection: Connection, history: list[Event], there: set[str]) -> Iterator[tuple[str, bytes]]:
    wanted = sorted({sha256 for event in history for _, sha256 in named_in(_values(event))})
    for sha256 in wanted:
        name = f"files/{sha256}"
        if name in there:
            continue
        there.add(name)
        row = connection.execute(select(files.c.content).where(files.c.sha256 == sha256)).first()
        if row is not None:
            yield name, bytes(row.content)


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


def _json(value: object) -> bytes:
    return canonical_json.dumps(value).encode()
