"""Seals: from time to time the last event of every history is signed, so that cutting off an end is found out.

A chain shows whether something in the middle was changed, but a history that merely ends earlier is a good chain too,
and whoever owns the database can write a whole new one. A seal holds the heads (last event, by number and hash) of the
histories that have grown since the seal before; it is signed with a key that need not be on that machine, and chained
to the seal before it. Sealed heads can be kept elsewhere, as one file, and proven one by one.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, func, insert, select

from engine import canonical_json
from engine.clock import to_text
from engine.errors import Invalid
from engine.history import merkle
from engine.history.chain import GENESIS
from engine.history.keys import Signer, verifies
from engine.history.models import seal_heads, seals

FORMAT = "cauce-seal-1"


@dataclass(frozen=True, slots=True, order=True)
class Head:
    """The last event of a history when it was sealed."""

    folio: str
    seq: int
    hash: str

    @property
    def leaf(self) -> str:
        """Its leaf in the seal's tree."""
        return merkle.leaf(self.folio, self.seq, self.hash)


@dataclass(frozen=True, slots=True)
class Seal:
    """A seal over `count` heads. `number` counts from 1 without gaps; `prev_hash` is the hash of the seal before
    (64 zeros for none); `key` is the public key that `signature` is checked with, both hexadecimal; `at` in UTC."""

    number: int
    at: str
    count: int
    root: str
    prev_hash: str
    key: str
    signature: str

    @property
    def statement(self) -> dict[str, object]:
        """What is signed: the canonical JSON of this."""
        return {
            "format": FORMAT,
            "number": self.number,
            "at": self.at,
            "count": self.count,
            "root": self.root,
            "prev_hash": self.prev_hash,
            "key": self.key,
        }

    @property
    def hash(self) -> str:
        """The SHA-256 of the statement; the next seal names it."""
        return hashlib.sha256(self._message).hexdigest()

    @property
    def signed(self) -> bool:
        """Whether the signature is that of the key it names."""
        return verifies(self.key, self.signature, self._message)

    @property
    def _message(self) -> bytes:
        return canonical_json.dumps(self.statement).encode()


@dataclass(frozen=True, slots=True)
class ExportedSeal:
    """A seal with all its heads, to be stored outside the database."""

    seal: Seal
    heads: tuple[Head, ...]

    @property
    def whole(self) -> bool:
        """Whether the heads are those that were sealed."""
        return merkle.root([head.leaf for head in self.heads]) == self.seal.root

    def as_dict(self) -> dict[str, object]:
        """The seal as JSON; `read_exported` reads it."""
        heads = [[head.folio, head.seq, head.hash] for head in self.heads]
        return {"statement": self.seal.statement, "signature": self.seal.signature, "heads": heads}


class BadSealFile(Invalid):
    """The file holds no seals. Details: `reason`."""

    code = "bad_seal_file"


_SEAL = [seals.c[name] for name in Seal.__dataclass_fields__]
_HEAD = [seal_heads.c[name] for name in Head.__dataclass_fields__]


def seal(connection: Connection, heads: Iterable[Head], signer: Signer, *, at: datetime) -> Seal | None:
    """Seal those of `heads` that are not sealed yet; None when all are.

    Two seals made at once cannot both be stored; the caller's transaction then fails with an IntegrityError.
    """
    highest = select(seal_heads.c.folio, func.max(seal_heads.c.seq)).group_by(seal_heads.c.folio)
    known = {row[0]: row[1] for row in connection.execute(highest)}
    grown = sorted(head for head in heads if head.seq > known.get(head.folio, 0))
    if not grown:
        return None
    last = connection.execute(select(*_SEAL).order_by(seals.c.number.desc()).limit(1)).first()
    number, prev_hash = (1, GENESIS) if last is None else (last.number + 1, Seal(*last).hash)
    root = merkle.root([head.leaf for head in grown])
    unsigned = Seal(number, to_text(at), len(grown), root, prev_hash, signer.public, "")
    made = Seal(number, unsigned.at, len(grown), root, prev_hash, signer.public, signer.sign(unsigned._message))
    connection.execute(insert(seals), {name: getattr(made, name) for name in Seal.__dataclass_fields__})
    rows = [{"seal_number": number, "folio": head.folio, "seq": head.seq, "hash": head.hash} for head in grown]
    connection.execute(insert(seal_heads), rows)
    return made


def all_seals(connection: Connection) -> list[Seal]:
    """Every seal, in order."""
    return [Seal(*row) for row in connection.execute(select(*_SEAL).order_by(seals.c.number))]


def exported(connection: Connection) -> list[ExportedSeal]:
    """Every seal with its heads, to be stored where whoever controls the database cannot reach it."""
    return [ExportedSeal(each, tuple(heads_in(connection, each.number))) for each in all_seals(connection)]


def read_exported(text: str | bytes) -> list[ExportedSeal]:
    """Read a JSON list of `KeptSeal.as_dict`. Raises BadSealFile."""
    names = [name for name in Seal.__dataclass_fields__ if name != "signature"]
    try:
        items, found = canonical_json.loads(text), []
        if not isinstance(items, list):
            raise TypeError("a list of seals")
        for item in cast("list[Any]", items):
            seal = Seal(**{name: item["statement"][name] for name in names}, signature=item["signature"])
            if seal.statement != item["statement"]:
                raise ValueError("statement")
            found.append(ExportedSeal(seal, tuple(Head(*head) for head in item["heads"])))
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        raise BadSealFile(reason=f"{type(error).__name__}: {error}") from error
    return found


def sealed(connection: Connection, folio: str) -> list[tuple[int, Head]]:
    """The heads that were sealed of one history, with the numbers of the seals, in order."""
    query = select(seal_heads.c.seal_number, *_HEAD).where(seal_heads.c.folio == folio)
    return [(number, Head(*head)) for number, *head in connection.execute(query.order_by(seal_heads.c.seal_number))]


def heads_in(connection: Connection, number: int) -> list[Head]:
    """The heads in a seal, in the order of its tree: by folio."""
    rows = connection.execute(select(*_HEAD).where(seal_heads.c.seal_number == number))
    return sorted(Head(*row) for row in rows)


def sealed_folios(connection: Connection) -> set[str]:
    """The folios of all histories that were ever sealed."""
    return {row.folio for row in connection.execute(select(seal_heads.c.folio).distinct())}


def proof(heads: Sequence[Head], head: Head) -> list[str]:
    """The proof that `head` is one of `heads`, which are all of a seal. Raises ValueError when it is not."""
    return merkle.proof([each.leaf for each in heads], heads.index(head))
