"""Time-stamps of checkpoints (RFC 3161): a third party signs that it saw a hash, and when. Pure.

What is stamped is the SHA-256 of a note as the log signed it (`Checkpoint.as_signed`), byte for byte the file that
leaves the house, so that anybody can check it with ``openssl ts -verify``. The authority's whole answer is kept. It is
judged at the time that it says: a certificate that ran out since then was good then.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from engine.clock import to_text
from engine.errors import Invalid

if TYPE_CHECKING:  # certificates cost every command 20 ms, and few look at one
    from cryptography.x509 import Certificate

SHA256 = "2.16.840.1.101.3.4.2.1"
MOST = 64 * 1024
"""The longest answer that is read, in bytes."""
CLOCKS = timedelta(minutes=5)
"""How far an authority's clock and ours may be apart when its answer comes: otherwise nobody knows which is right, and
it is not taken."""
NEAR = 2 * CLOCKS
"""How far a checkpoint may stand on the wrong side of a time-stamp: twice as far as is taken, so that what was taken is
never named."""
LATE = timedelta(days=1)
"""How long after a checkpoint its time-stamp may come. An authority may be away for a night, and a letter is tried for
half a day; a stamp of a later day is just what a log gets that was written anew and dated back, so none is asked for:
the next checkpoint is over this one too."""
APART = timedelta(hours=1)
"""How far clocks of people's making are off at most: a machine that was set by the time of summer, or of the next zone,
is an hour off until that is put right, and what it writes is no forgery.

Events keep what their clock said, so one may say as much before a checkpoint that has it not. Entries of ledgers do not
(`engine.history.ledger.append` takes the moment of the last checkpoint for them, and notes the clock), so what says
longer before one than `NEAR` was not written by the program.
"""
_OPENSSL = re.compile(r'reason: "([^"]+)"')
_PEM = b"-----BEGIN CERTIFICATE-----"


class BadTimeStamp(Invalid):
    """The bytes are no granted time-stamp over a SHA-256. Details: `reason`."""

    code = "bad_time_stamp"


@dataclass(frozen=True, slots=True)
class TimeStamp:
    """A time-stamp: `at` is what the authority's clock said, `imprint` the SHA-256 that it saw (hexadecimal), `answer`
    all that it answered (DER). Nothing of it is believed before `refusal` has judged it."""

    at: datetime
    imprint: str
    answer: bytes

    def __str__(self) -> str:
        """It in few words: its time, and the SHA-256 of the answer."""
        return f"{to_text(self.at)} sha256:{hashlib.sha256(self.answer).hexdigest()}"


def imprint_of(note: str) -> str:
    """The hash of a note that is stamped."""
    return hashlib.sha256(note.encode()).hexdigest()


def request(note: str) -> tuple[bytes, int]:
    """What an authority is asked (DER), with the certificate wanted in the answer; and the nonce of it."""
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder

    asked = TimestampRequestBuilder().data(note.encode()).hash_algorithm(HashAlgorithm.SHA256).build()
    assert asked.nonce is not None
    return asked.as_bytes(), asked.nonce


def read_stamp(answer: bytes) -> TimeStamp:
    """Read what an authority answered. Raises BadTimeStamp; whether the signature holds is another question."""
    from rfc3161_client import decode_timestamp_response

    try:
        read = decode_timestamp_response(answer)
        if read.status != 0:
            said = " ".join(read.status_string) or f"status {read.status}"
            raise BadTimeStamp(reason=said[:200])
        said_of, at = read.tst_info.message_imprint, read.tst_info.gen_time
        if said_of.hash_algorithm.dotted_string != SHA256:
            raise BadTimeStamp(reason=f"hash {said_of.hash_algorithm.dotted_string}")
        return TimeStamp(at if at.tzinfo else at.replace(tzinfo=UTC), said_of.message.hex(), answer)
    except (ValueError, TypeError, AttributeError, OverflowError) as error:
        raise BadTimeStamp(reason=str(error)[:200]) from error


def is_stamp(content: bytes) -> bool:
    """Whether a file that somebody kept is a time-stamp rather than a note: DER begins so, and no text does."""
    return content[:1] == b"\x30" and content[1:2] >= b"\x80"


def refusal(stamp: TimeStamp, note: str, roots: Sequence["Certificate"], nonce: int | None = None) -> str | None:
    """Why a time-stamp does not hold for a note; None where it does.

    It must be over that note and, where there are `roots`, signed by a certificate for time-stamping that one of them
    vouches for; with a `nonce`, be the answer to that request. Without roots nobody knows whose signature it is.
    """
    if stamp.imprint != imprint_of(note):
        return f"sha256 {stamp.imprint}"
    if not roots:
        return None
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

    try:
        read = decode_timestamp_response(stamp.answer)
        VerifierBuilder(roots=list(roots), nonce=nonce).build().verify(read, bytes.fromhex(stamp.imprint))
    except (VerificationError, ValueError, TypeError, AttributeError) as error:
        said = _OPENSSL.findall(str(error)) or [str(error) or type(error).__name__]
        return "; ".join(said)[:200]
    return None


def read_roots(content: bytes) -> tuple["Certificate", ...]:
    """The certificates in a PEM file. Raises ValueError where there are none."""
    from cryptography.x509 import load_pem_x509_certificates

    if _PEM not in content:
        raise ValueError("no certificate")
    return tuple(load_pem_x509_certificates(content))
