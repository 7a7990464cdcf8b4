"""What is said where nobody came in by the company's provider (`engine.sign_on`): see `web.errors`."""

from bpmn.messages import Message, lazy_gettext
from engine.errors import EngineError
from engine.sign_on.errors import ProviderUnreachable, ProviderWrong
from engine.sign_on.faults import UNREACHABLE, WRONG

STATUSES: dict[type[EngineError], int] = {
    ProviderUnreachable: 503,
    ProviderWrong: 502,
}
TEXTS: dict[str, Message] = {
    "provider_unreachable": UNREACHABLE,
    **{f"provider_wrong:{kind}": text for kind, text in WRONG.items()},
    "sign_on_refused:unknown": lazy_gettext(
        "This sign-on was not begun in this browser, or its cookie is gone. Begin it here."
    ),
    "sign_on_refused:used": lazy_gettext("This sign-on has ended already: each is good once. Begin another one."),
    "sign_on_refused:late": lazy_gettext("This sign-on took longer than ten minutes. Begin another one."),
    "sign_on_refused:issuer": lazy_gettext(
        "This answer is of another provider of identities than the one that was asked. Nobody came in."
    ),
    "sign_on_refused:denied": lazy_gettext("The provider of identities let nobody in, or it was cancelled there."),
    "sign_on_refused:said": lazy_gettext("The provider of identities let nobody in: {found}."),
    "sign_on_refused:code": lazy_gettext(
        "The provider of identities does not know this sign-on any more: each is good once, and not for long. Begin "
        "another one."
    ),
    "sign_on_refused:token": lazy_gettext(
        "What the provider of identities signed is not to be believed ({found}). Nobody came in. Try again; if it goes "
        "on, tell whoever administers Cauce."
    ),
    "sign_on_refused:clock": lazy_gettext(
        "The clocks of the provider of identities and of Cauce are {minutes} minutes apart. Nobody came in. Whoever "
        "administers Cauce must set them by NTP."
    ),
    "sign_on_refused:groups": lazy_gettext(
        "The provider of identities says the groups ({found}) in a way that is not understood. Nobody came in, and no "
        "role was taken. Whoever administers Cauce can set CAUCE_OIDC_GROUPS_CLAIM."
    ),
    "sign_on_refused:groups_elsewhere": lazy_gettext(
        "You are in more groups than the provider of identities says at once. Nobody came in, and no role was taken. "
        "Whoever administers it can limit the groups that it says to those that Cauce needs."
    ),
    "sign_on_refused": lazy_gettext("Nobody came in. Begin again."),
    "nobody_here:unknown": lazy_gettext(
        "The provider of identities knows you, and you have no account in Cauce: none of your groups gives one."
    ),
    "nobody_here:taken": lazy_gettext(
        "There is somebody in Cauce already with your user ({id}) or your e-mail. If that is you, whoever administers "
        "Cauce can link it with your account at the provider."
    ),
    "nobody_here:left": lazy_gettext("Your account in Cauce was closed. Whoever administers Cauce can open it again."),
    "nobody_here": lazy_gettext("You have no account in Cauce."),
    "identity_taken": lazy_gettext("That identity is {person}'s already. Nothing was changed."),
    "not_found:identity": lazy_gettext("«{id}» is no identity of a provider. Nothing was changed."),
    "local_accounts_off": lazy_gettext(
        "Nobody comes in here with a password: come in with the company's account. Nothing was changed."
    ),
}
