"""A mail server with moods, that notes when what arrived."""

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum
from time import monotonic
from typing import Any

from tests.mailbox import Mailbox

SLOW = 0.5  # seconds until it answers


class Mood(StrEnum):
    """How it treats a letter: takes it, refuses it for now, answers late, takes it and hangs up, or is not there."""

    WELL = "well"
    REFUSES = "refuses"
    SLOW = "slow"
    DROPS = "drops"
    GONE = "gone"


@dataclass
class MoodyMailbox(Mailbox):
    """`arrivals`: the Message-ID of each letter that it took, and when (`time.monotonic`), in order.

    `turned_away`: how many it treated otherwise than well.
    """

    mood: Mood = Mood.WELL
    arrivals: list[tuple[str, float]] = field(default_factory=list)
    turned_away: int = 0

    async def handle_EHLO(self, server: Any, session: Any, envelope: Any, hostname: str, responses: Any) -> Any:
        if self.mood is Mood.GONE:
            self.turned_away += 1
            server.transport.abort()
        return await super().handle_EHLO(server, session, envelope, hostname, responses)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mood = self.mood
        if mood is not Mood.WELL:
            self.turned_away += 1
        if mood is Mood.REFUSES:
            return "451 4.3.2 not now"
        answer = await super().handle_DATA(server, session, envelope)
        with self.changed:
            self.arrivals.append((self.ids[-1], monotonic()))
        if mood is Mood.SLOW:
            await asyncio.sleep(SLOW)
        if mood is Mood.DROPS:
            server.transport.abort()
        return answer
