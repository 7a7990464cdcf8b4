"""Sign-on by the company's own provider of identities (OpenID Connect), and whether there are passwords beside it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import BadSetting
from engine.setting_parts.texts import address, is_loopback, path_in

PREFIX = "CAUCE_OIDC_"
ISSUER = f"{PREFIX}ISSUER"
SCOPES = ("openid", "profile", "email")
GROUPS = "groups"
LARGEST = 1024 * 1024  # bytes of the file of roles
EXPECTED_ROLES = '/etc/cauce/roles.json: {"grupo": ["rol", …], …}'
YES_NO = {"yes": True, "no": False}


@dataclass(frozen=True)
class SignOn:
    """A provider, and what we are to it: `client_id` and `client_secret` as it registered us.

    `name` is what people call it, None for no name of its own. `groups_claim` is where it says of which groups somebody
    is, `roles` the roles that each group gives. `links_by_email`: whoever comes for the first time is the person who
    has their verified e-mail address here.
    """

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    name: str | None = None
    scopes: tuple[str, ...] = SCOPES
    groups_claim: str = GROUPS
    roles: Mapping[str, frozenset[str]] = field(default_factory=dict)
    links_by_email: bool = False

    @property
    def governed(self) -> frozenset[str]:
        """The roles that groups give, and take."""
        return frozenset[str]().union(*self.roles.values())


def sign_on(environ: Mapping[str, str]) -> SignOn | None:
    """Read the provider; None without one. Raises BadSetting, without the secret."""
    issuer = environ.get(ISSUER)
    if issuer is None:
        alone = [name for name in environ if name.startswith(PREFIX)]
        if alone:  # whoever sets one of them believes that there is a provider
            raise BadSetting(name=ISSUER, value="", expected="https://id.empresa.mx/realms/empresa")
        return None
    url = address(ISSUER, issuer, "https://id.empresa.mx/realms/empresa", schemes=("http", "https"))
    if url.query or (url.scheme == "http" and not is_loopback(url.hostname or "")):
        raise BadSetting(name=ISSUER, value=issuer, expected="https://id.empresa.mx/realms/empresa")
    if "CAUCE_BASE_URL" not in environ:  # where the provider sends people back to
        raise BadSetting(name="CAUCE_BASE_URL", value="", expected="https://cauce.empresa.mx")
    return SignOn(
        issuer,
        _text(environ, "CLIENT_ID", "cauce"),
        _secret(environ),
        _name(environ),
        _scopes(environ),
        _text(environ, "GROUPS_CLAIM", GROUPS) if f"{PREFIX}GROUPS_CLAIM" in environ else GROUPS,
        _roles(environ),
        _links_by_email(environ),
    )


def local_accounts(environ: Mapping[str, str]) -> bool:
    """Whether people may come in with a password of their own here. Raises BadSetting where nobody could come in."""
    name = "CAUCE_LOCAL_ACCOUNTS"
    text = environ.get(name, "yes")
    if text not in YES_NO or (text == "no" and ISSUER not in environ):
        raise BadSetting(name=name, value=text, expected=f"yes, no (+ {ISSUER})")
    return YES_NO[text]


def _text(environ: Mapping[str, str], name: str, example: str) -> str:
    text = environ.get(PREFIX + name, "")
    if not text.strip() or not text.isprintable() or len(text) > 255:
        raise BadSetting(name=PREFIX + name, value=text, expected=example)
    return text


def _secret(environ: Mapping[str, str]) -> str:
    secret = environ.get(f"{PREFIX}CLIENT_SECRET", "")
    if not secret or not secret.isascii() or not secret.isprintable():
        raise BadSetting(name=f"{PREFIX}CLIENT_SECRET", value="…", expected="a-z, A-Z, 0-9, …")
    return secret


def _name(environ: Mapping[str, str]) -> str | None:
    text = environ.get(f"{PREFIX}NAME")
    if text is not None and not (0 < len(text.strip()) <= 60 and text.isprintable()):
        raise BadSetting(name=f"{PREFIX}NAME", value=text, expected="Keycloak de la empresa")
    return None if text is None else text.strip()


def _scopes(environ: Mapping[str, str]) -> tuple[str, ...]:
    name = f"{PREFIX}SCOPES"
    found = tuple(environ.get(name, " ".join(SCOPES)).split())
    if "openid" not in found or not all(each.isascii() and each.isprintable() and '"' not in each for each in found):
        raise BadSetting(name=name, value=environ[name], expected="openid profile email groups")
    return found


def _links_by_email(environ: Mapping[str, str]) -> bool:
    name = f"{PREFIX}LINK_BY_EMAIL"
    text = environ.get(name, "no")
    if text not in YES_NO:
        raise BadSetting(name=name, value=text, expected="no, yes")
    return YES_NO[text]


def _roles(environ: Mapping[str, str]) -> Mapping[str, frozenset[str]]:
    """The roles by group: names of groups hold whatever a directory allows, so they stand in JSON, each as it is."""
    name = f"{PREFIX}ROLES"
    file = path_in(environ, name, EXPECTED_ROLES)
    if file is None:
        return {}
    try:
        return _read_roles(file)
    except (OSError, ValueError, RecursionError) as error:
        raise BadSetting(name=name, value=f"{file} ({error})", expected=EXPECTED_ROLES) from error


def _read_roles(file: Path) -> dict[str, frozenset[str]]:
    with file.open("rb") as opened:
        content = opened.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise ValueError(f"> {LARGEST} bytes")
    given = json.loads(content, object_pairs_hook=_once)
    if not isinstance(given, dict):
        raise ValueError("no JSON object")
    found = {}
    for group, roles in given.items():
        named = [roles] if isinstance(roles, str) else roles
        if not group or not group.isprintable() or not isinstance(named, list):
            raise ValueError(repr(group))
        if not all(isinstance(role, str) and role.strip() for role in named):
            raise ValueError(f"{group}: {roles!r}")
        found[group] = frozenset(named)
    return found


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """A JSON object; who writes a group twice means both and would get one."""
    found: dict[str, object] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"{key!r} ×2")
        found[key] = value
    return found
