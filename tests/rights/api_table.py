"""Who may do what by the API: for each operation, the people who may, about an instance of theirs and one of others."""

from collections.abc import Mapping
from dataclasses import dataclass, field

PEOPLE = (
    "administrador", "auditor", "cliente", "comercial", "control_documentos", "cumplimiento", "direccion_general",
    "director_comercial", "lector", "nuevo", "preventa", "soc_noc",
)  # fmt: skip
"""One of each role; `lector` was given the right to read Gestión Comercial, and `nuevo` nothing."""

GC, P = "gc", "p"
"""An opportunity that Comercial began and the sales director brought to its validation, with a file; and a count of
pieces that Cumplimiento began."""
SEES: Mapping[str, frozenset[str]] = {
    GC: frozenset(
        ["auditor", "comercial", "control_documentos", "direccion_general", "director_comercial", "lector", "preventa"]
    ),
    P: frozenset(["auditor", "control_documentos", "cumplimiento", "direccion_general", "director_comercial"]),
}
"""Who sees each of them. To anybody else it is not there, whatever they ask of it."""
ANYBODY = frozenset(PEOPLE)
DOES = {GC: frozenset({"comercial", "preventa"}), P: frozenset({"cumplimiento"})}
STARTS = {GC: frozenset({"comercial", "director_comercial"}), P: frozenset({"cumplimiento"})}
AUDITS = frozenset({"auditor"})
"""Administrators audit too, where they see anything: of what goes on as it should they see nothing."""
CONTROLS = frozenset({"control_documentos"})
REPAIRS = frozenset({"administrador", "control_documentos", "director_comercial"})

PREPARES = frozenset({"control_documentos", "director_comercial"})
APPROVES = frozenset({"direccion_general"})
SIGN = PREPARES | APPROVES
READS_DRAFTS = SIGN | {"administrador", "auditor"}
VERSION = {"process": "gestion_comercial", "number": "4", "form": "prospeccion"}
DRAFT = {"process": "gestion_comercial", "number": "1", "form": "prospeccion"}
HOOK = {"number": "4711"}
ADMINISTERS = frozenset({"administrador"})
DAY, ANOTHER_DAY = {"day": "2026-12-31"}, {"day": "2026-12-30"}
"""Of the other nothing is decided, so that nothing can be taken back."""
SOMEBODY = {"id": "alianzas"}
"""Somebody who is none of `PEOPLE`: what is done to them changes nothing that the table says."""


@dataclass(frozen=True)
class Row:
    """An operation: what is sent, and who may. `may` is about each of the two instances where it differs; `path` fills
    its address. Whoever may not, and sees what it is about, is answered `refused`."""

    may: Mapping[str, frozenset[str]] | frozenset[str]
    body: Mapping[str, object] | None = None
    refused: int = 403
    about: bool = True
    """Whether it is about an instance: else nobody is told that there is none."""
    told: bool = True
    """Whether who may not, and does not see it, is told that there is none: else whoever has not the role is refused
    before anything is looked for."""
    met: int | None = None
    """What whoever may is answered where that is not that it is done, or that it cannot be done as it stands."""
    verified: bool = False
    """Whether it is about an instance that was verified."""
    path: Mapping[str, str] = field(default_factory=dict)
    draft: str = ""
    """How the draft of Gestión Comercial, which the sales director writes, stands before it is asked."""

    def who(self, about: str) -> frozenset[str]:
        """The people who may, about one of the instances."""
        return self.may if isinstance(self.may, frozenset) else self.may[about]


TABLE: Mapping[str, Row] = {
    # of oneself
    "show_document": Row(ANYBODY, about=False),
    "show_me": Row(ANYBODY, about=False),
    # what there is
    "list_processes": Row(ANYBODY, about=False),
    "list_instances": Row(ANYBODY, about=False),
    "list_tasks": Row(ANYBODY, about=False),
    "list_events": Row(ANYBODY, about=False),
    "list_incidents": Row(REPAIRS, about=False),
    "upload_file": Row(ANYBODY, about=False),
    # an instance
    "start_instance": Row(STARTS, {"process": "{process}"}, about=False),
    "show_instance": Row(SEES),
    "show_history": Row(SEES),
    "read_file": Row({GC: SEES[GC], P: frozenset()}, refused=404),
    "read_diagram": Row(SEES),
    "list_comments": Row(SEES),
    "comment_on_instance": Row({about: who - AUDITS for about, who in SEES.items()}, {"text": "¿Cuándo se entrega?"}),
    "read_personal_data": Row(SEES, {"reason": "Prueba"}),
    "list_records": Row(SEES),
    "read_record": Row(SEES, path={"record": "nada", "number": "1", "paper": "pdf"}, met=404),
    "list_dates": Row(SEES),
    "change_date": Row(STARTS, {"day": "2026-12-01", "reason": "Prueba"}, path={"variable": "nada"}, met=404),
    "cancel_instance": Row(STARTS, {"reason": "Prueba"}),
    "preview_disposal": Row(CONTROLS),
    "dispose_of_instance": Row(CONTROLS, {"rule": "Prueba"}),
    # its steps
    "show_task": Row(SEES),
    "claim_task": Row(DOES),
    "release_task": Row(DOES),
    "take_task_over": Row(DOES, {"reason": "Prueba"}),  # nobody has it
    "give_task_back": Row(DOES | {GC: DOES[GC] | {"director_comercial"}}, {"reason": "Prueba"}),
    "ask_for_task": Row(DOES, {"message": None}),
    "assign_task": Row(DOES | {GC: DOES[GC] | {"director_comercial"}}, {"person": "{doer}"}),
    "complete_task": Row(DOES, {"values": {}}),
    "show_link": Row(STARTS),
    "make_link": Row(STARTS),
    "revoke_link": Row(STARTS),
    "forward_answer": Row(STARTS, met=404),  # no client sent one here
    # its proof
    "replay_instance": Row(AUDITS, told=False),
    "verify_instance": Row(AUDITS, told=False),
    "show_verification": Row(AUDITS, told=False, verified=True),
    "take_evidence": Row(AUDITS, told=False),
    "search_histories": Row(AUDITS | {"administrador"}, told=False, about=False),
    "take_log_of_steps": Row(AUDITS | {"administrador"}, told=False, about=False),
    "take_log_of_histories": Row(AUDITS | {"administrador"}, told=False, about=False),
    "take_log_of_objects": Row(AUDITS | {"administrador"}, told=False, about=False),
    "take_diagrams_for_mining": Row(AUDITS | {"administrador"}, told=False, about=False),
    # versions
    "list_versions": Row(ANYBODY, about=False, path=VERSION),
    "show_version": Row(ANYBODY, about=False, path=VERSION),
    "read_version_diagram": Row(ANYBODY, about=False, path=VERSION),
    "read_version_form": Row(ANYBODY, about=False, path=VERSION),
    "withdraw_version": Row(APPROVES, {"reason": "Prueba"}, about=False, path=VERSION),
    "reschedule_version": Row(
        APPROVES, {"reason": "Prueba", "effective_at": "2027-01-01T00:00:00Z"}, about=False, path=VERSION
    ),
    "hold_version": Row(CONTROLS, {"reason": "Prueba"}, about=False, path=VERSION),
    "release_version": Row(CONTROLS, {"reason": "Prueba"}, about=False, path=VERSION),
    "dispose_of_version": Row(CONTROLS, {"reason": "Prueba"}, about=False, path=VERSION),
    # drafts: who may do it to some, and not to this one, is told how this one stands
    "list_drafts": Row(ANYBODY, about=False),
    "show_draft": Row(READS_DRAFTS, about=False, path=DRAFT, draft="draft"),
    "read_draft_diagram": Row(READS_DRAFTS, about=False, path=DRAFT, draft="draft"),
    "read_draft_form": Row(READS_DRAFTS, about=False, path=DRAFT, draft="draft"),
    "start_draft": Row(PREPARES, {}, about=False, path=DRAFT, draft="draft"),
    "save_draft": Row(PREPARES, {"revision": 1}, about=False, path=DRAFT, draft="draft"),
    "try_draft": Row(READS_DRAFTS, about=False, path=DRAFT, draft="draft"),
    "submit_draft": Row(PREPARES, {}, about=False, path=DRAFT, draft="draft"),
    "review_draft": Row(CONTROLS, about=False, path=DRAFT, draft="review"),
    "reject_draft": Row(CONTROLS | APPROVES, {"reason": "Prueba"}, about=False, path=DRAFT, draft="review"),
    "approve_draft": Row(APPROVES, {"description": "Prueba"}, about=False, path=DRAFT, draft="reviewed"),
    "discard_draft": Row(READS_DRAFTS, about=False, path=DRAFT, draft="draft"),
    "comment_on_draft": Row(SIGN, {"text": "Prueba"}, about=False, path=DRAFT, draft="draft"),
    "resolve_comment": Row(SIGN, about=False, path=DRAFT, draft="draft", met=404),  # nobody wrote that one
    "take_draft_over": Row(PREPARES, about=False, path=DRAFT, draft="draft"),  # last: its authors judge it no more
    # the calendar
    "list_office_days": Row(ANYBODY, about=False),
    "decide_office_day": Row(ADMINISTERS, {"works": False, "name": "Prueba"}, about=False, path=DAY),
    "withdraw_decision": Row(ADMINISTERS, about=False, path=ANOTHER_DAY, met=404),
    "recount_terms": Row(ADMINISTERS, {"reason": "Prueba"}, about=False),
    # substitutions and notices
    "list_substitutions": Row(ANYBODY, about=False),
    "set_substitute": Row(
        ADMINISTERS, {"person": "alianzas", "substitute": "soc_noc", "from": "2027-01-11", "until": "2027-01-15"},
        about=False,
    ),
    "end_substitution": Row(ANYBODY, about=False, path=HOOK, met=404),
    "list_notices": Row(ANYBODY, about=False),
    "read_notices": Row(ANYBODY, {"number": 0}, about=False),
    "show_channels": Row(ANYBODY, about=False),
    "choose_channels": Row(ANYBODY, {"channels": {"won": "digest"}}, about=False),
    # people
    "list_people": Row(ADMINISTERS, about=False),
    "show_person": Row(ADMINISTERS, about=False, path=SOMEBODY),
    "list_roles": Row(ADMINISTERS, about=False),
    "register_person": Row(ADMINISTERS, {"id": "otra", "name": "Otra"}, about=False),
    "amend_person": Row(ADMINISTERS, {"name": "Alianzas", "email": None}, about=False, path=SOMEBODY),
    "set_heads": Row(ADMINISTERS, {"people": ["alianzas"]}, about=False, path={"id": "alianzas"}),
    "give_role": Row(ADMINISTERS, {"role": "alianzas"}, about=False, path=SOMEBODY),
    "take_role": Row(ADMINISTERS, about=False, path={**SOMEBODY, "role": "auditor"}),
    "give_right": Row(ADMINISTERS, {"right": "review"}, about=False, path=SOMEBODY),
    "take_right": Row(ADMINISTERS, {"right": "review"}, about=False, path=SOMEBODY),
    "close_person": Row(ADMINISTERS, about=False, path=SOMEBODY),
    "reopen_person": Row(ADMINISTERS, about=False, path=SOMEBODY),
    # webhooks: there is none of that number
    "list_webhooks": Row(ADMINISTERS, about=False),
    "add_webhook": Row(ADMINISTERS, {"name": "CRM", "url": "https://crm.example.com/x"}, about=False),
    "show_webhook": Row(ADMINISTERS, about=False, path=HOOK, met=404),
    "change_webhook": Row(
        ADMINISTERS, {"name": "ERP", "url": "https://crm.example.com/x"}, about=False, path=HOOK, met=404
    ),
    "change_webhook_secret": Row(ADMINISTERS, {}, about=False, path=HOOK, met=404),
    "pause_webhook": Row(ADMINISTERS, about=False, path=HOOK, met=404),
    "resume_webhook": Row(ADMINISTERS, about=False, path=HOOK, met=404),
    "replay_webhook": Row(ADMINISTERS, {"after": 0}, about=False, path=HOOK, met=404),
    "try_webhook": Row(ADMINISTERS, about=False, path=HOOK, met=404),
    "remove_webhook": Row(ADMINISTERS, about=False, path=HOOK, met=404),
}  # fmt: skip
