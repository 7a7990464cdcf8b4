"""What third parties signed of the checkpoints in an evidence: time-stamp authorities (RFC 3161) and witnesses.

Of a time-stamp it is read what was stamped and when, by a few lines of DER. Its signature, and the certificates behind
that, are judged by the program ``openssl``, where the reader gives the certificates that count; Python has no such
thing of its own. Where nobody gives any, the reserve says with which command it is done.
"""

import hashlib
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from .causes import Told, why
from .evidence import UNREADABLE, Evidence
from .findings import GONE, Findings
from .language import say
from .log import UNPROVEN, Note, Standing, Trust

FOLDER = "timestamps"
NEAR, LATE = timedelta(minutes=10), timedelta(days=1, minutes=10)
"""How far a checkpoint may say to be after its time-stamp, and before it."""
SIGNED_DATA, TST_INFO = bytes.fromhex("2a864886f70d010702"), bytes.fromhex("2a864886f70d0109100104")
SHA256 = bytes.fromhex("608648016503040201")
SEQUENCE, INTEGER, OCTETS, OID, TIME, CONTENT = 0x30, 0x02, 0x04, 0x06, 0x18, 0xA0
WAIT = 60


@dataclass
class Vouched:
    """That somebody vouches for the checkpoint `seal`: `by` is the name of a witness, None for an authority; `checked`:
    that it was really them."""

    seal: int
    at: datetime
    by: str | None
    checked: bool


def stamp_of(answer: bytes) -> tuple[datetime, str]:
    """When an authority says that it saw which SHA-256 (hexadecimal). Raises ValueError for what is no time-stamp."""
    status, token = inside(answer, SEQUENCE, SEQUENCE, SEQUENCE)
    if int.from_bytes(inside(status, None, INTEGER)[0]) > 1:
        raise Told(say("la autoridad se negó"))
    kind, content = inside(token, None, OID, CONTENT)
    if kind != SIGNED_DATA:
        raise ValueError("CMS")
    _, _, signed = inside(content, SEQUENCE, INTEGER, None, SEQUENCE)
    kind, content = inside(signed, None, OID, CONTENT)
    if kind != TST_INFO:
        raise ValueError("TSTInfo")
    (info,) = inside(content, None, OCTETS)
    _, _, imprint, _, time = inside(info, SEQUENCE, INTEGER, OID, SEQUENCE, INTEGER, TIME)
    algorithm, digest = inside(imprint, None, SEQUENCE, OCTETS)
    if inside(algorithm, None, OID)[0] != SHA256:
        raise ValueError("SHA-256")
    return moment(time.decode("ascii")), digest.hex()


def inside(data: bytes, tag: int | None, *tags: int | None) -> list[bytes]:
    """The contents of the first values, one after the other of these tags, in one of `tag` or bare. Raises
    ValueError."""
    if tag is not None:
        data, _ = value(data, tag)
    found = []
    for each in tags:
        content, data = value(data, each)
        found.append(content)
    return found


def value(data: bytes, tag: int | None) -> tuple[bytes, bytes]:
    """The content of the first value, which has that tag, and what comes after it (X.690, definite lengths)."""
    if len(data) < 2 or (tag is not None and data[0] != tag):
        raise ValueError("DER")
    length, start = data[1], 2
    if length >= 0x80:
        start += length - 0x80
        length = int.from_bytes(data[2:start])
    if (start == 2 and data[1] >= 0x80) or start > 6 or len(data) < start + length:
        raise ValueError("DER")
    return data[start : start + length], data[start + length :]


def moment(text: str) -> datetime:
    """A GeneralizedTime of DER: UTC, with a fraction or without. Raises ValueError."""
    whole, _, fraction = text.removesuffix("Z").partition(".")
    if not text.endswith("Z") or len(whole) != 14:
        raise ValueError(text)
    at = datetime.strptime(whole, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return at + timedelta(seconds=float(f"0.{fraction}")) if fraction.isdecimal() else at


def check_vouching(evidence: Evidence, standing: Standing | None, trust: Trust, findings: Findings) -> list[Vouched]:
    """What third parties vouch for; a time-stamp or a co-signature that does not hold is found."""
    if standing is None:
        for answer in trust.stamps:
            findings.add("checkpoint_removed", None, stamp_of(answer)[1], GONE, say("sello de tiempo conservado"))
        return []
    notes = [standing.newest]
    for each in evidence.log["earlier"]:
        notes.append(Note(each["note"]))  # `check_log` has read them
    by_imprint = {hashlib.sha256(note.as_signed()).hexdigest(): note for note in notes}
    found = list(stamped(evidence, by_imprint, trust, findings))
    for answer in trust.stamps:
        _, imprint = stamp_of(answer)
        if imprint not in by_imprint:
            findings.add("checkpoint_removed", None, imprint, GONE, say("sello de tiempo conservado"))
    return found + list(cosigned(notes, trust, findings))


def stamped(evidence: Evidence, notes: dict[str, Note], trust: Trust, findings: Findings) -> Iterator[Vouched]:
    """The time-stamps that the evidence lists, each over a checkpoint of its log."""
    listed = evidence.log.get("stamps") or []
    for name in listed if isinstance(listed, list) else [listed]:
        place = f"{FOLDER}/{name}"
        try:
            note, answer = evidence.files[f"{place}.txt"], evidence.files[f"{place}.tsr"]
            at, imprint = stamp_of(answer)
            own = notes.get(imprint)
            if own is None or own.as_signed() != note:
                findings.add("timestamp_changed", None, hashlib.sha256(note).hexdigest(), imprint, place)
                continue
            number, said = own.dated()
        except (*UNREADABLE, *UNPROVEN) as error:
            findings.add("timestamp_changed", None, "RFC 3161", why(error), place)
            continue
        checked = False
        if trust.authority is not None:
            refusal = refused(note, answer, at, trust.authority)
            checked = refusal == ""
            if refusal is None:
                findings.reserves.append(say("no se comprobó la firma del sello de tiempo: falta openssl"))
            elif refusal:
                findings.add("timestamp_changed", None, say("una firma conocida"), refusal, place)
                continue
        else:
            command = f"openssl ts -verify -in {place}.tsr -data {place}.txt -CAfile CERT.pem"
            findings.reserves.append(say("no se comprobó la firma del sello de tiempo: {command}", command=command))
        if not -NEAR <= at - said <= LATE:
            findings.add("time_disagrees", None, at.isoformat(), said.isoformat(), place)
        yield Vouched(number, at, None, checked)


def refused(note: bytes, answer: bytes, at: datetime, authority: Path) -> str | None:
    """Why openssl says that no certificate in the file vouches for a time-stamp, at the time that it says; nothing
    where one does, and None where there is no openssl."""
    with tempfile.TemporaryDirectory() as folder:
        for name, content in (("note", note), ("answer", answer)):
            (Path(folder) / name).write_bytes(content)
        by = ["-CAfile", str(authority.resolve()), "-partial_chain", "-attime", str(int(at.timestamp()))]
        command = ["openssl", "ts", "-verify", "-in", "answer", "-data", "note", *by]
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=WAIT)
        except (OSError, subprocess.TimeoutExpired):
            return None
    return "" if done.returncode == 0 else " ".join((done.stderr or done.stdout).split())[-200:] or "openssl"


def cosigned(notes: list[Note], trust: Trust, findings: Findings) -> Iterator[Vouched]:
    """The checkpoints that witnesses co-signed whose keys the reader knows."""
    any_of_them = False
    for note in notes:
        for name, public in trust.witnesses:
            if (seconds := note.seen_at(name, public)) is None:
                continue
            if seconds < 0:
                findings.add("cosignature_changed", None, say("una firma conocida"), GONE, f"{name} {note.size}")
                continue
            any_of_them = True
            yield Vouched(note.dated()[0], datetime.fromtimestamp(seconds, UTC), name, True)
    if trust.witnesses and not any_of_them:
        findings.reserves.append(say("ninguno de los testigos firmó un sello de esta evidencia"))


def kept_stamp(content: bytes) -> bytes | None:
    """A file that somebody kept, if it is a time-stamp. Raises ValueError for a broken one."""
    if content[:1] != b"\x30" or content[1:2] < b"\x80":
        return None
    stamp_of(content)
    return content


def as_dict(each: Vouched) -> dict[str, Any]:
    return {"seal": each.seal, "at": each.at.isoformat(), "by": each.by, "checked": each.checked}
