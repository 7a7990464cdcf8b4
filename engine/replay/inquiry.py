"""Verification on request, and queries over verifications and seals for auditors."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, exists, select

from engine import canonical_json
from engine.db import Database
from engine.history import seals
from engine.history.keys import read_keys
from engine.history.models import seal_heads
from engine.history.seals import Head, Seal
from engine.identity.queries import person
from engine.instances.models import instances
from engine.instances.runtime import Runtime
from engine.replay.rights import require_auditor
from engine.verification import instance_verifier, runs
from engine.verification.models import verifications
from engine.verification.report import Report
from engine.verification.runs import Verified


@dataclass(frozen=True, slots=True)
class Covered:
    """A sealed head of a history with its seal; `signed`: the signature matches the key that the seal names."""

    seal: Seal
    head: Head
    signed: bool


def verify(database: Database, runtime: Runtime, folio: str, *, key: Path | None, actor: str, at: datetime) -> Report:
    """Verify an instance for `actor` and store the result, as the nightly verification does.

    `key` is the file with the keys whose seals count; without one the key of the first seal does. Whether `actor` may
    is decided in both transactions, as verifying takes a while. Raises NotAllowed, NotFound (kind ``instance``, or
    ``person`` for one who has left), BadSealKey, StoreUnavailable.
    """
    trusted = read_keys(key).trusted if key is not None and key.exists() else frozenset[str]()
    with database.reading() as connection:
        require_auditor(person(connection, actor))
        report = instance_verifier.verify(connection, runtime, folio, trusted)
    with database.transaction() as connection:
        require_auditor(person(connection, actor))
        runs.record(connection, [report], at=at)
    return report


def last_verification(connection: Connection, folio: str) -> Verified | None:
    """The last verification of an instance; None where there was none."""
    columns = (verifications.c[name] for name in ("ok", "head_seq", "verified_at", "report"))
    query = select(*columns).join(instances, instances.c.id == verifications.c.instance_id)
    row = connection.execute(query.where(instances.c.folio == folio)).first()
    if row is None:
        return None
    report = canonical_json.loads(row.report)
    assert isinstance(report, dict)
    return Verified(folio, row.ok, row.head_seq, row.verified_at, {**report})


def covering(connection: Connection, folio: str) -> list[Covered]:
    """The seals over a history, the newest first."""
    return list(_covered(connection, folio))[::-1]


def _covered(connection: Connection, folio: str) -> Iterator[Covered]:
    known: Mapping[int, Seal] = {seal.number: seal for seal in seals.all_seals(connection)}
    for number, head in seals.sealed(connection, folio):
        if number in known:
            yield Covered(known[number], head, known[number].signed)


def removed(connection: Connection, *, limit: int = 50) -> list[str]:
    """Folios of sealed histories that are missing, the newest first, at most `limit`."""
    there = exists(select(instances.c.id).where(instances.c.folio == seal_heads.c.folio))
    query = select(seal_heads.c.folio).distinct().where(~there).order_by(seal_heads.c.folio.desc())
    return [row.folio for row in connection.execute(query.limit(limit))]


def seal_page(connection: Connection, *, before: int | None = None, limit: int = 50) -> tuple[list[Seal], int | None]:
    """A page of all seals, the newest first, and the number before which the next one begins: None after the last."""
    found = [seal for seal in reversed(seals.all_seals(connection)) if before is None or seal.number < before]
    return found[:limit], found[limit - 1].number if len(found) > limit else None
