"""How each person wants the letters of each kind: at once, in the digest of the day, or not at all."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, select

from engine.history import ledger
from engine.telling.kinds import CHOSEN, Channel, NoticeKind
from engine.telling.models import notice_channels
from engine.telling.record import TELLING, ChangeType

Channels = Mapping[NoticeKind, Channel]


def channels_of(connection: Connection, people: Collection[str]) -> dict[str, dict[NoticeKind, Channel]]:
    """What people chose, by their ids; of a kind that is missing they are told at once."""
    found: dict[str, dict[NoticeKind, Channel]] = {person: {} for person in people}
    query = select(notice_channels).where(notice_channels.c.person_id.in_(sorted(people)))
    for row in connection.execute(query):
        found[row.person_id][NoticeKind(row.kind)] = Channel(row.channel)
    return found


def choose(connection: Connection, person: str, chosen: Channels, *, at: datetime) -> int:
    """Keep how a person wants to be told of kinds; gives how many of them were otherwise before. Each is recorded.

    What waits to be told is told as it is wanted then.
    """
    from sqlalchemy.dialects import postgresql

    before = channels_of(connection, [person])[person]
    new = {
        kind: channel
        for kind, channel in chosen.items()
        if kind in CHOSEN and before.get(kind, Channel.AT_ONCE) is not channel
    }
    for kind in sorted(new):
        row = {"person_id": person, "kind": str(kind), "channel": str(new[kind])}
        adding = postgresql.insert(notice_channels).values(row)
        connection.execute(
            adding.on_conflict_do_update(
                index_elements=["person_id", "kind"], set_={"channel": adding.excluded.channel}
            )
        )
        said = {"kind": str(kind), "channel": str(new[kind])}
        ledger.append(connection, TELLING, ChangeType.CHANNEL_CHOSEN, person, said, actor=person, at=at)
    return len(new)
