"""What is said where an act on an audit or a finding is refused (`engine.audits`): see `web.errors`."""

from bpmn.messages import Message, lazy_gettext

TEXTS: dict[str, Message] = {
    "search_name_missing": lazy_gettext("Give the search a name of at most {most} characters. It was not saved."),
    "too_many_searches": lazy_gettext(
        "You keep {most} searches already: take some away first. This one was not saved."
    ),
    "not_found:search": lazy_gettext("You keep no such search any more."),
    "not_found:audit": lazy_gettext("There is no audit {id}."),
    "not_found:audit_finding": lazy_gettext("There is no finding {id}, or it is not within your reach."),
    "not_found:event": lazy_gettext("There is no such event: {id}."),
    "not_found:element": lazy_gettext("There is no such element in that version any more."),
    "audit_not_theirs:not_auditor": lazy_gettext("Only auditors do this. Nothing was recorded."),
    "audit_not_theirs:not_lead": lazy_gettext("Only who leads the audit does this. Nothing was recorded."),
    "audit_not_theirs:not_in_team": lazy_gettext(
        "You are not among those who audit there, so you raise no finding in it. Nothing was recorded."
    ),
    "audit_not_theirs:not_finder": lazy_gettext("Only who raised the finding does this. Nothing was recorded."),
    "audit_not_theirs:not_owner": lazy_gettext("Only the owner of the finding answers it. Nothing was recorded."),
    "audit_not_theirs:not_responsible": lazy_gettext(
        "Only the owner of the finding, or who does what was decided, says that it is done. Nothing was recorded."
    ),
    "audit_not_theirs:not_author": lazy_gettext(
        "Only the owner of the finding, or who prepares versions of the procedure, says which draft answers it. "
        "Nothing was recorded."
    ),
    "audit_not_theirs:own_finding": lazy_gettext(
        "Who found something does not answer it: choose another owner. Nothing was recorded."
    ),
    "audit_not_theirs:found_it": lazy_gettext(
        "You raised this finding, and it is major: another auditor says whether what was done helped. Nothing was "
        "recorded."
    ),
    "audit_not_theirs:took_part": lazy_gettext(
        "You own this finding or did something about it: an auditor who had no part in that judges it. Nothing was "
        "recorded."
    ),
    "audit_not_theirs:verified_it": lazy_gettext(
        "You said that what was done helped, and the finding is major: another auditor closes it. Nothing was recorded."
    ),
    "audit_not_there:audit_planned": lazy_gettext("{id} was not begun yet. Nothing was recorded."),
    "audit_not_there:audit_under_way": lazy_gettext(
        "{id} is under way: its scope and who leads it stay as they are. Nothing was recorded."
    ),
    "audit_not_there:audit_concluded": lazy_gettext("{id} is concluded. Nothing was recorded."),
    "audit_not_there:audit_cancelled": lazy_gettext("{id} was cancelled. Nothing was recorded."),
    "audit_not_there:finding_raised": lazy_gettext("{id} waits for its owner's answer. Nothing was recorded."),
    "audit_not_there:finding_analysed": lazy_gettext(
        "{id} was answered, and what was decided is not done yet. Nothing was recorded."
    ),
    "audit_not_there:finding_acted": lazy_gettext(
        "What was decided about {id} is done and waits for an auditor's verification. Nothing was recorded."
    ),
    "audit_not_there:finding_effective": lazy_gettext("{id} is verified and waits to be closed. Nothing was recorded."),
    "audit_not_there:finding_closed": lazy_gettext("{id} is closed. Nothing was recorded."),
    "audit_not_there:finding_withdrawn": lazy_gettext("{id} was withdrawn. Nothing was recorded."),
    "audit_lacks:title": lazy_gettext("Write a title. Nothing was recorded."),
    "audit_lacks:objective": lazy_gettext("Write what the audit is for. Nothing was recorded."),
    "audit_lacks:criteria": lazy_gettext("Write against what is audited. Nothing was recorded."),
    "audit_lacks:conclusion": lazy_gettext("Write what the audit comes to. Nothing was recorded."),
    "audit_lacks:reason": lazy_gettext("Write why. Nothing was recorded."),
    "audit_lacks:text": lazy_gettext("Write what was found. Nothing was recorded."),
    "audit_lacks:owner": lazy_gettext("Choose who is to answer it. Nothing was recorded."),
    "audit_lacks:lead": lazy_gettext("Choose who leads the audit. Nothing was recorded."),
    "audit_lacks:cause": lazy_gettext("Write why it was so. Nothing was recorded."),
    "audit_lacks:action": lazy_gettext("Write what is done so that it does not happen again. Nothing was recorded."),
    "audit_lacks:done": lazy_gettext("Write what was done. Nothing was recorded."),
    "audit_lacks:effectiveness": lazy_gettext("Write how it is known. Nothing was recorded."),
    "audit_lacks": lazy_gettext("Choose a day. Nothing was recorded."),
    "audit_text_too_long": lazy_gettext("That is too long: {longest} characters at most. Nothing was recorded."),
    "audit_bad_day": lazy_gettext("«{value}» is no day, or one that has passed. Nothing was recorded."),
    "audit_days_turned": lazy_gettext("The audit would end before it begins. Nothing was recorded."),
    "audit_lead_not_auditor": lazy_gettext("{person} is no auditor, and cannot lead an audit. Nothing was recorded."),
    "audit_scope_empty": lazy_gettext(
        "Nothing is like what the scope asks for: put the scope otherwise first. Nothing was recorded."
    ),
    "finding_of_another_procedure": lazy_gettext(
        "{id} is about another procedure: this draft does not answer it. Nothing was recorded."
    ),
}
