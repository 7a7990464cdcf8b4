"""What happened, by day, the newest first."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from engine.history.chain import NO_EVENTS, NewEvent, head_of, link
from engine.notifications.notices import Notice
from engine.notifications.statuses import LetterStatus
from web.opportunities.timeline import SHOWN, timeline

ZONE = ZoneInfo("America/Mexico_City")
DEAD, DELIVERED = LetterStatus.DEAD, LetterStatus.DELIVERED
AT = datetime(2026, 3, 2, 15, tzinfo=UTC)


def history(count, step):
    """So many comments, with so much time between."""
    head, found = NO_EVENTS, []
    for number in range(count):
        new = [NewEvent("comment_made", actor="ana", payload={"text": str(number), "mentions": []})]
        (event,) = link("GC-2026-0001", bytes(32), head, AT + number * step, new, channel="site")
        head, found = head_of([event]), [*found, event]
    return found


def told(events, notices=()):
    return timeline(events, lambda event: str(event.payload.get("text", event.type)), dict(notices), ZONE)


def test_the_newest_day_comes_first_and_on_it_the_newest():
    found = told(history(3, timedelta(hours=15)))
    days = [(str(day.date), [line.sentence for line in day.lines]) for day in found.lately]
    assert days == [("2026-03-03", ["2", "1"]), ("2026-03-02", ["0"])]
    assert found.before == () and found.folded == 0


def test_what_is_long_ago_is_folded():
    found = told(history(SHOWN + 3, timedelta(hours=1)))
    assert sum(len(day.lines) for day in found.lately) == SHOWN
    assert found.folded == 3 and [line.sentence for line in found.before[-1].lines][-1] == "0"


def test_what_followed_by_itself_is_left_out_and_so_are_letters_that_arrived():
    new = [
        NewEvent("user_task_enabled", "a", 1, payload={"roles": []}),
        NewEvent("gateway_passed", "b", 1, payload={"flows": [], "names": ["Sí"]}),
        NewEvent("user_task_claimed", "a", 1, actor="ana"),
    ]
    events = link("GC-2026-0001", bytes(32), NO_EVENTS, AT, new, channel="site")
    lost, arrived = (Notice(f"GC-2026-0001.2.{n}", status) for n, status in enumerate((DEAD, DELIVERED)))
    found = told(events, {2: [arrived, lost]})
    (day,) = found.lately
    assert [(line.sentence, line.notices) for line in day.lines] == [
        ("user_task_claimed", []),
        ("gateway_passed", [lost]),
    ]
