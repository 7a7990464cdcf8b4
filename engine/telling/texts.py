"""The texts of notices: what is shipped, which places a text may have, and how they are filled. Pure.

The places are named as the owner of a procedure writes them. A line of the body of which a place has no value is left
out, so that one text serves with and without a term, a reason or a client.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bpmn.messages import Message, lazy_gettext
from engine.clock import from_text
from engine.notifications.places import PLACE, named
from engine.telling.dates import Words, in_words
from engine.telling.kinds import NoticeKind


class Text(NamedTuple):
    """Subject and body of a notice, with places."""

    subject: str
    body: str


@dataclass(frozen=True, slots=True)
class Shipped:
    """What people call a kind, and its text as it is shipped."""

    name: Message
    subject: Message
    body: Message


PLACES: Mapping[str, Message] = {
    "oportunidad": lazy_gettext("folio, client and requirement in one"),
    "folio": lazy_gettext("the folio"),
    "cliente": lazy_gettext("the client; the folio while none is known"),
    "asunto": lazy_gettext("what the client asks for"),
    "paso": lazy_gettext("the step that it is about"),
    "anterior": lazy_gettext("the step that was completed before it"),
    "quien": lazy_gettext("who did it"),
    "responsable": lazy_gettext("who has the step"),
    "vence": lazy_gettext("when the step is due, in words"),
    "motivo": lazy_gettext("the reason that was given"),
    "texto": lazy_gettext("what somebody wrote"),
    "titulo": lazy_gettext("the subject of a notice that the procedure sends"),
    "fin": lazy_gettext("how the opportunity ended"),
}
"""The places that a text may have, each with what stands there."""
_OF_DATA = {
    "paso": "step",
    "anterior": "before",
    "responsable": "holder",
    "motivo": "reason",
    "texto": "text",
    "titulo": "title",
    "fin": "end",
}
"""Where the data of a notice (`engine.telling.commands.tell`) have them."""
_DUE = "due_at"

TEXTS: Mapping[NoticeKind, Shipped] = {
    NoticeKind.WORK_ARRIVED: Shipped(
        lazy_gettext("Work that arrives"),
        lazy_gettext("For you: {paso}, {cliente}"),
        lazy_gettext("«{paso}» of {oportunidad} waits for you.\n{quien} completed «{anterior}».\nDue: {vence}."),
    ),
    NoticeKind.WORK_RETURNED: Shipped(
        lazy_gettext("Work that comes back"),
        lazy_gettext("Comes back to you: {paso}, {cliente}"),
        lazy_gettext(
            "{oportunidad} comes back to you at «{paso}».\n{quien} completed «{anterior}».\nReason: {motivo}\n"
            "Due: {vence}."
        ),
    ),
    NoticeKind.WORK_ASSIGNED: Shipped(
        lazy_gettext("Work that is assigned to me"),
        lazy_gettext("Assigned to you: {paso}, {cliente}"),
        lazy_gettext("{quien} assigned you «{paso}» of {oportunidad}.\nReason: {motivo}\nDue: {vence}."),
    ),
    NoticeKind.WORK_ASKED_FOR: Shipped(
        lazy_gettext("A colleague asks for a step that I have"),
        lazy_gettext("{quien} asks you for: {paso}, {cliente}"),
        lazy_gettext(
            "{quien} asks you for «{paso}» of {oportunidad}, which you have.\n«{texto}»\n"
            "You can give it back on its page."
        ),
    ),
    NoticeKind.WORK_TAKEN_OVER: Shipped(
        lazy_gettext("A colleague takes over a step that I had"),
        lazy_gettext("{quien} took over: {paso}, {cliente}"),
        lazy_gettext("{quien} took over «{paso}» of {oportunidad}, which you had.\nReason: {motivo}"),
    ),
    NoticeKind.DUE_TOMORROW: Shipped(
        lazy_gettext("Work that falls due the next working day"),
        lazy_gettext("Falls due: {paso}, {cliente}"),
        lazy_gettext("«{paso}» of {oportunidad} is due {vence}."),
    ),
    NoticeKind.OVERDUE: Shipped(
        lazy_gettext("Work that is overdue"),
        lazy_gettext("Overdue: {paso}, {cliente}"),
        lazy_gettext("«{paso}» of {oportunidad} was due {vence}, and is not done yet."),
    ),
    NoticeKind.ESCALATED: Shipped(
        lazy_gettext("Work of my people that has been overdue for a working day"),
        lazy_gettext("Overdue in your team: {paso}, {cliente}"),
        lazy_gettext(
            "«{paso}» of {oportunidad} was due {vence}, and is not done yet.\nWho has it: {responsable}.\n"
            "You can assign it to somebody else."
        ),
    ),
    NoticeKind.CLIENT_ANSWERED: Shipped(
        lazy_gettext("The client answers"),
        lazy_gettext("The client answered: {cliente}"),
        lazy_gettext("The client answered in «{anterior}» of {oportunidad}.\nWhat follows: «{paso}».\nDue: {vence}."),
    ),
    NoticeKind.CLIENT_REFUSED: Shipped(
        lazy_gettext("The client refuses"),
        lazy_gettext("The client refused: {cliente}"),
        lazy_gettext("The client refused in «{anterior}» of {oportunidad}.\nWhat follows: «{paso}».\nDue: {vence}."),
    ),
    NoticeKind.LINK_EXPIRING: Shipped(
        lazy_gettext("The link of a client is about to expire, or has"),
        lazy_gettext("The client's link: {cliente}"),
        lazy_gettext(
            "The link by which the client answers «{paso}» of {oportunidad} ends {vence}, and it has not been "
            "answered.\n{texto}"
        ),
    ),
    NoticeKind.WON: Shipped(
        lazy_gettext("An opportunity is won"),
        lazy_gettext("Won: {cliente}"),
        lazy_gettext("{oportunidad}: «{fin}».\n{texto}"),
    ),
    NoticeKind.LOST: Shipped(
        lazy_gettext("An opportunity is lost"),
        lazy_gettext("Lost: {cliente}"),
        lazy_gettext("{oportunidad}: «{fin}».\n{texto}"),
    ),
    NoticeKind.NO_GO: Shipped(
        lazy_gettext("A No Go"),
        lazy_gettext("No Go: {cliente}"),
        lazy_gettext("{oportunidad}: «{fin}».\n{texto}"),
    ),
    NoticeKind.CANCELLED: Shipped(
        lazy_gettext("An opportunity is cancelled"),
        lazy_gettext("Cancelled: {cliente}"),
        lazy_gettext("{quien} cancelled {oportunidad}.\nReason: {motivo}"),
    ),
    NoticeKind.VERSION_TO_REVIEW: Shipped(
        lazy_gettext("A version of a procedure: to review, to approve, returned, decided"),
        lazy_gettext("{titulo}"),
        lazy_gettext("{texto}"),
    ),
    NoticeKind.AUDIT: Shipped(
        lazy_gettext("An audit or a finding: to answer, to verify, due, closed"),
        lazy_gettext("{titulo}"),
        lazy_gettext("{texto}"),
    ),
    NoticeKind.MENTIONED: Shipped(
        lazy_gettext("Somebody mentions me"),
        lazy_gettext("{quien} mentions you: {cliente}"),
        lazy_gettext("{quien} mentions you in the discussion of {oportunidad}:\n«{texto}»"),
    ),
    NoticeKind.SUBSTITUTION: Shipped(
        lazy_gettext("A substitution that concerns me"), lazy_gettext("{titulo}"), lazy_gettext("{texto}")
    ),
    NoticeKind.ANNOUNCED: Shipped(
        lazy_gettext("What the procedure itself notifies"), lazy_gettext("{titulo}"), lazy_gettext("{texto}")
    ),
}
"""The text of each kind."""
WORDED = frozenset(TEXTS) - {
    NoticeKind.VERSION_TO_REVIEW, NoticeKind.AUDIT, NoticeKind.SUBSTITUTION, NoticeKind.ANNOUNCED,
}  # fmt: skip
"""The kinds whose text the owner of a procedure may write anew: those about its instances."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a notice says: `who` did it by name, `data` as it was told, `now` when it is written, in `zone`."""

    data: Mapping[str, object]
    now: datetime
    zone: ZoneInfo
    folio: str | None = None
    client: str | None = None
    title: str | None = None
    who: str | None = None


def shipped(kind: NoticeKind, words: Words) -> Text:
    """The text of a kind as it is shipped, in the language of `words`, its places open."""
    found = TEXTS[kind]
    open_ = {name: f"{{{name}}}" for name in PLACES}
    return Text(words(found.subject.with_values(open_)), words(found.body.with_values(open_)))


def written(text: Text, facts: Facts, words: Words) -> Text:
    """A text with its places filled."""
    values = _values(facts, words)
    lines = [line for line in text.body.splitlines() if all(values.get(name) for name in named(line))]
    subject = PLACE.sub(lambda found: values.get(found[1]) or "—", text.subject)
    body = "\n".join(PLACE.sub(lambda found: values.get(found[1]) or "", line) for line in lines)
    return Text(" ".join(subject.split()), body.strip())


def unknown_places(text: Text) -> list[str]:
    """The places of a text that there are not, sorted."""
    return sorted(named(text.subject, text.body) - PLACES.keys())


def _values(facts: Facts, words: Words) -> dict[str, str | None]:
    data = facts.data
    found = {place: None if data.get(key) is None else str(data[key]) for place, key in _OF_DATA.items()}
    due_at = data.get(_DUE)
    about = ", ".join(filter(None, (facts.folio, facts.client)))
    return {
        **found,
        "folio": facts.folio,
        "cliente": facts.client or facts.folio,
        "asunto": facts.title,
        "oportunidad": f"{about}: {facts.title}" if facts.title else about or None,
        "quien": facts.who,
        "vence": None if due_at is None else in_words(from_text(str(due_at)), facts.now, facts.zone, words),
    }
