"""The sealed log: that the history is in it as it was sealed, and that it grew from every checkpoint that is known."""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from .canonical import canonical, sha256
from .causes import Told
from .ed25519 import ed25519_verifies
from .evidence import Instance
from .findings import GONE, OF_THE_CHAIN, Findings
from .language import say

UNPROVEN = (KeyError, TypeError, ValueError, IndexError, AttributeError)
"""What reading a proof raises that somebody made up."""
SEALING = "sealing"
"""The ledger of what sealing left out."""
APART = timedelta(hours=1)
"""How long before a checkpoint that has it not something may say that it happened: clocks are off by an hour."""


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def included(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes:
    """The root that a leaf and its proof lead to (RFC 6962, 2.1.1). Raises ValueError where the proof is none."""
    if not 0 <= index < size:
        raise Told(say("fuera del registro"))
    # Below the split the path is that of a whole subtree, above it one of left neighbours alone.
    inner = (index ^ (size - 1)).bit_length()
    border = (index >> inner).bit_count()
    if len(proof) != inner + border:
        raise Told(say("la prueba tiene otro tamaño"))
    for level, other in enumerate(proof):
        left = level >= inner or index >> level & 1
        leaf = node(other, leaf) if left else node(leaf, other)
    return leaf


def grown(old: int, new: int, root: bytes, proof: list[bytes]) -> tuple[bytes, bytes]:
    """The roots at both sizes that a proof of consistency (RFC 6962, 2.1.2) leads to; `root` is the one at `old`.

    Raises ValueError where the proof is none.
    """
    if not 0 < old < new:
        raise Told(say("no es anterior"))
    shift = (old & -old).bit_length() - 1  # of the last whole subtree that both have
    inner = ((old - 1) ^ (new - 1)).bit_length() - shift
    border = ((old - 1) >> (inner + shift)).bit_count()
    path = ([root] if old == 1 << shift else []) + proof
    if len(path) != 1 + inner + border:
        raise Told(say("la prueba tiene otro tamaño"))
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

    def as_signed(self) -> bytes:
        """The note as the log signed it, without what others signed of it since: what a time-stamp is over."""
        own = [each for each in self.signatures if each[0] == self.origin]
        lines = (f"— {name} {base64.b64encode(short + content).decode()}\n" for name, short, content in own)
        return f"{self.text}\n{''.join(lines)}".encode()

    def dated(self) -> tuple[int, datetime]:
        """Its number and its moment. Raises ValueError."""
        _, number, _, moment = self.text.split("\n")[3].split(" ")
        return int(number), datetime.fromisoformat(moment)

    def seen_at(self, name: str, public: bytes) -> int | None:
        """When that witness co-signed it, in seconds since 1970; -1 where its line is wrong, None where it has none."""
        id_ = hashlib.sha256(name.encode() + b"\n\x04" + public).digest()[:4]
        lines = [content for signer, short, content in self.signatures if (signer, short) == (name, id_)]
        return None if not lines else int.from_bytes(lines[0][:8]) if self.signed_by(name, public, 4) else -1

    def trusted(self, keys: list[bytes], witnesses: Iterable[tuple[str, bytes]] = ()) -> bool:
        mine = any(self.signed_by(self.origin, key) for key in keys)
        return mine or any(self.signed_by(name, key, 4) for name, key in witnesses)


def kept_note(text: str) -> Note:
    """A checkpoint that somebody kept, alone or in the e-mail by which it came. Raises ValueError."""
    mark = "-" * 10
    before, found, after = text.partition(f"{mark}\n")
    return Note((after.partition(mark)[0] if found else before).strip("\ufeff\n") + "\n")


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
    """What the reader knows from elsewhere: public keys of the log, kept checkpoints and time-stamps, keys of
    witnesses, and a file with the certificates by which time-stamps count."""

    keys: list[bytes] = field(default_factory=list)
    kept: list[Note] = field(default_factory=list)
    witnesses: list[tuple[str, bytes]] = field(default_factory=list)
    stamps: list[bytes] = field(default_factory=list)
    authority: Path | None = None


@dataclass
class Standing:
    """What the log of an evidence is held against: its newest checkpoint, the keys that may have signed it, and the
    ledgers that sealing had left out then, on record."""

    newest: Note
    keys: list[bytes]
    left: frozenset[str] = frozenset()

    def proves(self, ledger: str, head: Any) -> bool:
        """Whether a head of a ledger is in the log. Raises `UNPROVEN`."""
        return included(leaf_of(ledger, head), head["index"], self.newest.size, proof_of(head, "proof")) == (
            self.newest.root
        )

    def missed(self, ledger: str, at: object) -> str | None:
        """The moment of the newest checkpoint, where it must have what happened in a ledger at `at`; else None.
        Whoever leaves out what was sealed of a history could write it anew, and say that it was not sealed yet."""
        try:
            _, moment = self.newest.dated()
            late = datetime.fromisoformat(str(at)) + APART < moment
        except (*UNPROVEN, OverflowError):
            return None  # of an event that is told by its time
        return f"≥ {moment.isoformat()}" if late and ledger not in self.left else None


def check_log(log: dict[str, Any], trust: Trust, findings: Findings) -> Standing | None:
    """That the newest checkpoint is signed, and that the log grew from those before it and from those that were kept.
    Gives nothing where there is no checkpoint that anything can be held against."""
    if log.get("checkpoint") is None:
        findings.reserves.append(say("no lleva sello: que no falten eventos al final no se puede probar"))
        for kept in trust.kept:
            findings.add("log_rolled_back", None, kept.size, 0, say("sello conservado"))
        if trust.keys:  # whoever knows a key knows that there are seals
            findings.add("checkpoint_changed", None, ", ".join(key.hex() for key in trust.keys), GONE, say("firma"))
        return None
    try:
        newest = Note(log["checkpoint"])
        on_record = Standing(newest, [])
        for each in log["keys"]:
            if not on_record.proves("log.keys", each):
                findings.add("log_changed", None, newest.root.hex(), each["hash"], "log.keys")
        keys = trust.keys or [bytes.fromhex(each["hash"]) for each in log["keys"]]
        if not newest.trusted(keys):
            findings.add("checkpoint_changed", None, ", ".join(key.hex() for key in keys), GONE, say("firma"))
            return None
        check_earlier(log, newest, keys, trust, findings)
        left = left_out(log.get("left"), on_record, findings)
    except UNPROVEN as error:
        findings.add("checkpoint_changed", None, say("un sello"), repr(error))
        return None
    return Standing(newest, keys, left)


def left_out(told: Any, standing: Standing, findings: Findings) -> frozenset[str]:
    """The ledgers that sealing left out, as the last entry under the newest checkpoint says. Raises `UNPROVEN`."""
    if told is None:
        return frozenset()
    entry, head = told["entry"], told["head"]
    own = sha256(canonical({name: value for name, value in entry.items() if name != "hash"}))
    if [SEALING, head["seq"], own] != [entry["ledger"], entry["seq"], head["hash"]] or not standing.proves(
        SEALING, head
    ):
        findings.add("log_changed", None, own, head["hash"], SEALING)
        return frozenset()
    return frozenset(str(each) for each in entry["data"]["left"])


def check_heads(instance: Instance, standing: Standing | None, findings: Findings) -> list[Any]:
    """That the history is what was sealed of it. Gives the last sealed head."""
    last: list[Any] = [0, GONE]
    if standing is None:
        return last
    for head in instance.heads:
        try:
            proven, seq, hash_ = standing.proves(instance.folio, head), int(head["seq"]), head["hash"]
        except UNPROVEN as error:
            findings.add("log_changed", None, standing.newest.root.hex(), repr(error))
            continue
        if not proven:
            findings.add("log_changed", None, standing.newest.root.hex(), hash_, f"{head['index']}")
        elif findings.kinds() & OF_THE_CHAIN:
            pass  # what is left of the chain has other numbers than what was sealed
        elif len(instance.events) < seq:
            findings.add("history_truncated", len(instance.events) + 1, seq, len(instance.events))
        elif instance.events[seq - 1].get("hash") != hash_:
            findings.add("history_rewritten", seq, hash_, instance.events[seq - 1].get("hash"))
        last = [seq, hash_]
    if last[0] < len(instance.events):
        text = "lo posterior al evento {seq} aún no estaba sellado"
        if instance.folio in standing.left:
            text = "lo posterior al evento {seq} no se selló: consta que el sellado lo dejó fuera"
        findings.reserves.append(say(text, seq=last[0]))
        at = instance.events[last[0]].get("at")
        missed = standing.missed(instance.folio, at)
        if missed and not findings.kinds() & {*OF_THE_CHAIN, "history_rewritten", "log_changed"}:
            findings.add("event_back_dated", last[0] + 1, missed, at)
    return last


def check_earlier(log: dict[str, Any], newest: Note, keys: list[bytes], trust: Trust, findings: Findings) -> None:
    """That the log grew from every earlier checkpoint that the evidence brings, and that those which were kept are
    among them."""
    shown = {(newest.size, newest.root)}
    for each in log["earlier"]:
        note = Note(each["note"])
        if note.size == newest.size:
            fits = note.root == newest.root
        else:
            fits = grown(note.size, newest.size, note.root, proof_of(each, "consistency")) == (note.root, newest.root)
        if not fits or note.origin != newest.origin:
            findings.add("log_forked", None, newest.root.hex(), note.root.hex(), str(note.size))
        shown.add((note.size, note.root))
    for kept in trust.kept:
        if not kept.trusted(keys, trust.witnesses):
            findings.add("checkpoint_not_trusted", None, say("una firma conocida"), GONE, str(kept.size))
        elif kept.size > newest.size:
            findings.add("log_rolled_back", None, kept.size, newest.size, say("sello conservado"))
        elif kept.origin != newest.origin or (kept.size, kept.root) not in shown:
            same = {root for size, root in shown if size == kept.size}
            kind = "log_forked" if same or kept.origin != newest.origin else "checkpoint_removed"
            findings.add(kind, None, kept.root.hex(), ", ".join(root.hex() for root in same) or GONE, str(kept.size))
