"""Engine error → HTTP status and text: the only place that knows either."""

from bpmn.messages import Message, lazy_gettext
from engine.client_access.attempts import TooManyGuesses
from engine.client_access.codes import TooManyCodes
from engine.errors import Conflict, EngineError, ExecutionFailed, Invalid, NotAllowed, NotFound, StoreUnavailable
from engine.history.event_types import UnknownEventType
from engine.identity.sign_in import TooManyAttempts
from engine.identity.tokens import BadToken
from engine.instances.heads import ChangedSince
from engine.sign_on.errors import ProviderUnreachable
from web import arrival_errors, audit_errors, discussion_errors, sample_errors, sign_on_errors, trial_errors
from web.reasons import in_words

SOON = 10  # seconds until a database may be there again
STATUSES: dict[type[EngineError], int] = {
    NotFound: 404,
    BadToken: 401,
    NotAllowed: 403,
    Conflict: 409,
    ChangedSince: 412,
    Invalid: 422,
    StoreUnavailable: 503,
    TooManyAttempts: 429,
    TooManyGuesses: 429,
    TooManyCodes: 429,
    **sign_on_errors.STATUSES,
    UnknownEventType: 501,  # nothing is broken: what is installed does not know it
}

TEXTS: dict[str, Message] = {
    "not_found:person": lazy_gettext("There is nobody called {id}. See who there is with: cauce people"),
    "not_found:task": lazy_gettext(
        "There is no task {id}, or it is not within your reach. See the open ones with: cauce tasks"
    ),
    "not_found:instance": lazy_gettext("There is no folio {id}, or it is not within your reach."),
    "not_found:process": lazy_gettext("No version of the process {id} is in force. See them with: cauce versions"),
    "not_found:role": lazy_gettext("There is no role {id}."),
    "not_found:version": lazy_gettext("There is no version {id}."),
    "not_found:variable": lazy_gettext("Nothing in the draft has the name {id} any more."),
    "not_found:form": lazy_gettext("There is no form {id}."),
    "nothing_chosen": lazy_gettext("Nothing was chosen. Nothing was changed."),
    "field_without_name": lazy_gettext("Write what the field is called. Nothing was changed."),
    "not_found:checkpoint": lazy_gettext("There is no seal {id}."),
    "hand_off_known": lazy_gettext("{folio}: it is known already how it stands with the CRM. Nothing was changed."),
    "not_found:date": lazy_gettext("No term counts from that date, or nobody gave it yet. Nothing was changed."),
    "not_found:file": lazy_gettext("There is no such file, or it is not within your reach."),
    "file_empty": lazy_gettext("“{name}” is empty. Choose it again, or another one."),
    "file_not_as_named": lazy_gettext(
        "“{name}” is not what its name says: what is in it is no {suffix}. Save it anew, or choose another one."
    ),
    "file_infected": lazy_gettext(
        "“{name}” is infected ({found}) and was not taken. Tell whoever looks after your computer."
    ),
    "file_not_scanned": lazy_gettext(
        "“{name}” could not be looked through for viruses and was not taken. Try again in a moment."
    ),
    "not_found:record": lazy_gettext("There is no such record, or it has not been left yet."),
    "not_found:template": lazy_gettext("Nothing is written of «{id}» in this format: it has no template."),
    "not_found:notice": lazy_gettext("There is no such notice of yours."),
    "not_found:notice_kind": lazy_gettext("There are no notices called {id} whose text could be written."),
    "notice_text_missing": lazy_gettext("Write a subject and a text. Nothing was changed."),
    "notice_text_too_long": lazy_gettext(
        "At most {subject} characters for the subject and {body} for the text. Nothing was changed."
    ),
    "unknown_places": lazy_gettext(
        "The text says {places} in braces, and nothing is known to stand there. Nothing was changed."
    ),
    "template_broken": lazy_gettext("The template «{name}» cannot be filled: {reason}. Nothing was changed."),
    "template_too_large": lazy_gettext("«{name}» is larger than a template may be. Nothing was changed."),
    "template_missing": lazy_gettext("Choose the file with the template. Nothing was changed."),
    "not_found:message": lazy_gettext("There is no message {id} in the outbox. See them with: cauce outbox --all"),
    "not_found:password_link": lazy_gettext(
        "This link does not work any more: it is good once, for one day, and only the newest. Ask an administrator for "
        "another one."
    ),
    "changed_since": lazy_gettext("{id} is not as you saw it any more: read it again. Nothing was changed."),
    "key_used_otherwise": lazy_gettext(
        "This Idempotency-Key came with another command before. Give each command one of its own. Nothing was changed."
    ),
    "unknown_upload": lazy_gettext(
        "«{id}» is no file that you brought, or that this step has. Bring it first with: POST /api/v1/files. Nothing "
        "was changed."
    ),
    "bad_cursor": lazy_gettext("«{after}» is nothing that a page said under “next”."),
    "not_found:verification": lazy_gettext("{id} was not verified yet."),
    "not_found:token": lazy_gettext("There is no such access token any more. Nothing was changed."),
    "bad_token": lazy_gettext(
        "The access token is missing, or is none that works: it may have expired or been revoked. Send one as: "
        "Authorization: Bearer TOKEN"
    ),
    "scope_required": lazy_gettext("This access token is not for this: it lacks the scope “{scope}”."),
    "second_factor_required": lazy_gettext(
        "A role of whoever has this token asks for a second factor, and they have none yet: they set it up on the "
        "site, under My account."
    ),
    "bad_token_name": lazy_gettext("Say what the token is for, in {longest} characters at most. Nothing was changed."),
    "no_scope": lazy_gettext("Say what the token may be used for. Nothing was changed."),
    "bad_token_life": lazy_gettext("A token lasts from 1 to {longest} days. Nothing was changed."),
    "too_many_tokens": lazy_gettext("You have {most} access tokens: revoke one first. Nothing was changed."),
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
    "code_required": lazy_gettext("Write the code that we sent you to confirm your answer. Nothing was sent yet."),
    "wrong_client_code": lazy_gettext(
        "It is not the code of our latest message, or that is older than 20 minutes. Look at it again, or ask for "
        "another one."
    ),
    "too_many_codes": lazy_gettext(
        "A code was sent a moment ago: look among your messages, also in unwanted mail. Another one can be sent in "
        "{minutes} min."
    ),
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
    "nobody_has_it": lazy_gettext("Nobody else has «{element}» now. Nothing was changed."),
    "task_already_completed": lazy_gettext("The task {id} is not open any more ({status}, {by}). Nothing was changed."),
    "stale_history": lazy_gettext(
        "Somebody else moved {folio} forward at the same moment. Look at it again and repeat."
    ),
    "instance_ended": lazy_gettext("{folio} has ended already ({status}). Nothing was changed."),
    "already_deployed": lazy_gettext("Version {number} of {process_id}, in force, says exactly this already."),
    "impact_required": lazy_gettext(
        "Before it is reviewed, the draft must be tried on the opportunities as it is now: on its page, under "
        "“Impact”, press “Try it on the opportunities”. Nothing was submitted."
    ),
    "impact_under_way": lazy_gettext(
        "The draft is still being tried on the opportunities: submit it when that has ended. Nothing was submitted."
    ),
    "nothing_drawn": lazy_gettext("Nothing is drawn in this diagram: it says what is done, and not where it stands."),
    "diagram_rejected": lazy_gettext("The diagram is refused: {count} things to mend. Nothing was changed."),
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
    "bad_role_name": lazy_gettext("Say what the role is called, in at most {longest} characters. Nothing was changed."),
    "role_exists": lazy_gettext("There is a role {name} already: choose it in the list. Nothing was changed."),
    "variable_kept": lazy_gettext("The variable keeps its name. {reason} Nothing was changed."),
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
    "common_password": lazy_gettext(
        "Many people have that password, or one like it, and it is tried first. Choose another one: a few words that "
        "do not belong together do well."
    ),
    "wrong_code": lazy_gettext(
        "That code is not the one of now, or was used already. Wait for the next one, or write a recovery code."
    ),
    "second_factor_there": lazy_gettext("You have a second factor already. Nothing was changed."),
    "bad_secret": lazy_gettext("That secret is none of ours. Open the page again. Nothing was changed."),
    "not_coming_in": lazy_gettext("It took too long, or the code was given already. Come in again."),
    "bad_os_user": lazy_gettext("No user of the operating system is called «{user}». Nothing was changed."),
    "bad_days": lazy_gettext(
        "From {first} to {last} is no period: write the first day, today or later, and the last one, not before it, "
        "{longest} days at most. Nothing was changed."
    ),
    "own_substitute": lazy_gettext("Nobody stands in for themselves: choose somebody else. Nothing was changed."),
    "already_substituted": lazy_gettext(
        "{substitute} stands in for {person} already from {from_day} to {until_day}. End that first, or choose other "
        "days. Nothing was changed."
    ),
    "not_found:substitution": lazy_gettext("There is no such substitution. Nothing was changed."),
    "not_yours": lazy_gettext(
        "The user {user} of this machine may not act as {wanted}. As whom they may: {own}. An administrator changes "
        "that with: cauce people os-user {wanted} {user}"
    ),
    "owners_only": lazy_gettext(
        "This is for whoever owns the installation, and the user {user} of this machine does not: an administrator's "
        "user does, and whoever administers the machine. Nothing was done."
    ),
    "who_are_you": lazy_gettext(
        "Say as whom you act, with --as: the user {user} of this machine is nobody's alone here. As whom they may: "
        "{own}. An administrator changes that with: cauce people os-user PERSON {user}"
    ),
    "passwords_differ": lazy_gettext("The new password was not the same both times. Write it again."),
    "bad_credentials": lazy_gettext("The id or the password is not right. Check both and try again."),
    "too_many_attempts": lazy_gettext(
        "Too many wrong passwords or codes. Try again in {minutes} minutes; if you do not know yours any more, ask an "
        "administrator for a link to choose another one."
    ),
    "bad_webhook_name": lazy_gettext(
        "Say what the system is called, in {longest} characters at most. Nothing was changed."
    ),
    "bad_webhook_address": lazy_gettext(
        "«{value}» is no address: write one such as https://crm.empresa.mx/cauce, without user and password. Nothing "
        "was changed."
    ),
    "bad_webhook_address:insecure": lazy_gettext(
        "«{value}» is not encrypted: write https. Within the company's own networks, which CAUCE_WEBHOOK_NETWORKS "
        "names, http will do. Nothing was changed."
    ),
    "bad_webhook_address:private": lazy_gettext(
        "«{value}» is within a private network. If it is one of the company's own, whoever runs the server names it in "
        "CAUCE_WEBHOOK_NETWORKS. Nothing was changed."
    ),
    "bad_replay_day": lazy_gettext("Say since which day it is told again. Nothing was changed."),
    "bad_moment": lazy_gettext(
        "«{value}» is no moment: write it with its zone, such as 2026-12-24T09:00:00-06:00. Nothing was changed."
    ),
    "events_gone": lazy_gettext(
        "No event has the position {after}; the last one has {last}. The database was restored from an older backup: "
        "ask again from what you had before it."
    ),
    "no_event_types": lazy_gettext("Say what the system is told of: one thing at least. Nothing was changed."),
    "webhook_exists": lazy_gettext("There is a webhook called {name} already. Nothing was changed."),
    "webhook_not_active": lazy_gettext("{name} is paused: resume it first. Nothing was sent."),
    "not_found:webhook": lazy_gettext("There is no webhook {id}. See them with: cauce webhook"),
    "not_found:event_type": lazy_gettext("There is no type of events called {id}. Nothing was changed."),
    "bad_day": lazy_gettext(
        "«{value}» is no date from {first} to {last}. Write it as in 2026-12-24. Nothing was changed."
    ),
    "bad_day_name": lazy_gettext("Say what the day is called, in {longest} characters at most. Nothing was changed."),
    "not_found:office_day": lazy_gettext("Nothing is decided of {id}: there is nothing to take back."),
    "reason_required": lazy_gettext("{about}: say why, it stays on record. Nothing was changed."),
    "return_reason_required": lazy_gettext(
        "Say why «{element}» goes back, in {limit} characters at most: it is recorded. Nothing was changed."
    ),
    "not_returnable": lazy_gettext(
        "«{element}» cannot be given back to the step before it: the diagram does not allow it, or more came of that "
        "step than this one. Nothing was changed."
    ),
    "may_not_move": lazy_gettext(
        "{actor} may not move opportunities to another version: that is for who prepares versions, document control "
        "and administrators. Nothing was changed."
    ),
    "reading_reason_required": lazy_gettext(
        "Say why you need the personal data, in at most {limit} characters: it is recorded. Nothing was shown."
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
    "history_not_in_order:disposal": lazy_gettext(
        "The history of {folio} is not in order ({problems}): nothing of it is disposed of before somebody has found "
        "out why. See what is wrong with: cauce verify {folio}"
    ),
    "instance_not_over": lazy_gettext("{folio} is not over: its steps need its data. Nothing was changed."),
    "already_disposed": lazy_gettext("The data of {folio} were disposed of already, under: {rule}."),
    "disposal_rule_required": lazy_gettext(
        "Say under which rule, or at whose request, in {limit} characters at most. Nothing was changed."
    ),
    "unknown_event_type": lazy_gettext(
        "The history of {folio} holds something that this version of Cauce does not know: event {seq} is of the type "
        "“{type}”. It cannot be shown; whoever administers Cauce can install the version that wrote it."
    ),
    "pruned_differs": lazy_gettext(
        "Our runner and SpiffWorkflow part at event {seq}: expected {expected}, found {found}."
    ),
    "bad_seal_key:unreadable": lazy_gettext(
        "{path} cannot be read: {reason}. Let the user that runs Cauce read it, or bring the copy that was kept."
    ),
    "bad_seal_key": lazy_gettext(
        "{path} holds no Ed25519 private key ({reason}). Make one with: cauce checkpoint --new-key FILE"
    ),
    "seal_key_exists": lazy_gettext("{path} is there already; a key is never written over."),
    "nothing_to_draw_by": lazy_gettext(
        "A sample is drawn by the last seal, and there is none yet. Make one with: cauce checkpoint"
    ),
    "log_unreadable": lazy_gettext(
        "The sealed log holds what Cauce never writes, so no evidence can be made of it. What it is, is told by: "
        "cauce verify --all"
    ),
    "bad_checkpoint": lazy_gettext(
        "The file holds no seal ({reason}). It must be one that «cauce checkpoint --out» wrote, or that was sent."
    ),
    "not_kept": lazy_gettext(
        "{file} holds neither a seal nor a time-stamp. Give the file that «cauce checkpoint --out» wrote or that was "
        "downloaded here, or the e-mail of a seal, saved as a file."
    ),
    "kept_unreadable": lazy_gettext("The file {path}, which keeps the last seal, cannot be used: {reason}"),
    "bad_witness_state": lazy_gettext(
        "The file {path}, where the witness keeps what it saw, cannot be used: {reason}. Nothing was co-signed."
    ),
    "not_cosigned": lazy_gettext(
        "It co-signs no seal that is here, by no witness that is known ({known}). Give the key of the witness in "
        "CAUCE_WITNESS_KEY, and what «cauce witness cosign» wrote."
    ),
    "bad_time_stamp": lazy_gettext("This is no time-stamp of a seal: {reason}"),
    "witness_failed": lazy_gettext("The witness {url} does not co-sign: {reason}"),
    "log_not_in_order": lazy_gettext(
        "The sealed log is not the one that was signed last ({problems}): nothing is signed. See what is wrong with: "
        "cauce verify --all"
    ),
    "bad_value": lazy_gettext("A value cannot be stored: {reason}. Nothing was changed."),
    "bad_setting:unknown": lazy_gettext("There is no setting {name}. It may be meant: {expected}."),
    "bad_setting": lazy_gettext("The setting {name} cannot be «{value}»: it should be like {expected}."),
    "schema_differs:none": lazy_gettext(
        "The database holds nothing of Cauce yet. Make a company in it with «cauce init», or a demonstration with "
        "«cauce demo»."
    ),
    "schema_differs:older": lazy_gettext(
        "The schema of the database is {found}, and this version of Cauce works with {expected}. Bring it up to date "
        "with: cauce db upgrade"
    ),
    "schema_differs:newer": lazy_gettext(
        "The database was prepared by a newer version of Cauce: its schema is {found}, and this version knows those up "
        "to {expected}. Use that version of Cauce, or a later one. Nothing was changed."
    ),
    "schema_differs:foreign": lazy_gettext(
        "The database holds tables of another program ({tables}). Give Cauce a database of its own "
        "(CAUCE_DATABASE_URL). Nothing was changed."
    ),
    "schema_differs:half_made": lazy_gettext(
        "The schema of Cauce in the database is not whole: {tables} is missing. Restore a backup into an empty "
        "database (cauce restore). Nothing was changed."
    ),
    "company_exists": lazy_gettext(
        "The database holds a company already (people: {count}). Nothing was changed. Its schema is brought up to "
        "date with: cauce db upgrade"
    ),
    "company_exists:demonstration": lazy_gettext(
        "The database holds a demonstration. Nothing was changed. Give the company a database of its own "
        "(CAUCE_DATABASE_URL)."
    ),
    "backup_unwritable:exists": lazy_gettext(
        "{path} is there already. A backup is written in no other's place, and that file was left as it was."
    ),
    "backup_unwritable": lazy_gettext("The backup {path} cannot be written: {reason}. Nothing is left of it."),
    "bad_backup": lazy_gettext(
        "{path} is no backup that can be restored, or is damaged ({reason}). The database was left as it was."
    ),
    "backup_of_newer": lazy_gettext(
        "The backup was made by a newer version of Cauce: its schema is {found}, and this version knows those up to "
        "{expected}. Restore it with that version, or a later one."
    ),
    "database_not_empty": lazy_gettext(
        "The database is not empty ({tables}). A backup is restored into an empty one only: make one, and name it in "
        "CAUCE_DATABASE_URL. Nothing was changed."
    ),
    "database_not_empty:ours": lazy_gettext(
        "The database is in use by Cauce already. A backup is restored into an empty one only: make one, and name it "
        "in CAUCE_DATABASE_URL. Nothing was changed. If a restore was interrupted here, all of it was written before "
        "that: what was left to do is «cauce verify --all»."
    ),
    "backup_rolled_back": lazy_gettext(
        "The backup is of before the seal that this machine kept in {path}: the log had {kept} entries then, and has "
        "{found} in the backup. Whatever was recorded in between would be gone. Restore a newer backup; if there is "
        "none, restore this one with --rollback, which puts that seal aside and holds the letters that waited. The "
        "database is empty."
    ),
    "backup_of_another_log": lazy_gettext(
        "The backup is not of the log whose seal is kept in {path} ({problems}). If it is of another installation, let "
        "CAUCE_KEPT_CHECKPOINT and CAUCE_SEAL_KEY name files of its own. The database is empty."
    ),
    "no_demonstration": lazy_gettext(
        "The database holds a company (people: {count}), which the demonstration did not make: it leaves it as it is. "
        "Give the demonstration a database of its own (CAUCE_DATABASE_URL); the schema alone is brought up to date "
        "with: cauce db upgrade"
    ),
    "histories_of_before": lazy_gettext(
        "The database holds histories in the format of an earlier version of Cauce (opportunities: {count}), "
        "which this version cannot continue. Nothing was changed. Keep it with the version that wrote it, which can "
        "still show, verify and export them, and begin here with an empty database (CAUCE_DATABASE_URL)."
    ),
    "store_unavailable:unreachable": lazy_gettext(
        "The database does not answer: {reason}. See whether it runs, and whether CAUCE_DATABASE_URL says where."
    ),
    "store_unavailable:slow": lazy_gettext(
        "The database did not do in time what was asked of it: {reason}. See who else works with it."
    ),
    "store_unavailable:refused": lazy_gettext(
        "The database does not let Cauce in: {reason}. See what CAUCE_DATABASE_URL and PGPASSFILE say."
    ),
    "store_unavailable:full": lazy_gettext(
        "The database cannot write: {reason}. Nothing was changed. Make room for it, and try again."
    ),
    "store_unavailable:not_permitted": lazy_gettext("The database does not let Cauce do this: {reason}."),
    "store_unavailable:encoding": lazy_gettext(
        "The database has the encoding {reason}, which cannot hold every text. Make it anew with ENCODING 'UTF8' and "
        "TEMPLATE template0. Nothing was changed."
    ),
    "store_unavailable": lazy_gettext(
        "The database cannot be used: {reason}. If there is none yet, make a company with «cauce init», or a "
        "demonstration with «cauce demo»."
    ),
    "engine_fault": lazy_gettext("Something failed inside. Nothing was stored."),
    **arrival_errors.TEXTS,
    **audit_errors.TEXTS,
    **discussion_errors.TEXTS,
    **sign_on_errors.TEXTS,
    **trial_errors.TEXTS,
    **sample_errors.TEXTS,
}


def status(error: EngineError) -> int:
    """The HTTP status of an error: 500 for what is nobody's doing."""
    return next((STATUSES[kind] for kind in type(error).__mro__ if kind in STATUSES), 500)


def headers(error: EngineError) -> dict[str, str]:
    """The HTTP headers of an error: when to try again."""
    if isinstance(error, StoreUnavailable | ProviderUnreachable):
        return {"Retry-After": str(SOON)}
    return (
        {"Retry-After": str(error.details["seconds"])}
        if isinstance(error, TooManyAttempts | TooManyGuesses | TooManyCodes)
        else {}
    )


def text(error: EngineError) -> Message:
    """What an error says to people."""
    details = {name: _shown(value) for name, value in error.details.items()}
    if isinstance(reason := details.get("reason"), str):
        details["reason"] = in_words(reason)
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
