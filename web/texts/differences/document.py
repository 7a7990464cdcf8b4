"""Sentences about the document: its header and sections, and who answers for what."""

from collections.abc import Callable, Mapping

from bpmn.diff import Difference
from bpmn.messages import Message, lazy_gettext
from bpmn.model import Change, Lane, Policy, RelatedDocument, Term
from bpmn.policies.sentences import sentences
from bpmn.policies.words import Words
from web.texts.differences.namer import Namer
from web.texts.differences.writer import LATER, Said, Sentence, Writer


def _header(what: Message) -> Sentence:
    """A line of the header."""

    def sentence(w: Writer, d: Difference) -> str:
        before, after = w.both(d, lambda namer, text: namer.quoted(str(text)))
        return w.changed(w.gettext.render(what), before, after)

    return sentence


def _section(what: Message) -> Sentence:
    """A section of prose."""

    def sentence(w: Writer, d: Difference) -> Said:
        return w.rewritten(w.gettext.render(what), d)

    return sentence


def _listed(added: Message, removed: Message, show: Callable[[Writer, object], str]) -> Sentence:
    """A line of a section that came or went."""

    def sentence(w: Writer, d: Difference) -> str:
        there = d.subject[1] or d.subject[0]
        text = removed if d.subject[1] is None else added
        return w.gettext.render(text.with_values({"item": show(w, there)}))

    return sentence


def _line(what: Message, show: Callable[[Writer, object], str]) -> Sentence:
    """A line of a section that says something else."""

    def sentence(w: Writer, d: Difference) -> str:
        before, after = w.both(d, lambda namer, text: namer.quoted(str(text)))
        return w.changed(w.gettext.render(what.with_values({"item": show(w, d.subject[1])})), before, after)

    return sentence


def _long(what: Message, show: Callable[[Writer, object], str]) -> Sentence:
    def sentence(w: Writer, d: Difference) -> Said:
        return w.rewritten(w.gettext.render(what.with_values({"item": show(w, d.subject[1])})), d)

    return sentence


def _term(w: Writer, term: object) -> str:
    assert isinstance(term, Term)
    return w.after.quoted(term.name)


def _policy(w: Writer, policy: object) -> str:
    assert isinstance(policy, Policy)
    return w.after.quoted(policy.text)


def _change(w: Writer, change: object) -> str:
    assert isinstance(change, Change)
    return w.gettext("version {number}, {date}", number=change.version, date=w.presenter.day(change.date))


def _related(w: Writer, related: object) -> str:
    assert isinstance(related, RelatedDocument)
    return w.after.quoted(f"{related.code} {related.name}".strip())


def _policy_text(w: Writer, d: Difference) -> Said:
    return Said(w.gettext("A policy says something else."), str(d.before), str(d.after))


def _seen_in(w: Writer, d: Difference) -> str:
    def steps(namer: Namer, ids: object) -> str:
        assert isinstance(ids, tuple)
        return namer.joined(namer.step(id) for id in ids if id in namer.edition.nodes)

    before, after = w.both(d, steps)
    return w.changed(w.gettext("Where the policy {policy} is seen", policy=_policy(w, d.subject[1])), before, after)


def _policy_checks(w: Writer, d: Difference) -> Said:
    what = w.gettext("What is checked of the policy {policy}", policy=_policy(w, d.subject[1]))
    return w.text(what, _checked(w.before, d.before), _checked(w.after, d.after))


def _checked(namer: Namer, checks: object) -> str:
    """What checks ask, each with its name."""
    assert isinstance(checks, tuple)
    roles = {role: namer.role(role) for check in checks for each in check.requires for role in each.roles}
    words, render = Words(namer.edition.process, namer.edition.forms.values(), roles), namer.gettext.render
    said = ((check.name, map(render, sentences(check, words))) for check in checks)
    return "\n".join(f"{name}: {' '.join(texts)}" for name, texts in said)


def _executable(w: Writer, d: Difference) -> str:
    if d.after:
        return w.gettext("The procedure can now be carried out in Cauce.")
    return w.gettext("The procedure can no longer be carried out in Cauce.")


# --- lanes and roles


def _lane(w: Writer, d: Difference) -> str:
    namer, there = (w.before, d.subject[0]) if d.subject[1] is None else (w.after, d.subject[1])
    assert isinstance(there, Lane)
    name = namer.lane(there.id)
    if d.subject[1] is None:
        return w.gettext("The lane {lane} is taken out.", lane=name)
    roles = namer.joined(namer.role(role) for role in there.roles)
    return w.gettext("The lane {lane} is added; its work is for: {roles}.", lane=name, roles=roles)


def _staffing(w: Writer, d: Difference) -> str:
    def roles(namer: Namer, ids: object) -> str:
        assert isinstance(ids, tuple)
        return namer.joined(namer.role(id) for id in ids)

    before, after = w.both(d, roles)
    return w.changed(w.gettext("Who does the work of the lane {lane}", lane=w.name(d.subject)), before, after)


def _outer(w: Writer, d: Difference) -> str:
    if d.after is None:
        return w.gettext("The lane {lane} stands in no other any more.", lane=w.name(d.subject))
    outer = w.after.lane(str(d.after))
    return w.gettext("The lane {lane} stands now in {outer}.", lane=w.name(d.subject), outer=outer)


def _responsibility(w: Writer, d: Difference) -> str:
    lane = w.name(d.subject)
    if d.after is None:
        text = w.before.quoted(str(d.before))
        return w.gettext("{lane} answers no longer for: {text}.", lane=lane, text=text)
    return w.gettext("{lane} answers besides for: {text}.", lane=lane, text=w.after.quoted(str(d.after)))


def _role(w: Writer, d: Difference) -> str:
    name = w.name(d.subject)
    if d.subject[1] is None:
        return w.gettext("The role {role} is no longer named.", role=name)
    return w.gettext("The role {role} is named.", role=name)


PEOPLE: Mapping[str, Sentence] = {
    "Lane": _lane,
    "Lane.parent": _outer,
    "Lane.staffing": _staffing,
    "Lane.responsibilities": _responsibility,
    "Resource": _role,
}
SENTENCES: Mapping[str, Sentence] = {
    "Process.executable": _executable,
    "Document.code": _header(lazy_gettext("The code of the document")),
    "Document.title": _header(lazy_gettext("The title of the document")),
    "Document.folio_prefix": _header(lazy_gettext("The beginning of the folios")),
    "Document.prepared_by": _header(lazy_gettext("Who prepares the document")),
    "Document.reviewed_by": _header(lazy_gettext("Who reviews the document")),
    "Document.approved_by": _header(lazy_gettext("Who approves the document")),
    "Document.owner": _header(lazy_gettext("Who answers for the document")),
    "Document.retention": _header(lazy_gettext("How long the document is kept")),
    "Document.disposition": _header(lazy_gettext("What becomes of the document in the end")),
    "Document.objective": _section(lazy_gettext("The objective")),
    "Document.scope": _section(lazy_gettext("The scope")),
    "Term": _listed(
        lazy_gettext("The definitions say besides what {item} is.", item=LATER),
        lazy_gettext("The definitions no longer say what {item} is.", item=LATER),
        _term,
    ),
    "Term.name": _line(lazy_gettext("The name of the definition {item}", item=LATER), _term),
    "Term.text": _long(lazy_gettext("The definition of {item}", item=LATER), _term),
    "Policy": _listed(
        lazy_gettext("There is a new policy: {item}.", item=LATER),
        lazy_gettext("A policy is taken out: {item}.", item=LATER),
        _policy,
    ),
    "Policy.text": _policy_text,
    "Policy.elements": _seen_in,
    "Policy.checks": _policy_checks,
    "Change": _listed(
        lazy_gettext("The table of versions has besides {item}.", item=LATER),
        lazy_gettext("The table of versions no longer has {item}.", item=LATER),
        _change,
    ),
    "Change.version": _line(lazy_gettext("The number of {item}", item=LATER), _change),
    "Change.date": _line(lazy_gettext("The date of {item}", item=LATER), _change),
    "Change.description": _line(lazy_gettext("What changed in {item}", item=LATER), _change),
    "RelatedDocument": _listed(
        lazy_gettext("The related documents name besides {item}.", item=LATER),
        lazy_gettext("The related documents no longer name {item}.", item=LATER),
        _related,
    ),
    "RelatedDocument.code": _line(lazy_gettext("The code of the related document {item}", item=LATER), _related),
    "RelatedDocument.name": _line(lazy_gettext("The name of the related document {item}", item=LATER), _related),
}
