"""What can go wrong when somebody comes in by a provider of identities."""

from engine.errors import EngineError, NotAllowed


class ProviderUnreachable(EngineError):
    """The provider does not answer, or not in time. Details: `url`, `reason`."""

    code = "provider_unreachable"


class ProviderWrong(EngineError):
    """The provider answers what no sign-on can be made of, or does not know us. Details: `kind` (one of `WRONG` in
    `engine.sign_on.provider`), `url`, `found`."""

    code = "provider_wrong"


class SignOnRefused(NotAllowed):
    """This sign-on is not to be believed, and nobody came in. Details: `kind`, `found`."""

    code = "sign_on_refused"


class NobodyHere(NotAllowed):
    """The provider vouches for somebody who may not come in here. Details: `kind`: ``unknown`` (no account, and no
    group that gives one), ``taken`` (an account of theirs may be here, and nobody linked it), ``left``; `issuer`,
    `subject`, and `id`, what they would be called here."""

    code = "nobody_here"


class LocalAccountsOff(NotAllowed):
    """People come in by the provider alone."""

    code = "local_accounts_off"
