"""What became of a notice that an event asked for, in one sentence."""

from collections.abc import Callable
from datetime import datetime

from bpmn.messages import Message, lazy_gettext
from engine.notifications.delivery import DISPOSED, GAVE_UP
from engine.notifications.notices import Notice
from engine.notifications.outbox import NO_RECIPIENTS
from engine.notifications.statuses import LetterStatus


def notice_text(notice: Notice, when: Callable[[datetime], str], role_name: Callable[[str], str]) -> Message:
    """To whom, and when which server took it, or why none did. `when` and `role_name` format moments and roles."""
    to = ", ".join(notice.to) or ", ".join(map(role_name, notice.roles)) or "—"
    match notice.status, notice.reason:
        case LetterStatus.DELIVERED, _ if notice.at is not None:
            values = {"to": to, "server": notice.server, "when": when(notice.at), "reply": notice.reply}
            return lazy_gettext("Notice to {to}: accepted by {server} on {when} ({reply}).", **values)
        case LetterStatus.DEAD, reason if reason == NO_RECIPIENTS:
            return lazy_gettext("Notice to {to}: NOT sent, nobody of them has an e-mail address.", to=to)
        case LetterStatus.DEAD, reason if reason == GAVE_UP:
            return lazy_gettext("Notice to {to}: NOT delivered, every attempt was lost on the way.", to=to)
        case LetterStatus.DEAD, reason if reason == DISPOSED:
            return lazy_gettext("Notice to {to}: NOT sent, its data were disposed of before it left.", to=to)
        case LetterStatus.DEAD, reason:
            return lazy_gettext("Notice to {to}: NOT delivered: {reason}", to=to, reason=reason or "—")
        case _, None:
            return lazy_gettext("Notice to {to}: not sent yet.", to=to)
    return lazy_gettext("Notice to {to}: not delivered yet: {reason}", to=to, reason=notice.reason)
