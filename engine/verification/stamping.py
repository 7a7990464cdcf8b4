"""Has a time-stamp authority stamp each checkpoint (RFC 3161), and keeps its answer.

A checkpoint goes to the authority as a letter, like every other way out of the house (`engine.verification.leaving`):
an authority that is away is tried again, later each time, keeps nothing back, and what it never answers is seen among
what did not arrive. What it answers is judged before it is kept, and the ledger of deliveries says what that was.
"""

from collections.abc import Callable
from datetime import datetime
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request

from bpmn.messages import Message
from engine.clock import from_text, to_text
from engine.db import Database
from engine.history import checkpoints, timestamps
from engine.history.checkpoints import Stored
from engine.history.problems import Kind, Problem
from engine.history.timestamps import CLOCKS, LATE, MOST, BadTimeStamp, TimeStamp
from engine.notifications import outbox
from engine.notifications.delivery import DeliveryFailed, Letter
from engine.notifications.http import straight
from engine.notifications.record import Receipt
from engine.setting_parts.sealing import Leaving, TimestampAuthority
from engine.verification import alarms
from engine.verification.leaving import file_name
from engine.verification.subjects import CLOCK


class Stamper:
    """The way out to an authority. `render` makes the text of an alarm; `timeout` in seconds."""

    def __init__(
        self,
        database: Database,
        authority: TimestampAuthority,
        ways: Leaving,
        render: Callable[[Message], str],
        timeout: float,
    ) -> None:
        self._database, self._authority, self._ways = database, authority, ways
        self._render, self._timeout = render, timeout
        url = urlsplit(authority.url)
        self._where = url._replace(query="", fragment="").geturl()  # a query may hold a secret
        self._opener = straight()

    def send(self, letter: Letter, at: datetime) -> Receipt:
        """Have one checkpoint stamped; one that was already, when a worker died, is not stamped again.

        Raises DeliveryFailed: for good where the checkpoint is not there, or too old for a stamp to say anything.
        """
        size = letter.payload.get("size")
        with self._database.reading() as connection:
            stored = checkpoints.of_size(connection, size) if isinstance(size, int) else None
            known = None if stored is None else checkpoints.stamp_of(connection, stored.size)
        if stored is None:
            raise DeliveryFailed(f"{size}: no checkpoint", permanent=True)
        if known is not None:
            return self._receipt(self._judged(known, stored), stored)
        if from_text(stored.at) < at - LATE:
            raise DeliveryFailed(f"{stored.at} < {to_text(at - LATE)}", permanent=True)
        body, nonce = timestamps.request(stored.note)
        stamp = self._judged(self._post(body), stored, nonce)
        apart = abs(stamp.at - at) > CLOCKS
        problems = [Problem(Kind.TIME_DISAGREES, stored.number, to_text(stamp.at), to_text(at))] if apart else []
        with self._database.transaction() as connection:
            alarms.report(connection, {CLOCK: problems}, self._render, at=at)
            if not apart:
                stamp = timestamps.read_stamp(checkpoints.keep_stamp(connection, stored.size, stamp.answer))
                if self._ways.directory is not None:
                    name = file_name(stored, "tsr")
                    outbox.file_away(connection, f"{letter.key}.file", name, stamp.answer, at=at)
        if apart:
            raise DeliveryFailed(f"its clock says {to_text(stamp.at)}, ours {to_text(at)}")
        return self._receipt(stamp, stored)

    def _judged(self, answer: bytes, stored: Stored, nonce: int | None = None) -> TimeStamp:
        try:
            stamp = timestamps.read_stamp(answer)
        except BadTimeStamp as error:
            raise DeliveryFailed(f"{self._where}: {error.details['reason']}") from error
        wrong = timestamps.refusal(stamp, stored.note, self._authority.roots, nonce)
        if wrong is not None:
            raise DeliveryFailed(f"{self._where}: {wrong}")
        return stamp

    def _receipt(self, stamp: TimeStamp, stored: Stored) -> Receipt:
        return Receipt((self._where,), self._where, str(stamp), timestamps.imprint_of(stored.note))

    def _post(self, body: bytes) -> bytes:
        headers = {"Content-Type": "application/timestamp-query", "User-Agent": "Cauce"}
        try:
            with self._opener.open(
                Request(self._authority.url, body, headers, method="POST"), timeout=self._timeout
            ) as it:
                answer = it.read(MOST + 1)
        except HTTPError as error:
            error.close()
            raise DeliveryFailed(f"HTTP {error.code} {error.reason}") from error
        except (OSError, HTTPException) as error:
            raise DeliveryFailed(f"{type(error).__name__}: {error}", unreachable=True) from error
        if len(answer) > MOST:
            raise DeliveryFailed(f"{self._where}: > {MOST} bytes")
        return bytes(answer)
