"""What tokens may be used for, in words."""

from bpmn.messages import Message, lazy_gettext
from engine.identity.tokens import Scope

SCOPES: dict[Scope, Message] = {
    Scope.READ: lazy_gettext("See what you may see: opportunities, steps, procedures, people"),
    Scope.WORK: lazy_gettext("Do your work: start, take, assign and complete steps, cancel, attach files"),
    Scope.AUDIT: lazy_gettext("Audit, where you may: replay and verify histories, take evidence"),
    Scope.DOCUMENTS: lazy_gettext("Prepare, review and sign versions of procedures, where you may"),
    Scope.ADMINISTER: lazy_gettext("Administer, where you may: people, roles, rights and webhooks"),
}
