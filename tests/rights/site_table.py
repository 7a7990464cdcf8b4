"""The table of the site: who may ask each route, of what they see and of what they do not.

A row names the route by its endpoint and method, and says who is answered. What is about an instance is asked about
several, and who does not see one is told that there is none: never a refusal, which would say that it is.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tests.rights.company import (
    BEGUN,
    DOES,
    EVERYTHING,
    NOBODY,
    OFFERED,
    OTHERS,
    OVER,
    PEOPLE,
    PLAIN,
    READER,
    SEEN,
    SIGN,
    STOPPED,
)

YES, NO, HIDDEN, AWAY, STANDS = "answered", "refused", "not found", "sent away", "told how it stands"
"""What somebody gets. Sent away: to the entrance; what they were about to send is given back with a refusal. Told how
it stands: whoever reads a draft is told so (409) before it is asked whether they may do that to it.
"""

GET, POST = "GET", "POST"
EVERYBODY = frozenset({NOBODY, *PEOPLE})
ALL, NONE = frozenset(PEOPLE), frozenset[str]()
ADMINISTRATORS = frozenset({"administrador"})
AUDITORS = frozenset({"auditor", "administrador"})
SAMPLERS = frozenset({"auditor"})
SEE_POLICIES = AUDITORS | EVERYTHING | {"lector_de_uno"}
PREPARES = frozenset({"director_comercial", "control_documentos"})
REVIEWS, APPROVES, CONTROLS = (
    frozenset({who}) for who in ("control_documentos", "direccion_general", "control_documentos")
)
AUTHOR = frozenset({"director_comercial"})
READS_DRAFTS = SIGN | AUDITORS
REPAIRS = PREPARES | ADMINISTRATORS
WORDS = PREPARES | ADMINISTRATORS
FORM = {"form_id": "prospeccion"}
FIELD = FORM | {"place": "0"}
CHECKED = {"name": "Uno", "do": "save"}
COPIED = {"source": "validacion", "field": "0", "way": "new"}
OF_PROCEDURE = {"process_id": "gestion_comercial"}
OF_NOTICE = {**OF_PROCEDURE, "kind": "overdue"}
STARTS = frozenset({"comercial", "director_comercial"})
INSTANCES = (BEGUN, OFFERED, OTHERS, STOPPED)


@dataclass(frozen=True)
class Row:
    """A route: who `may` ask it, by the instance that it is about (None for what is about none), what it is asked with
    (`form`, `query`, `values` for the parts of its address), and whether it is not there for those who may (`missing`).

    `unseen`: who may do it without seeing what it is about; `stands` and `hidden`: who gets that in the place of what
    the others are `refused` with, which is also what a `stranger` gets, who has not come in, unless they are sent away.
    """

    endpoint: str
    method: str
    may: Mapping[str | None, frozenset[str]]
    form: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    missing: bool = False
    unseen: frozenset[str] = frozenset()
    refused: str = NO
    stands: frozenset[str] = frozenset()
    hidden: frozenset[str] = frozenset()
    stranger: str = AWAY

    def expected(self, person: str, about: str | None) -> str:
        """What somebody gets."""
        may = self.may[about]
        if person == NOBODY:
            return YES if NOBODY in may else self.stranger
        if about is None and person in may:
            return HIDDEN if self.missing else YES
        if about is None:
            return STANDS if person in self.stands else HIDDEN if person in self.hidden else self.refused
        seen = SEEN[about]
        if person in self.unseen and person in may:
            return YES
        if self.endpoint.startswith("audit.") and person not in AUDITORS:
            return NO
        if person not in seen:
            return HIDDEN
        if person not in may:
            return NO
        return HIDDEN if self.missing else YES


def only(endpoint: str, method: str, who: frozenset[str], **more: object) -> Row:
    """A route that is about no instance."""
    return Row(endpoint, method, {None: who}, **more)  # type: ignore[arg-type]


def reads(endpoint: str, *about: str, who: frozenset[str] = ALL, method: str = GET, **more: object) -> Row:
    """A route that shows an instance: to whoever sees it."""
    return Row(endpoint, method, {each: who & SEEN[each] for each in about or INSTANCES}, **more)  # type: ignore[arg-type]


def does(endpoint: str, who: Mapping[str, Iterable[str]], method: str = POST, **more: object) -> Row:
    """A route that does something about an instance: for those who may, by instance."""
    may = {about: frozenset(people) for about, people in who.items()}
    return Row(endpoint, method, may, **more)  # type: ignore[arg-type]


def _with(more: Iterable[str]) -> dict[str, frozenset[str]]:
    return {about: who | frozenset(more) for about, who in DOES.items()}


GIVES = DOES | {STOPPED: DOES[STOPPED] | {"director_comercial"}}
"""Who does a step, and who heads those who do."""
CANCELS = {BEGUN: STARTS | ADMINISTRATORS, OTHERS: {"ciberinteligencia"} | ADMINISTRATORS}
P, V, PERSON = "gestion_comercial", {"number": "4"}, {"id": "preventa"}
DRAFT = {"revision": "1", "comment": "Sí", "description": "x", "reason": "x"}
COPY, COMMENT, HOOK = {"id": "<copy>"}, {"id": "<comment>"}, {"id": "<webhook>"}
FILE = "<file>"
SAMPLE = {"id": "<sample>", "folio": "<sampled>"}
ARRIVAL = {"id": "<arrival>"}
AUDIT, UNDER_WAY, FOUND = {"code": "<audit>"}, {"code": "<under_way>"}, {"code": "<finding>"}
AUDITS = frozenset({"auditor"})
"""Who plans audits and raises findings; who administers reads them."""
FOLLOW = AUDITORS | SIGN | {READER, "preventa"}
"""Who sees the finding: who audits, holds a right over its procedure, or is to answer it."""
RECORD = {"record": "f-com-001"}
STEP = "?step=<work_item>"
LINKS = {OFFERED: STARTS | ADMINISTRATORS, BEGUN: STARTS, OTHERS: {"ciberinteligencia"}}

PLANNED = {
    "title": "Otra", "objective": "x", "criteria": "x", "lead": "auditor", "from_day": "2026-03-02",
    "until_day": "2026-03-03",
}  # fmt: skip
RAISED = {"title": "Otro", "text": "x", "owner": "preventa", "due": "2999-01-01", "proceso": "gestion_comercial"}
ANSWERED = {"cause": "x", "action": "x", "action_due": "2999-01-01"}

ROWS: tuple[Row, ...] = (
    # Coming in, and one's own.
    only("auth.entrance", GET, EVERYBODY),
    only("auth.enter", POST, NONE, form={"person": "preventa", "password": "x"}, stranger=NO),  # it is another
    only("auth.code", GET, NONE, refused=AWAY),  # of who gave a password first
    only("auth.give", POST, EVERYBODY),
    only("company.logo", GET, ALL, missing=True, stranger=HIDDEN),
    only("language.choose", POST, EVERYBODY, form={"language": "es"}),
    only("account.link", GET, EVERYBODY, values={"token": "<password>"}),
    only("account.choose", POST, EVERYBODY, values={"token": "<password>"}),
    only("account.chosen", GET, EVERYBODY, values={"who": "<chosen>"}),
    only("account.leave", POST, EVERYBODY),
    only("account.mine", GET, ALL),
    only("account.change", POST, NONE),  # without the password that one has
    only("account.end_sessions", POST, ALL),
    only("second_factor.page", GET, ALL),
    only("second_factor.set_up", POST, ALL),
    only("second_factor.new_codes", POST, NONE),  # without a code of the one that one has
    only("second_factor.remove", POST, NONE),
    only("tokens.mine", GET, ALL),
    only("tokens.make", POST, ALL),
    only("tokens.revoke", POST, ADMINISTRATORS | {PLAIN}, values={"id": "<api_token>"}, refused=HIDDEN),
    # My work.
    only("live.wait", GET, ALL),
    only("home.show", GET, ALL),
    only("inbox.inbox", GET, ALL),
    does("inbox.work", GIVES, GET),
    does("inbox.complete", DOES),
    does("inbox.save", {about: DOES[about] for about in (BEGUN, OFFERED, STOPPED)}),  # the other step has no form
    does("inbox.upload", {about: DOES[about] for about in (BEGUN, OFFERED, STOPPED)}),
    does("inbox.draft", DOES, values={"act": "discard"}),
    does("inbox.claim", DOES),
    does("inbox.release", _with(ADMINISTRATORS), unseen=ADMINISTRATORS),
    # Nobody has these steps of whom they could be asked.
    does("inbox.ask", DOES, form={"message": "x"}),
    does("inbox.take_over", DOES, form={"reason": "x"}),
    does("assigning.glance", {about: who | (ADMINISTRATORS & SEEN[about]) for about, who in GIVES.items()}, GET),
    does(
        "assigning.assign",
        {about: who | ADMINISTRATORS for about, who in GIVES.items()},
        form={"assignee": "<does>"},
        unseen=ADMINISTRATORS,
    ),
    reads("returning.ask"),  # whether one may give it back is told to whoever sees it
    does("returning.give_back", {OFFERED: DOES[OFFERED] | {"comercial"}}, form={"reason": "Faltó el alcance"}),
    does("several.act", DOES, form={"act": "take", "step": "<work_item>"}),
    does("several.ask", {about: who | (ADMINISTRATORS & SEEN[about]) for about, who in GIVES.items()}, GET, query=STEP),
    does(
        "several.assign",
        {about: who | ADMINISTRATORS for about, who in GIVES.items()},
        form={"assignee": "<does>", "step": "<work_item>"},
        unseen=ADMINISTRATORS,
    ),
    # Opportunities.
    only("opportunities.index", GET, ALL),
    only("opportunities.table", GET, ALL),
    only("opportunities.board", GET, ALL),
    only("opportunities.ask_to_start", GET, STARTS, query=f"?process={P}"),
    only("opportunities.learned", GET, ALL, query="?cliente=Aceros"),
    only("opportunities.start", POST, STARTS, form={"process": P}),
    reads("opportunities.show"),
    does("cancelling.ask", {each: CANCELS[each] & SEEN[each] for each in CANCELS}, GET),
    does("cancelling.cancel", CANCELS, form={"reason": "x"}, unseen=ADMINISTRATORS),
    reads("opportunities.progress"),
    reads("opportunities.diagram"),
    reads("opportunities.picture"),
    reads("opportunities.file", OFFERED),
    does("opportunities.ask_to_dispose", {OVER: CONTROLS, BEGUN: CONTROLS, OTHERS: CONTROLS}, GET),
    does("opportunities.dispose", {OVER: CONTROLS, BEGUN: CONTROLS, OTHERS: CONTROLS}, form={"rule": "A"}),
    does("dates.show", {OFFERED: STARTS}, GET),
    does(
        "dates.change",
        {OFFERED: STARTS | ADMINISTRATORS},
        form={"date": "fecha_entrega", "day": "2026-12-15", "reason": "x"},
        unseen=ADMINISTRATORS,
    ),
    does(
        "hand_offs.confirm", {OFFERED: STARTS | ADMINISTRATORS, BEGUN: STARTS | ADMINISTRATORS}, unseen=ADMINISTRATORS
    ),
    reads("opportunities.comment", who=ALL - SAMPLERS, method=POST, form={"text": "¿Cuándo se entrega?"}),
    reads("opportunities.read_personal", method=POST, form={"need": "Llamarle"}),
    does("links.make", LINKS, unseen=ADMINISTRATORS),
    does("links.revoke", {OFFERED: LINKS[OFFERED]}, unseen=ADMINISTRATORS),
    does("links.forward", {OFFERED: LINKS[OFFERED]}, missing=True),
    only("incidents.index", GET, REPAIRS),
    # Procedures.
    reads("records.show", OFFERED, values=RECORD),
    reads("records.file", OFFERED, values=RECORD | {"number": "1", "paper": "pdf"}),
    reads("records.page", OFFERED, values=RECORD | {"number": "1", "page": "1"}),
    only("record_templates.index", GET, ALL),
    only("record_templates.helpers", GET, ALL),
    only("record_templates.file", GET, ALL, values=RECORD | {"suffix": "typ"}),
    only("record_templates.sample", GET, ALL, values=RECORD | {"paper": "docx"}),
    only("record_templates.put", POST, PREPARES, values=RECORD | {"suffix": "typ"}, form={"general": "1"}),
    only("record_templates.withdraw", POST, PREPARES, values=RECORD | {"suffix": "typ"}, missing=True),
    only("processes.index", GET, ALL),
    only("processes.show", GET, ALL),
    only("processes.version", GET, ALL, values=V),
    only("processes.compare", GET, ALL),
    only("processes.diagram", GET, ALL, values=V),
    only("processes.reschedule", POST, APPROVES, values=V, form={"effective": "2026-06-01", "reason": "x"}),
    only("processes.withdraw", POST, APPROVES, values=V, form={"reason": "x"}),
    only("processes.retain", POST, CONTROLS, values=V | {"decision": "retener"}, form={"reason": "x"}),
    only("controlled.show", GET, ALL),
    only("controlled.file", GET, ALL),
    only("controlled.version", GET, ALL, values=V),
    only("controlled.version_file", GET, ALL, values=V),
    only("controlled.picture", GET, ALL, values=V),
    only("controlled.draft", GET, READS_DRAFTS),
    only("controlled.draft_file", GET, READS_DRAFTS),
    only("controlled.draft_picture", GET, READS_DRAFTS),
    only("arrivals.new", GET, PREPARES),
    only("arrivals.make", POST, PREPARES, form={"title": "Compras", "role": "comercial"}),
    only("arrivals.copy", POST, PREPARES, form={"title": "Otra", "from": P}),
    only("arrivals.bring", POST, PREPARES, form={"files": FILE}),
    only("arrivals.show", GET, AUTHOR, values=ARRIVAL, refused=HIDDEN),
    only("arrivals.decide", POST, AUTHOR, values=ARRIVAL, refused=HIDDEN),
    only("arrivals.begin", POST, AUTHOR, values=ARRIVAL, form={"title": "Otra"}, refused=HIDDEN),
    only("arrivals.give_up", POST, AUTHOR, values=ARRIVAL, refused=HIDDEN),
    only("arrivals.original", GET, READS_DRAFTS, missing=True),  # this draft began from no file
    only("drafts.start", POST, PREPARES),
    only("drafts.show", GET, READS_DRAFTS),
    only("drafts.diagram", GET, READS_DRAFTS),
    only("drafts.form", GET, READS_DRAFTS, values={"form_id": "prospeccion"}),
    only("drafts.draw", GET, READS_DRAFTS),
    only("drafts.copy", GET, AUTHOR, values=COPY, hidden=READS_DRAFTS),  # a copy is its author's
    only("drafts.copy_diagram", GET, AUTHOR, values=COPY, refused=HIDDEN),
    only("drafts.copy_form", GET, AUTHOR, values=COPY | {"form_id": "prospeccion"}, refused=HIDDEN),
    only("drafts.restore", POST, AUTHOR, values=COPY, refused=HIDDEN),
    only("drafts.give_copy_up", POST, AUTHOR, values=COPY, refused=HIDDEN),
    only("drafts.autosave", POST, AUTHOR, form={"diagram": FILE, "revision": "1"}, stands=PREPARES),
    only("drafts.upload", POST, AUTHOR, form=DRAFT, stands=PREPARES),
    only("drafts.submit", POST, AUTHOR, form=DRAFT, stands=PREPARES),
    only("drafts.take_over", POST, PREPARES),
    only("drafts.discard", POST, AUTHOR | CONTROLS, stands=READS_DRAFTS),
    # `z` waits for its review, `p` for its approval.
    only("drafts.review", POST, REVIEWS, values={"process_id": "z"}),
    only("drafts.reject", POST, REVIEWS | APPROVES, values={"process_id": "z"}, form=DRAFT),
    only("drafts.approve", POST, APPROVES, values={"process_id": "p"}, form=DRAFT),
    only("drafts.comment", POST, SIGN, form=DRAFT),
    only("drafts.resolve", POST, SIGN, values=COMMENT),
    only("editing.know", GET, READS_DRAFTS),
    only("editing.letter", POST, READS_DRAFTS, form={"subject": "Hola", "text": "{cliente}", "to": "comercial"}),
    only("variables.index", GET, READS_DRAFTS),
    only("variables.show", GET, READS_DRAFTS, values={"datum": "alcance"}),
    only(
        "variables.rename",
        POST,
        AUTHOR,
        values={"datum": "alcance"},
        form={"name": "alcance_del_proyecto"},
        stands=PREPARES,
    ),
    only("trials.show", GET, READS_DRAFTS),
    only("trials.progress", GET, AUTHOR, stands=PREPARES),
    only("trials.diagram", GET, AUTHOR, stands=PREPARES),
    only("trials.file", GET, AUTHOR, values={"sha256": "0"}, stands=PREPARES, missing=True),
    only("trials.begin", POST, AUTHOR, form={"by": "comercial"}, stands=PREPARES),
    only("trials.wait", POST, AUTHOR, form={"hours": "1"}, stands=PREPARES),
    only("trials.undo", POST, AUTHOR, stands=PREPARES),
    only("trials.end", POST, AUTHOR, stands=PREPARES),
    only("trials.complete", POST, AUTHOR, values={"id": "x"}, stands=PREPARES),
    only("trials.answer", POST, AUTHOR, values={"id": "x"}, stands=PREPARES),
    only("trials.upload", POST, AUTHOR, values={"id": "x"}, stands=PREPARES),
    only("trials.keep", POST, AUTHOR, form={"name": "x"}, stands=PREPARES),
    only("trials.accept", POST, AUTHOR, form={"name": "x"}, stands=PREPARES, missing=True),
    only("trials.go_on", POST, AUTHOR, form={"name": "x"}, stands=PREPARES, missing=True),
    only("trials.remove", POST, AUTHOR, form={"name": "x"}, stands=PREPARES, missing=True),
    only("editing.new_role", POST, PREPARES, form={"name": "Auditoría Externa"}),
    only("document_room.show", GET, READS_DRAFTS),
    only("document_room.save", POST, AUTHOR, form={"scope": "Todo", "revision": "1"}, stands=PREPARES),
    only("check_room.new", GET, READS_DRAFTS, query="?politica=0"),
    only("check_room.add", POST, AUTHOR, query="?politica=0", form=CHECKED, stands=PREPARES),
    only("check_room.show", GET, READS_DRAFTS, values={"key": "business_case"}),
    only("check_room.save", POST, AUTHOR, values={"key": "business_case"}, form=CHECKED, stands=PREPARES),
    only("form_room.index", GET, READS_DRAFTS),
    only("form_room.begin", POST, AUTHOR, form={"step": "prospeccion"}, stands=PREPARES),
    only("form_room.show", GET, READS_DRAFTS, values=FORM),
    only("form_room.add", POST, AUTHOR, values=FORM, form={"kind": "text", "label": "x"}, stands=PREPARES),
    only("form_room.arrange", POST, AUTHOR, values=FORM, form={"act": "duplicate", "place": "0"}, stands=PREPARES),
    only("form_room.copy", POST, AUTHOR, values=FORM, form=COPIED, stands=PREPARES),
    only("form_room.use", POST, AUTHOR, values=FORM, form={"step": "validacion"}, stands=PREPARES),
    only("form_room.drop", POST, AUTHOR, values=FORM, stands=PREPARES),
    only("form_room.field", GET, READS_DRAFTS, values=FIELD),
    only("form_room.set_field", POST, AUTHOR, values=FIELD, form={"label": "x"}, stands=PREPARES),
    only("form_room.look", GET, READS_DRAFTS, values=FORM),
    only("form_room.try_it", POST, READS_DRAFTS, values=FORM),
    only("editing.mend", POST, AUTHOR, form={"key": "x", "revision": "1"}, stands=PREPARES),
    only("editing.called", GET, READS_DRAFTS, values={"called": "alianzas_estrategicas"}),
    only("trying.show", GET, READS_DRAFTS),
    only("trying.ask", POST, READS_DRAFTS),
    only("trying.stop", POST, READS_DRAFTS),
    only("moving.index", GET, REPAIRS),
    only("moving.move_all", POST, REPAIRS),
    does("moving.show", {about: REPAIRS & SEEN[about] for about in INSTANCES}, GET),
    does("moving.move", {about: REPAIRS & SEEN[about] for about in INSTANCES}),
    # Auditing.
    only("audit.index", GET, AUDITORS),
    only("audit.table", GET, AUDITORS),
    only("audit.records", GET, AUDITORS),
    only("searches.save", POST, AUDITORS, form={"nombre": "x", "pregunta": "estado=running"}),
    only("searches.forget", POST, AUDITORS, values={"id": "999"}, missing=True),
    only("audit.evidence_of_all", GET, frozenset({"auditor"}), query="?desde=2026-01-01&hasta=2026-12-31"),
    only("indicators.index", GET, AUDITORS | {"lector_de_uno"}),
    only("policies.index", GET, SEE_POLICIES),
    only("samples.index", GET, SAMPLERS),
    only("samples.ask", GET, SAMPLERS),
    only("samples.make", POST, SAMPLERS, form={"titulo": "x", "atributos": "x", "tamano": "1"}),
    only("samples.show", GET, SAMPLERS, values=SAMPLE),
    only("samples.conclude", POST, SAMPLERS, values=SAMPLE, form={"conclusion": "x"}),
    only("samples.sheet", GET, SAMPLERS, values=SAMPLE),
    only("samples.judge", POST, SAMPLERS, values=SAMPLE, form={"v1": "met"}),
    only("samples.members", GET, SAMPLERS, values=SAMPLE),
    only("samples.sheets", GET, SAMPLERS, values=SAMPLE),
    only("openings.index", GET, AUDITORS),
    only("audit.ledgers", GET, AUDITORS),
    only("audit.check_ledgers", POST, AUDITORS),
    only("audit.log", GET, AUDITORS),
    only("audit.compare", POST, AUDITORS),
    only("audit.seal", GET, AUDITORS, values={"number": "1"}),
    only("audit.stamp", GET, AUDITORS, values={"number": "1"}),
    reads("audit.replay", who=AUDITORS),
    reads("audit.steps", who=AUDITORS),
    reads("audit.events", who=AUDITORS),
    reads("audit.compare_with", who=AUDITORS),
    reads("audit.evidence", who=frozenset({"auditor"})),  # it names what else began
    reads("audit.diagram", BEGUN, OFFERED, who=AUDITORS, query="?proceso=gestion_comercial"),
    reads("audit.file", OFFERED, who=AUDITORS),
    reads("audit.paper", who=AUDITORS),
    reads("audit.verify", who=AUDITORS, method=POST),
    only("mining.index", GET, AUDITORS),
    only("mining.take", GET, AUDITORS, values={"name": "pasos.xes"}),
    # Administration.
    only("administration.people", GET, AUDITORS),
    only("administration.add", POST, ADMINISTRATORS, form={"id": "lucia", "name": "Lucía"}),
    only("administration.person", GET, AUDITORS, values=PERSON),
    only("administration.amend", POST, ADMINISTRATORS, values=PERSON, form={"name": "P"}),
    only("administration.give_role", POST, ADMINISTRATORS, values=PERSON, form={"role": "auditor"}),
    only("administration.take_role", POST, ADMINISTRATORS, values=PERSON, form={"role": "preventa"}),
    only("administration.give_right", POST, ADMINISTRATORS, values=PERSON, form={"right": "read"}),
    only("administration.take_right", POST, ADMINISTRATORS, values=PERSON, form={"right": "read"}),
    only("administration.deactivate", POST, ADMINISTRATORS, values=PERSON),
    only("administration.reactivate", POST, ADMINISTRATORS, values=PERSON),
    only("administration.make_link", POST, ADMINISTRATORS, values=PERSON),
    only("guarding.end_sessions", POST, ADMINISTRATORS, values=PERSON),
    only("guarding.guard_role", POST, ADMINISTRATORS, values=PERSON),
    only("heading.role", GET, AUDITORS, values=PERSON),  # the role of that id
    only("heading.set_heads", POST, ADMINISTRATORS, values=PERSON, form={"person": "alianzas"}),
    only("guarding.remove_second_factor", POST, ADMINISTRATORS, values=PERSON),
    only("identities.link", POST, ADMINISTRATORS, values=PERSON, missing=True),  # there is no provider here
    only("identities.unlink", POST, ADMINISTRATORS, values=PERSON),
    only("outbox.index", GET, AUDITORS),
    only("outbox.retry", POST, ADMINISTRATORS),
    only("outbox.retry_all", POST, ADMINISTRATORS),
    only("answering.link", POST, PREPARES | {"preventa"}, values=OF_PROCEDURE, form={"code": "<finding>"}),
    only("audits.index", GET, AUDITORS),
    only("audits.new", GET, AUDITS),
    only("audits.plan", POST, AUDITS, form=PLANNED),
    only("audits.show", GET, AUDITORS, values=AUDIT),
    only("audits.edit", GET, AUDITORS, values=AUDIT),
    only("audits.change", POST, AUDITS, values=AUDIT, form=PLANNED),
    only("audits.begin", POST, AUDITS, values=AUDIT),
    only("audits.conclude", POST, AUDITS, values=UNDER_WAY, form={"conclusion": "Sí."}),
    only("audits.cancel", POST, AUDITS, values=AUDIT, form={"reason": "x"}),
    only("audits.report", GET, AUDITORS, values=AUDIT | {"paper": "docx"}),
    only("findings.index", GET, ALL),
    only("findings.table", GET, ALL),
    only("findings.new", GET, AUDITS, query="?proceso=gestion_comercial"),
    only("findings.add", POST, AUDITS, form=RAISED),
    only("findings.show", GET, FOLLOW, values=FOUND, refused=HIDDEN),
    only("findings.edit", GET, FOLLOW, values=FOUND, refused=HIDDEN),
    only("findings.change", POST, AUDITS, values=FOUND, form=RAISED, hidden=ALL - FOLLOW),
    only("findings.answer", POST, frozenset({"preventa"}), values=FOUND, form=ANSWERED, hidden=ALL - FOLLOW),
    only("findings.act", POST, frozenset({"preventa"}), values=FOUND, form={"done": "x"}, hidden=ALL - FOLLOW),
    only("findings.verify", POST, AUDITS, values=FOUND, form={"effectiveness": "x"}, hidden=ALL - FOLLOW),
    only("findings.close", POST, AUDITS, values=FOUND, hidden=ALL - FOLLOW),
    only("findings.withdraw", POST, AUDITS, values=FOUND, form={"reason": "x"}, hidden=ALL - FOLLOW),
    only("webhooks.index", GET, AUDITORS),
    only("webhooks.add", POST, ADMINISTRATORS),
    only("webhooks.show", GET, AUDITORS, values=HOOK),
    only("webhooks.change", POST, ADMINISTRATORS, values=HOOK),
    only("webhooks.change_secret", POST, ADMINISTRATORS, values=HOOK),
    only("webhooks.pause", POST, ADMINISTRATORS, values=HOOK),
    only("webhooks.resume", POST, ADMINISTRATORS, values=HOOK),
    only("webhooks.replay", POST, ADMINISTRATORS, values=HOOK),
    only("webhooks.try_out", POST, ADMINISTRATORS, values=HOOK),
    only("webhooks.remove", POST, ADMINISTRATORS, values=HOOK),
    only("deliveries.month", GET, ALL),
    only("agenda.mine", GET, ALL),
    only("agenda.make", POST, ALL, form={"lanes": "si"}),
    only("agenda.revoke", POST, frozenset({PLAIN}), refused=HIDDEN),
    only("agenda_feed.feed", GET, EVERYBODY, values={"secret": "<feed>"}),
    only("calendar.index", GET, ALL),
    only("notices.index", GET, ALL),
    only("notices.open_", POST, CONTROLS, values={"id": "<notice>"}, refused=HIDDEN),
    only("notices.read_all", POST, ALL, form={"upto": "0"}),
    only("notices.preferences", GET, ALL),
    only("notices.prefer", POST, ALL, form={"overdue": "digest"}),
    only("notice_texts.index", GET, WORDS, values=OF_PROCEDURE),
    only("notice_texts.edit", GET, WORDS, values=OF_NOTICE),
    only("notice_texts.write", POST, WORDS, values=OF_NOTICE, form={"subject": "Uno", "body": "Dos", "act": "save"}),
    only("notice_texts.restore", POST, WORDS, values=OF_NOTICE),
    only("substitution.index", GET, ALL),
    only(
        "substitution.set_",
        POST,
        frozenset({"preventa", "director_comercial"}) | ADMINISTRATORS,
        form={"person": "preventa", "substitute": "alianzas", "from": "2030-01-07", "until": "2030-01-07"},
    ),
    only("substitution.end", POST, ALL, values={"id": "1"}, missing=True),  # whose is not told
    only("calendar.decide", POST, ADMINISTRATORS, form={"day": "2026-12-24", "name": "Nochebuena"}),
    only("calendar.recount", POST, ADMINISTRATORS, form={"reason": "x"}),
    only("calendar.withdraw", POST, ADMINISTRATORS, form={"day": "2026-12-24"}, missing=True),
    # Help, what monitors ask, and who has a link.
    only("help.index", GET, ALL),
    only("help.page", GET, ALL, values={"name": "personal"}),
    only("help.picture", GET, ALL, values={"name": "auditoria"}),
    only("help.rule_list", GET, ALL),
    only("help.rule", GET, ALL, values={"code": "deadlock"}),
    only("api_reference.show", GET, ALL),
    only("health.live", GET, EVERYBODY),
    only("health.ready", GET, EVERYBODY),
    only("health.metrics", GET, EVERYBODY),
    only("portal.show", GET, EVERYBODY),
    only("portal.answer", POST, EVERYBODY),
    only("portal.confirm", POST, EVERYBODY),
    only("portal.save", POST, EVERYBODY),
    only("portal.draft", POST, EVERYBODY, values={"act": "discard"}),
    only("portal.upload", POST, EVERYBODY),
    only("portal.file", GET, EVERYBODY, values={"sha256": "<offered>"}),
    only("static", GET, EVERYBODY, values={"filename": "form.css"}),
)
