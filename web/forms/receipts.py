"""The copy that whoever answered by a link is sent: what was shown, what was answered, and by which digests it can be
told from any other."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime

from engine.instances.client_links import Receipt, Review
from web.forms.answers import answers, without_hidden
from web.forms.form_view import Stance
from web.forms.task_form import FormPage
from web.site import gettext, presenter, site
from web.texts.formatting import Shown


def receipt(found: Review, page: FormPage, values: Mapping[str, object], record: Receipt, *, at: datetime) -> str:
    """The text of the copy. `page` is the form as it was shown, `values` what was answered, `record` where it stands in
    the history."""
    work, show = found.work, presenter()
    environment = work.calendar.environment(at)
    given = answers(work.form, without_hidden(work.form, values, work.data, environment), show)
    seen = (each for top in page.views for each in top.walk())
    shown = [each.shown for each in seen if each.stance is Stance.LOCKED and each.shown and not each.shown.blank]
    lines = [
        gettext("{step}. Reference {folio}", step=work.item.name, folio=work.folio),
        gettext("Answered by {person} on {moment}", person=found.link.reader, moment=show.exact(at)),
    ]
    if record.confirmed:
        lines.append(gettext("Confirmed by a code that was sent to {address}", address=str(found.link.email)))
    lines += ["", gettext("What you were shown"), *_lines(shown), "", gettext("What you answered"), *_lines(given), ""]
    lines.append(gettext("It stands in our records as event {number}, with the digest {hash}", **record.place))
    text = "\n".join(lines)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"{text}\n{gettext('Digest of this copy (SHA-256): {digest}', digest=digest)}"


def subject(found: Review) -> str:
    """The subject of the letter that brings the copy."""
    company = site().settings.company.name
    if company is None:
        return gettext("Copy of your answer: {step}", step=found.work.item.name)
    return gettext("Copy of your answer to {company}: {step}", company=company, step=found.work.item.name)


def _lines(shown: list[Shown]) -> Iterator[str]:
    for each in shown:
        for row in each.rows:
            yield f"· {each.label}: " + "; ".join(f"{part.label}: {', '.join(part.lines)}" for part in row)
        if each.lines:
            yield f"· {each.label}: {', '.join(each.lines)}"
        for file in each.files:
            yield f"· {each.label}: {file['name']}, SHA-256 {file['sha256']}"
