"""Sentences about notices to people, and about invitations by link."""

from collections.abc import Callable, Mapping

from bpmn.diff import Difference
from bpmn.messages import Message, lazy_gettext
from bpmn.model import Invitation, Notification
from web.texts.differences.conditions import in_words
from web.texts.differences.namer import Namer
from web.texts.differences.writer import LATER, Said, Sentence, Writer


def _notice(w: Writer, d: Difference) -> Said:
    _ = w.gettext
    namer, there = (w.before, d.subject[0]) if d.subject[1] is None else (w.after, d.subject[1])
    assert isinstance(there, Notification)
    subject, body = namer.quoted(namer.places(there.subject)), namer.places(there.body)
    to, step = recipients(namer, there), w.name(d.outermost)
    if d.subject[1] is None:
        text = _(
            "After {step} the notice {subject} to {people} is sent no longer.", step=step, subject=subject, people=to
        )
        return Said(text, body, "")
    text = _("After {step} a notice is sent besides to {people}: {subject}.", step=step, subject=subject, people=to)
    return Said(text, "", body)


def recipients(namer: Namer, notice: Notification) -> str:
    """Those whom a notice goes to."""
    found = [namer.role(role) for role in notice.to]
    if notice.to_expression:
        found.append(in_words(notice.to_expression, namer, namer.role).strip("[]"))
    return namer.joined(found)


def _notice_of(w: Writer, d: Difference) -> str:
    new = d.subject[1]
    assert isinstance(new, Notification)
    subject = w.after.quoted(w.after.places(new.subject))
    return w.gettext("the notice {subject} after {step}", subject=subject, step=w.name(d.outermost))


def _notice_to(w: Writer, d: Difference) -> str:
    old, new = d.subject
    assert isinstance(old, Notification) and isinstance(new, Notification)
    heading = w.gettext("The recipients of {notice}", notice=_notice_of(w, d))
    return w.changed(heading, recipients(w.before, old), recipients(w.after, new))


def _notice_subject(w: Writer, d: Difference) -> str:
    before, after = w.both(d, lambda namer, text: namer.quoted(namer.places(str(text))))
    return w.changed(w.gettext("The subject of a notice after {step}", step=w.name(d.outermost)), before, after)


def _notice_body(w: Writer, d: Difference) -> Said:
    before, after = (namer.places(str(text or "")) for namer, text in zip(w.sides, (d.before, d.after), strict=True))
    return w.text(w.gettext("The text of {thing}", thing=_notice_of(w, d)), before, after)


# --- invitations by link


def _invited(w: Writer, d: Difference) -> Said:
    namer, there = (w.before, d.subject[0]) if d.subject[1] is None else (w.after, d.subject[1])
    assert isinstance(there, Invitation)
    lane, address = w.name(d.outermost), namer.variable(there.email)
    if d.subject[1] is None:
        return Said(w.gettext("Nobody outside is invited any more to the work of {lane}.", lane=lane), there.text, "")
    return Said(
        w.gettext("The work of {lane} is now done by link, sent to {address}.", lane=lane, address=address),
        "",
        there.text,
    )


def _invitation(what: Message, show: Callable[[Namer, str], str]) -> Sentence:
    def sentence(w: Writer, d: Difference) -> str:
        before, after = w.both(d, lambda namer, text: show(namer, str(text)))
        return w.changed(w.gettext.render(what.with_values({"lane": w.name(d.outermost)})), before, after)

    return sentence


def _invitation_text(w: Writer, d: Difference) -> Said:
    before, after = (namer.places(str(text or "")) for namer, text in zip(w.sides, (d.before, d.after), strict=True))
    return w.text(w.gettext("The text of the invitation of {lane}", lane=w.name(d.outermost)), before, after)


def _variable(namer: Namer, text: str) -> str:
    return namer.variable(text)


SENTENCES: Mapping[str, Sentence] = {
    "Notification": _notice,
    "Notification.to": _notice_to,
    "Notification.to_expression": _notice_to,
    "Notification.subject": _notice_subject,
    "Notification.body": _notice_body,
    "Invitation": _invited,
    "Invitation.email": _invitation(lazy_gettext("The address of the invitation of {lane}", lane=LATER), _variable),
    "Invitation.person": _invitation(
        lazy_gettext("The name of who is invited to the work of {lane}", lane=LATER), _variable
    ),
    "Invitation.until": _invitation(lazy_gettext("The last day of the invitation of {lane}", lane=LATER), _variable),
    "Invitation.when": _invitation(
        lazy_gettext("When who is invited to the work of {lane} gets a link", lane=LATER), lambda namer, text: text
    ),
    "Invitation.subject": _invitation(
        lazy_gettext("The subject of the invitation of {lane}", lane=LATER),
        lambda namer, text: namer.quoted(namer.places(text)),
    ),
    "Invitation.text": _invitation_text,
}
