"""The sealed log: that the history is in it as it was sealed, and that it grew from every checkpoint that is known."""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .canonical import canonical
from .ed25519 import ed25519_verifies
from .evidence import Evidence
from .findings import GONE, OF_THE_CHAIN, Findings
from .language import say


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\1" + left + right).digest()


def included(leaf: bytes, index: int, size: int, proof: list[bytes]) -> bytes:
    """The root that a leaf and its proof lead to (RFC 6962, 2.1.1). Raises ValueError where the proof is none."""
    if not 0 <= index < size:
        raise ValueError(say("fuera del registro"))
    # Below the split the path is that of a whole subtree, above it one of left neighbours alone.
    inner = (index ^ (size - 1)).bit_length()
    border = (index >> inner).bit_count()
    if len(proof) != inner + border:
        raise ValueError(say("la prueba tiene otro tamaño"))
    for level, other in enumerate(proof):
        left = level >= inner or index >> level & 1
        leaf = node(other, leaf) if left else node(leaf, other)
    return leaf


def grown(old: int, new: int, root: bytes, proof: list[bytes]) -> tuple[bytes, bytes]:
    """The roots at both sizes that a proof of consistency (RFC 6962, 2.1.2) leads to; `root` is the one at `old`.

    Raises ValueError where the proof is none.
    """
    if not 0 < old < new:
        raise ValueError(say("no es anterior"))
    shift = (old & -old).bit_length() - 1  # of the last whole subtree that both have
    inner = ((old - 1) ^ (new - 1)).bit_length() - shift
    border = ((old - 1) >> (inner + shift)).bit_count()
    path = ([root] if old == 1 << shift else []) + proof
    if len(path) != 1 + inner + border:
        raise ValueError(say("la prueba tiene otro tamaño"))
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
    """What the reader knows from elsewhere: public keys of the log, kept checkpoints, keys of witnesses."""

    keys: list[bytes] = field(default_factory=list)
    kept: list[Note] = field(default_factory=list)
    witnesses: list[tuple[str, bytes]] = field(default_factory=list)


def check_log(evidence: Evidence, trust: Trust, findings: Findings) -> list[Any]:
    """The newest checkpoint, what of it the history is, and that it grew from those before it and from those that were
    kept. Gives the last sealed head."""
    last: list[Any] = [0, GONE]
    if evidence.log.get("checkpoint") is None:
        findings.reserves.append(say("no lleva sello: que no falten eventos al final no se puede probar"))
        for kept in trust.kept:
            findings.add("log_rolled_back", None, kept.size, 0, say("sello conservado"))
        return last
    try:
        newest = Note(evidence.log["checkpoint"])
        on_record = [(leaf_of("log.keys", each), each) for each in evidence.log["keys"]]
        for leaf, each in on_record:
            if included(leaf, each["index"], newest.size, proof_of(each, "proof")) != newest.root:
                findings.add("log_changed", None, newest.root.hex(), each["hash"], "log.keys")
        evidence.keys = trust.keys or [bytes.fromhex(each["hash"]) for _, each in on_record]
        if not newest.trusted(evidence.keys):
            findings.add("checkpoint_changed", None, ", ".join(key.hex() for key in evidence.keys), GONE, say("firma"))
            return last
        check_earlier(evidence, newest, trust, findings)
    except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
        findings.add("checkpoint_changed", None, say("un sello"), repr(error))
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
        findings.reserves.append(say("lo posterior al evento {seq} aún no estaba sellado", seq=last[0]))
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
            findings.add("checkpoint_not_trusted", None, say("una firma conocida"), GONE, str(kept.size))
        elif kept.size > newest.size:
            findings.add("log_rolled_back", None, kept.size, newest.size, say("sello conservado"))
        elif kept.origin != newest.origin or (kept.size, kept.root) not in shown:
            same = {root for size, root in shown if size == kept.size}
            kind = "log_forked" if same or kept.origin != newest.origin else "checkpoint_removed"
            findings.add(kind, None, kept.root.hex(), ", ".join(root.hex() for root in same) or GONE, str(kept.size))
