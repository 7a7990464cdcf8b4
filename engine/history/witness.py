"""A witness of logs (C2SP ``tlog-witness``): it remembers the last checkpoint that it saw of each log, and co-signs
another only if the log grew from that one.

It is a program of its own, on another machine, with a key and a state of its own, and knows nothing of any database.
"""

import base64
import fcntl
import json
import os
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.errors import EngineFault
from engine.history import notes, tree
from engine.history.keys import Signer
from engine.history.notes import BadNote, Checkpoint, VerifierKey

MOST_HASHES = 63
SIZE_TYPE = "text/x.tlog.size"


class BadState(EngineFault):
    """The file in which a witness keeps what it saw cannot be read or written: it co-signs nothing, since it might
    have seen otherwise. Details: `path`, `reason`."""

    code = "bad_witness_state"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is answered to ``add-checkpoint``: the status of HTTP, the body, and its type."""

    status: int
    body: str = ""
    type: str = "text/plain; charset=utf-8"


class Witness:
    """A witness called `name`, which knows `logs` by the keys that sign them and keeps what it saw in the file `state`.

    Several processes may share a state: each looks and writes while no other does.
    """

    def __init__(self, name: str, signer: Signer, logs: Sequence[VerifierKey], state: Path) -> None:
        self._name, self._signer, self._state = name, signer, state
        self._logs: dict[str, list[VerifierKey]] = {}
        for key in logs:
            self._logs.setdefault(key.name, []).append(key)
        self._turn = threading.Lock()

    def add_checkpoint(self, body: bytes, seconds: int) -> Answer:
        """Judge a checkpoint with its proof that the log grew; `seconds` is the time now. Raises BadState."""
        try:
            old, proof, checkpoint = read_request(body)
        except ValueError as error:
            return Answer(400, f"{error}\n")
        keys = self._logs.get(checkpoint.origin)
        if keys is None:
            return Answer(404, "unknown log\n")
        signed = [checkpoint.signed_by(key) for key in keys]
        if False in signed or True not in signed:
            return Answer(403, "not signed by a key of the log\n")
        if old > checkpoint.size:
            return Answer(400, "the old size is larger\n")
        try:
            with self._turn, self._alone():
                return self._judge(old, proof, checkpoint, seconds)
        except (OSError, ValueError, AttributeError, BadNote) as error:
            reason = error.details["reason"] if isinstance(error, BadNote) else error
            raise BadState(path=str(self._state), reason=str(reason)) from error

    def _judge(self, old: int, proof: Sequence[bytes], checkpoint: Checkpoint, seconds: int) -> Answer:
        seen = self._seen()
        last = seen.get(checkpoint.origin)
        size, root = (0, tree.EMPTY.hex()) if last is None else (last.size, last.root)
        if old != size:
            return Answer(409, f"{size}\n", SIZE_TYPE)
        if not tree.is_consistent(old, checkpoint.size, bytes.fromhex(root), bytes.fromhex(checkpoint.root), proof):
            return Answer(422, "the log did not grow from what was seen\n")
        line = notes.cosignature(checkpoint, self._name, self._signer, seconds)
        self._keep({**seen, checkpoint.origin: checkpoint.with_signatures([line])})
        return Answer(200, f"{line}\n")

    def _seen(self) -> dict[str, Checkpoint]:
        try:
            text = self._state.read_text(encoding="utf-8")
        except FileNotFoundError:
            return {}
        return {origin: notes.read_note(note) for origin, note in json.loads(text).items()}

    def _keep(self, seen: Mapping[str, Checkpoint]) -> None:
        """Before anything is answered: what is signed must never be forgotten."""
        beside = self._state.with_name(f"{self._state.name}.new")
        with beside.open("w", encoding="utf-8") as file:
            json.dump({origin: str(note) for origin, note in seen.items()}, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self._state)

    def _alone(self) -> "_Lock":
        return _Lock(self._state.with_name(f"{self._state.name}.lock"))


class _Lock:
    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        self._file = self._path.open("w", encoding="utf-8")
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        self._file.close()


def write_request(old: int, proof: Sequence[bytes], checkpoint: Checkpoint) -> bytes:
    """The body of ``add-checkpoint``."""
    lines = [f"old {old}", *(base64.b64encode(each).decode() for each in proof)]
    return ("\n".join(lines) + "\n\n" + str(checkpoint)).encode()


def read_request(body: bytes) -> tuple[int, list[bytes], Checkpoint]:
    """Read what `write_request` wrote. Raises ValueError."""
    head, gap, note = body.decode().partition("\n\n")
    first, *hashes = head.split("\n")
    word, _, size = first.partition(" ")
    if not gap or word != "old" or not size.isdecimal() or size != str(int(size)) or len(hashes) > MOST_HASHES:
        raise ValueError("not a request")
    proof = [base64.b64decode(each, validate=True) for each in hashes]
    if any(len(each) != 32 for each in proof):
        raise ValueError("a line is no hash")
    try:
        return int(size), proof, notes.read_note(note)
    except BadNote as error:
        raise ValueError(str(error.details["reason"])) from error
