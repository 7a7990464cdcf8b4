"""Signed notes (C2SP ``signed-note``) and what is said in them: checkpoints (``tlog-checkpoint``) of the log, signed by
it, and co-signed by witnesses (``tlog-cosignature``, Ed25519). Pure.

A note is a text and, after an empty line, lines with signatures, each by a key that has a name and a short id. Whoever
reads it ignores lines of keys that are not known, and no line of one that is known may be wrong.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from engine.errors import Invalid
from engine.history.keys import Signer, verifies

ED25519, COSIGNATURE = 1, 4
"""Types of signatures: of a log over its note, and of a witness over note and time."""
MOST = 64 * 1024
"""The longest note that is read, in bytes."""
MARK = "-" * 10
"""The line before and after a note that stands in a longer text, such as an e-mail."""
_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
_SIZE = re.compile(r"0|[1-9][0-9]{0,17}")


class BadNote(Invalid):
    """The text is no signed checkpoint. Details: `reason`."""

    code = "bad_checkpoint"


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key that signs notes under a name. `public` is hexadecimal; `type` is `ED25519` or `COSIGNATURE`."""

    name: str
    public: str
    type: int = ED25519

    @property
    def id(self) -> bytes:
        """The four bytes that name it in a signature line."""
        material = bytes([self.type]) + bytes.fromhex(self.public)
        return hashlib.sha256(self.name.encode() + b"\n" + material).digest()[:4]

    def __str__(self) -> str:
        """The key as people pass it on (a *vkey*): ``name+id+base64``."""
        material = base64.b64encode(bytes([self.type]) + bytes.fromhex(self.public)).decode()
        return f"{self.name}+{self.id.hex()}+{material}"

    @classmethod
    def of(cls, text: str) -> "VerifierKey":
        """Read what `str` wrote. Raises ValueError."""
        name, id_, material = text.strip().split("+", 2)
        decoded = base64.b64decode(material, validate=True)
        if len(decoded) != 33 or decoded[0] not in (ED25519, COSIGNATURE) or not name or " " in name:
            raise ValueError("a key of a kind that is not known")
        key = cls(name, decoded[1:].hex(), decoded[0])
        if key.id.hex() != id_:
            raise ValueError("the id is not that of the key")
        return key


@dataclass(frozen=True, slots=True)
class Signature:
    """A line under a note: who signed, by name and id, and the bytes."""

    name: str
    id: bytes
    content: bytes

    def __str__(self) -> str:
        """The line, without its end."""
        return f"— {self.name} {base64.b64encode(self.id + self.content).decode()}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What the log was at a moment: `origin` names the log, `size` is how many leaves it had, `root` the root over them
    (hexadecimal). `extension` are further lines; `signatures` the lines under the note, in their order."""

    origin: str
    size: int
    root: str
    extension: tuple[str, ...] = ()
    signatures: tuple[Signature, ...] = ()

    @property
    def text(self) -> str:
        """What is signed."""
        root = base64.b64encode(bytes.fromhex(self.root)).decode()
        return "".join(f"{line}\n" for line in (self.origin, str(self.size), root, *self.extension))

    def __str__(self) -> str:
        """The note."""
        return f"{self.text}\n" + "".join(f"{line}\n" for line in self.signatures)

    @property
    def as_signed(self) -> "Checkpoint":
        """The note as the log signed it, without what others signed of it since."""
        own = tuple(line for line in self.signatures if line.name == self.origin)
        return Checkpoint(self.origin, self.size, self.root, self.extension, own)

    def with_signatures(self, lines: Iterable[Signature]) -> "Checkpoint":
        """The same with more signatures, each once."""
        found = dict.fromkeys((*self.signatures, *lines))
        return Checkpoint(self.origin, self.size, self.root, self.extension, tuple(found))

    def signed_by(self, key: VerifierKey) -> bool | None:
        """Whether `key` signed it; None where it has no line of that key. A line that is wrong makes it False."""
        lines = [line for line in self.signatures if (line.name, line.id) == (key.name, key.id)]
        return all(_holds(self.text, line.content, key) for line in lines) if lines else None

    def seen_at(self, key: VerifierKey) -> int | None:
        """When a witness co-signed it, in seconds since 1970; None where it did not."""
        if key.type != COSIGNATURE or not self.signed_by(key):
            return None
        return max(
            int.from_bytes(line.content[:8]) for line in self.signatures if (line.name, line.id) == (key.name, key.id)
        )


def signed(checkpoint: Checkpoint, name: str, signer: Signer) -> Checkpoint:
    """The checkpoint with the signature of `signer` under `name`."""
    key = VerifierKey(name, signer.public)
    content = bytes.fromhex(signer.sign(checkpoint.text.encode()))
    return checkpoint.with_signatures([Signature(name, key.id, content)])


def cosignature(checkpoint: Checkpoint, name: str, signer: Signer, seconds: int) -> Signature:
    """The line of a witness that says: at this time nothing larger was seen, and all that was seen before is in it."""
    key = VerifierKey(name, signer.public, COSIGNATURE)
    content = bytes.fromhex(signer.sign(_timed(checkpoint.text, seconds)))
    return Signature(name, key.id, seconds.to_bytes(8) + content)


def read_note(text: str | bytes) -> Checkpoint:
    """Read a signed checkpoint. Raises BadNote; whether the signatures hold is another question."""
    try:
        decoded = text if isinstance(text, str) else text.decode()
        if len(decoded) > MOST or any(char < " " and char != "\n" for char in decoded):
            raise ValueError("control characters, or too long")
        body, gap, lines = decoded.rpartition("\n\n")
        origin, size, root, *extension = body.split("\n")
        if not gap or not origin or not lines.endswith("\n") or not all(extension) or not _SIZE.fullmatch(size):
            raise ValueError("not the lines of a checkpoint")
        hashed = base64.b64decode(root, validate=True)
        if len(hashed) != 32:
            raise ValueError("the third line is no root")
        return Checkpoint(origin, int(size), hashed.hex(), tuple(extension), tuple(read_signatures(lines)))
    except (ValueError, binascii.Error) as error:
        raise BadNote(reason=str(error)) from error


def read_copy(content: bytes) -> Checkpoint:
    """Read a checkpoint as people keep it: out of an e-mail, with the text around it or without, and with the line ends
    of any machine. Raises BadNote."""
    text = content.decode("utf-8-sig", errors="replace").replace("\r\n", "\n")
    before, found, after = text.partition(f"{MARK}\n")
    return read_note((after.partition(MARK)[0] if found else before).strip("\n") + "\n")


def read_signatures(text: str) -> list[Signature]:
    """Read signature lines. Raises BadNote."""
    found = []
    for line in text.removesuffix("\n").split("\n"):
        matched = _LINE.fullmatch(line)
        try:
            content = base64.b64decode(matched[2], validate=True) if matched else b""
        except binascii.Error:
            content = b""
        if matched is None or len(content) <= 4:
            raise BadNote(reason=f"{line[:80]!r}")
        found.append(Signature(matched[1], content[:4], content[4:]))
    return found


def is_line(text: str) -> bool:
    """Whether a text is one signature line, without its end."""
    try:
        return len(read_signatures(text)) == 1 and not text.endswith("\n")
    except BadNote:
        return False


def _holds(text: str, content: bytes, key: VerifierKey) -> bool:
    if key.type == COSIGNATURE:
        return len(content) == 72 and verifies(key.public, content[8:].hex(), _timed(text, int.from_bytes(content[:8])))
    return verifies(key.public, content.hex(), text.encode())


def _timed(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
