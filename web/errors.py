"""Engine error → HTTP status and text: the only place that knows either."""

from bpmn.messages import Message, lazy_gettext
from engine.client_access.attempts import TooManyGuesses
from engine.errors import Conflict, EngineError, ExecutionFailed, Invalid, NotAllowed, NotFound
from engine.history.event_types import UnknownEventType
from engine.identity.sign_in import TooManyAttempts

STATUSES: dict[type[EngineError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    Conflict: 409,
    Invalid: 422,
    TooManyAttempts: 429,
    TooManyGuesses: 429,
    UnknownEventType: 501,  # nothing is broken: what is installed does not know it
}

TEXTS: dict[str, Message] = {
    "not_found:person": lazy_gettext("There is nobody called {id}. See who there is with: cauce people"),
    "not_found:task": lazy_gettext("There is no task {id}. See the open ones with: cauce tasks"),
    "not_found:instance": lazy_gettext("There is no folio {id}."),
    "not_found:process": lazy_gettext("No version of the process {id} is in force. See them with: cauce versions"),
    "not_found:role": lazy_gettext("There is no role {id}."),
    "not_found:version": lazy_gettext("There is no version {id}."),
    "not_found:form": lazy_gettext("There is no form {id}."),
    "not_found:checkpoint": lazy_gettext("There is no seal {id}."),
    "not_found:file": lazy_gettext("There is no file {id}."),
    "not_found:message": lazy_gettext("There is no message {id} in the outbox. See them with: cauce outbox --all"),
    "not_found:password_link": lazy_gettext(
        "This link does not work any more: it is good once, for one day, and only the newest. Ask an administrator for "
        "another one."
    ),
    "not_found:form_draft": lazy_gettext("There is no such draft of this step any more. Nothing was changed."),
    "draft_too_large": lazy_gettext(
        "What you wrote is too long to be kept as a draft: {size} characters; at most {limit} are accepted."
    ),
    "end_not_confirmed": lazy_gettext(
        "This answer decides how {folio} ends: it must be confirmed. Nothing was stored."
    ),
    "not_found:client_answer": lazy_gettext("No answer of a client is kept for that step: it may have been sent on."),
    "not_found:client_link": lazy_gettext("There is no such link. Make another one where the opportunity is."),
    "not_invited": lazy_gettext("«{element}» is done by our own people: there is no link to it. Nothing was changed."),
    "link_closed": lazy_gettext("The link cannot be used any more. Nothing was changed."),
    "too_many_guesses": lazy_gettext(
        "Too many addresses that open nothing came from your network. Try again in {minutes} minutes."
    ),
    "not_found": lazy_gettext("{id} was not found."),
    "not_allowed": lazy_gettext("{actor} may not do this: it takes one of the roles {roles}. Nothing was changed."),
    "not_a_candidate": lazy_gettext(
        "{actor} may not do «{element}»: it takes one of the roles {roles}. Nothing was changed."
    ),
    "claimed_by_another": lazy_gettext(
        "«{element}» is with {assignee}; {actor} may not act on it. Nothing was changed."
    ),
    "task_already_completed": lazy_gettext("The task {id} is not open any more ({status}, {by}). Nothing was changed."),
    "stale_history": lazy_gettext(
        "Somebody else moved {folio} forward at the same moment. Look at it again and repeat."
    ),
    "instance_ended": lazy_gettext("{folio} has ended already ({status}). Nothing was changed."),
    "already_deployed": lazy_gettext("Version {number} of {process_id}, in force, says exactly this already."),
    "impact_required": lazy_gettext(
        "Before it is reviewed, the draft must be tried on the opportunities as it is now: on its page, under "
        "“Impact”, press “Try it”. Nothing was submitted."
    ),
    "impact_under_way": lazy_gettext(
        "The draft is still being tried on the opportunities: submit it when that has ended. Nothing was submitted."
    ),
    "diagram_rejected": lazy_gettext("The diagram is refused: {count} things to mend. Nothing was deployed."),
    "form_rejected": lazy_gettext("The form {form} is not complete: {count} fields to mend. Nothing was stored."),
    "not_found:draft": lazy_gettext(
        "There is no draft of this procedure: it was published or given up, or nobody began one."
    ),
    "draft_of_another": lazy_gettext(
        "{author} has a draft of this procedure open already: it has to be published or given up before another "
        "begins. Nothing was changed."
    ),
    "draft_not_there": lazy_gettext("The draft is at another step by now. Look at it again. Nothing was changed."),
    "draft_moved": lazy_gettext(
        "The draft was saved somewhere else since you opened it. Open it again. Nothing was changed."
    ),
    "draft_outdated": lazy_gettext(
        "Version {number} came into force since the draft was submitted beside version {base}. Reject it, so that its "
        "author looks at the difference. Nothing was changed."
    ),
    "own_draft": lazy_gettext("{actor} wrote in this draft: somebody else has to judge it. Nothing was changed."),
    "reviewed_by_approver": lazy_gettext(
        "{actor} reviewed this draft, and three different people sign a version: somebody else has to approve it. "
        "Nothing was changed."
    ),
    "right_required:prepare": lazy_gettext(
        "{actor} may not do this: it takes the right to prepare versions, which an administrator gives. Nothing was "
        "changed."
    ),
    "right_required:review": lazy_gettext(
        "{actor} may not do this: it takes the right to review versions, which an administrator gives. Nothing was "
        "changed."
    ),
    "right_required:approve": lazy_gettext(
        "{actor} may not do this: it takes the right to approve versions, which an administrator gives. Nothing was "
        "changed."
    ),
    "right_required:approve_review": lazy_gettext(
        "{actor} may not do this: it takes the right to review or to approve versions, which an administrator gives. "
        "Nothing was changed."
    ),
    "right_required": lazy_gettext(
        "{actor} may not do this: it takes a right over versions of procedures, which an administrator gives. Nothing "
        "was changed."
    ),
    "right_required:control": lazy_gettext(
        "{actor} may not do this: it takes the right called control of documents, which an administrator gives. "
        "Nothing was changed."
    ),
    "signed_version_left_out": lazy_gettext(
        "Version {number} is signed and waits for its date, and this draft does not start from it. Start from it, or "
        "say what of it the draft leaves out. Nothing was changed."
    ),
    "version_contained_in_later": lazy_gettext(
        "Version {later} is signed too and was written from version {number}: it would bring what that one says into "
        "force all the same. Withdraw version {later} first. If it is to come into force instead, give it an earlier "
        "date. Nothing was changed."
    ),
    "not_waiting": lazy_gettext("Version {number} does not wait for its date any more. Nothing was changed."),
    "version_reason_required": lazy_gettext("Say why, for the record. Nothing was changed."),
    "date_required": lazy_gettext("Say from which date it is in force. Nothing was changed."),
    "bad_comment": lazy_gettext("A comment says something, in {longest} characters at most. Nothing was changed."),
    "comment_resolved": lazy_gettext("{by} resolved that comment already. Nothing was changed."),
    "not_found:comment": lazy_gettext("There is no such comment on this draft. Nothing was changed."),
    "not_found:element": lazy_gettext("The draft has no such element any more. Nothing was changed."),
    "not_found:right": lazy_gettext("There is no right called {id}. Nothing was changed."),
    "version_in_use": lazy_gettext(
        "Version {number} cannot be disposed of: {folio} runs on it. Move it to another version, or wait until it ends."
        " Nothing was changed."
    ),
    "not_proposed": lazy_gettext(
        "Nothing is to be decided on the retention of version {number} now. Look at its record. Nothing was changed."
    ),
    "not_found:draft_copy": lazy_gettext("There is no such copy any more. Nothing was changed."),
    "not_found:disposed": lazy_gettext("Version {id} was disposed of. What remains is its record."),
    "not_a_number": lazy_gettext("«{value}» is no whole number. Nothing was changed."),
    "wrong_process": lazy_gettext(
        "The file must be about {process_id} and nothing else; it is about: {found}. Nothing was changed."
    ),
    "rejection_reason_required": lazy_gettext("Say why you reject it: the author reads it. Nothing was changed."),
    "change_not_described": lazy_gettext("Describe what changed, for the table of versions. Nothing was changed."),
    "bad_version_number": lazy_gettext(
        "The number must be a whole one above {highest}, not «{number}». Nothing was changed."
    ),
    "bad_effective_date": lazy_gettext("«{value}» is no date. Nothing was changed."),
    "unknown_file": lazy_gettext("«{name}» is neither a diagram (.bpmn) nor a form (.form.json). Nothing was changed."),
    "file_too_large": lazy_gettext("The file {name} has {size} bytes; at most {limit} are accepted."),
    "too_many_pending_files": lazy_gettext(
        "{name} was not kept: you have {limit} MB of files in steps that are not completed. Complete one of them, or "
        "take out files that you do not need: they go after a day."
    ),
    "bad_person_id": lazy_gettext("«{id}» cannot be a person's id: use letters, digits, and . _ - @ only."),
    "name_required": lazy_gettext("A person needs a name. Nothing was changed."),
    "bad_email": lazy_gettext("«{email}» is no e-mail address; write one such as ana@empresa.mx. Nothing was changed."),
    "person_exists": lazy_gettext("{name} has the id {id} already. Choose another one. Nothing was changed."),
    "last_administrator": lazy_gettext(
        "{person} is the last one who may administer. Give somebody else the role first. Nothing was changed."
    ),
    "weak_password": lazy_gettext(
        "That password is too easy to guess: use {shortest} to {longest} characters, several different ones, without "
        "your id; a few words do well."
    ),
    "passwords_differ": lazy_gettext("The new password was not the same both times. Write it again."),
    "bad_credentials": lazy_gettext("The id or the password is not right. Check both and try again."),
    "too_many_attempts": lazy_gettext(
        "Too many wrong passwords. Try again in {minutes} minutes; if you do not know yours any more, ask an "
        "administrator for a link to choose another one."
    ),
    "bad_day": lazy_gettext(
        "«{value}» is no date from {first} to {last}. Write it as in 2026-12-24. Nothing was changed."
    ),
    "bad_day_name": lazy_gettext("Say what the day is called, in {longest} characters at most. Nothing was changed."),
    "not_found:office_day": lazy_gettext("Nothing is decided of {id}: there is nothing to take back."),
    "reason_required": lazy_gettext("To cancel {folio}, say why."),
    "may_not_move": lazy_gettext(
        "{actor} may not move opportunities to another version: that is for who prepares versions, document control "
        "and administrators. Nothing was changed."
    ),
    "move_reason_required": lazy_gettext("Say why the opportunity moves: it is recorded. Nothing was changed."),
    "not_in_force": lazy_gettext(
        "Opportunities move to the version in force only, which is {in_force} and not {number}. Nothing was changed."
    ),
    "already_there": lazy_gettext("{folio} is on that version already. Nothing was changed."),
    "not_moved": lazy_gettext(
        "{folio} does not move by itself: say at which step it goes on, or what it goes on without. Nothing was "
        "changed."
    ),
    "decided_nothing": lazy_gettext(
        "{folio} does not wait for that decision ({elements}): look at it again. Nothing was changed."
    ),
    "already_delivered": lazy_gettext("{key} has arrived already. Nothing was sent again."),
    "no_recipients": lazy_gettext(
        "{key} is for nobody: no one who holds {roles} has an e-mail address. Nothing was changed."
    ),
    "execution_failed": lazy_gettext("The procedure could not go on at {element}: {reason} Nothing was stored."),
    "execution_failed:nowhere": lazy_gettext("The procedure could not go on: {reason} Nothing was stored."),
    "stopped_by_incident": lazy_gettext(
        "«{step}» of {folio} cannot be completed: {reason} What was answered is kept, and those who repair the "
        "procedure are told. See it with: cauce incidents"
    ),
    "answer_outgrown": lazy_gettext(
        "«{step}» takes what {person} answered no more: the form has changed since. Make another link: what was "
        "answered is kept on it, and only what is missing has to be added. Nothing was changed."
    ),
    "history_tampered": lazy_gettext("The history of {folio} does not agree with itself at event {seq} ({reason})."),
    "replay_diverged": lazy_gettext(
        "The history of {folio} diverges at event {seq}: expected {expected}, found {found}."
    ),
    "history_not_in_order": lazy_gettext(
        "The history of {folio} is not in order ({problems}): nothing is made again from it. See what is wrong with: "
        "cauce verify {folio}"
    ),
    "unknown_event_type": lazy_gettext(
        "The history of {folio} holds something that this version of Cauce does not know: event {seq} is of the type "
        "“{type}”. It cannot be shown; whoever administers Cauce can install the version that wrote it."
    ),
    "pruned_differs": lazy_gettext(
        "Our runner and SpiffWorkflow part at event {seq}: expected {expected}, found {found}."
    ),
    "bad_seal_key": lazy_gettext(
        "{path} holds no Ed25519 private key ({reason}). Make one with: cauce checkpoint --new-key FILE"
    ),
    "seal_key_exists": lazy_gettext("{path} is there already; a key is never written over."),
    "bad_checkpoint": lazy_gettext(
        "The file holds no seal ({reason}). It must be one that «cauce checkpoint --out» wrote, or that was sent."
    ),
    "kept_unreadable": lazy_gettext("The file {path}, which keeps the last seal, cannot be used: {reason}"),
    "bad_witness_state": lazy_gettext(
        "The file {path}, where the witness keeps what it saw, cannot be used: {reason}. Nothing was co-signed."
    ),
    "witness_failed": lazy_gettext("The witness {url} does not co-sign: {reason}"),
    "log_not_in_order": lazy_gettext(
        "The sealed log is not the one that was signed last ({problems}): nothing is signed. See what is wrong with: "
        "cauce verify --all"
    ),
    "bad_value": lazy_gettext("A value cannot be stored: {reason}. Nothing was changed."),
    "bad_setting": lazy_gettext("The setting {name} cannot be «{value}»: it should be like {expected}."),
    "schema_differs:none": lazy_gettext(
        "The database holds nothing of Cauce yet. Prepare it with: cauce demo --no-serve"
    ),
    "schema_differs": lazy_gettext(
        "The database was prepared by another version of Cauce: its schema is {found}, and this version works with "
        "{expected}. Nothing was changed."
    ),
    "histories_of_before": lazy_gettext(
        "The database holds the histories of {count} opportunities in the format of an earlier version of Cauce, "
        "which this version cannot continue. Nothing was changed. Keep it with the version that wrote it, which can "
        "still show, verify and export them, and begin here with an empty database (CAUCE_DATABASE_URL)."
    ),
    "store_unavailable": lazy_gettext("The database cannot be used: {reason}. Prepare it with: cauce demo --no-serve"),
    "engine_fault": lazy_gettext("Something failed inside. Nothing was stored."),
}


def status(error: EngineError) -> int:
    """The HTTP status of an error: 500 for what is nobody's doing."""
    return next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), 500)


def headers(error: EngineError) -> dict[str, str]:
    """The HTTP headers of an error: when to try again."""
    return {"Retry-After": str(error.details["seconds"])} if isinstance(error, TooManyAttempts | TooManyGuesses) else {}


def text(error: EngineError) -> Message:
    """What an error says to people."""
    details = {name: _shown(value) for name, value in error.details.items()}
    if isinstance(error, ExecutionFailed) and error.element is None:
        return TEXTS["execution_failed:nowhere"].with_values(details)
    for code in (f"{error.code}:{details.get('kind')}", *_codes(error)):
        if code in TEXTS:
            return TEXTS[code].with_values(details)
    return TEXTS["engine_fault"].with_values(details)


def _codes(error: EngineError) -> list[str]:
    return [kind.code for kind in type(error).__mro__ if issubclass(kind, EngineError)]


def _shown(value: object) -> object:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return "—" if value is None else value
