"""Whether people may come in with a password of their own here, or by the company's provider alone."""

from engine.sign_on.errors import LocalAccountsOff
from web.site import site


def require_local_accounts() -> None:
    """Raise LocalAccountsOff where the settings say that there are none."""
    here = site()
    if not here.demo and not here.settings.local_accounts:
        raise LocalAccountsOff()
