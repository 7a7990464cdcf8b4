"""What a provider says of itself (OpenID Connect Discovery 1.0), and what of it will not do. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from engine.setting_parts.texts import is_loopback
from engine.sign_on.errors import ProviderWrong
from engine.sign_on.id_tokens import ALGORITHMS

WELL_KNOWN = "/.well-known/openid-configuration"
WAYS = ("client_secret_post", "client_secret_basic")
"""How we show our secret, the first that it takes: in a form every secret is written in one way alone."""


@dataclass(frozen=True)
class Metadata:
    """Where to ask what. `says_issuer`: it puts its name into each answer that comes by a browser (RFC 9207)."""

    authorization: str
    token: str
    keys: str
    userinfo: str | None
    end_session: str | None
    way: str
    says_issuer: bool
    takes_pkce: bool
    claims: frozenset[str]
    scopes: frozenset[str]


def address_of(issuer: str) -> str:
    """Where a provider of that name says what it is."""
    return issuer.rstrip("/") + WELL_KNOWN


def metadata_of(found: object, issuer: str) -> Metadata:
    """Read what was found at `address_of(issuer)`. Raises ProviderWrong (kinds ``metadata``, ``issuer``, ``endpoint``,
    ``unsupported``)."""
    url = address_of(issuer)
    if not isinstance(found, Mapping):
        raise ProviderWrong(kind="metadata", url=url, found="JSON")
    if found.get("issuer") != issuer:  # to the letter: it is what its tokens say
        raise ProviderWrong(kind="issuer", url=url, found=str(found.get("issuer")))
    algorithms = _texts(found, "id_token_signing_alg_values_supported")
    if algorithms and not algorithms & frozenset(ALGORITHMS):
        raise ProviderWrong(kind="unsupported", url=url, found=", ".join(sorted(algorithms)))
    kinds = _texts(found, "response_types_supported")
    if kinds and "code" not in kinds:
        raise ProviderWrong(kind="unsupported", url=url, found="response_type=code")
    ways = _texts(found, "token_endpoint_auth_methods_supported") or {"client_secret_basic"}
    way = next((each for each in WAYS if each in ways), None)
    if way is None:
        raise ProviderWrong(kind="unsupported", url=url, found=", ".join(sorted(ways)))
    return Metadata(
        _endpoint(found, "authorization_endpoint", url),
        _endpoint(found, "token_endpoint", url),
        _endpoint(found, "jwks_uri", url),
        _endpoint(found, "userinfo_endpoint", url) if "userinfo_endpoint" in found else None,
        _endpoint(found, "end_session_endpoint", url) if "end_session_endpoint" in found else None,
        way,
        found.get("authorization_response_iss_parameter_supported") is True,
        "S256" in _texts(found, "code_challenge_methods_supported"),
        _texts(found, "claims_supported"),
        _texts(found, "scopes_supported"),
    )


def _texts(found: Mapping[str, object], name: str) -> frozenset[str]:
    value = found.get(name)
    return frozenset(each for each in value if isinstance(each, str)) if isinstance(value, list) else frozenset()


def _endpoint(found: Mapping[str, object], name: str, where: str) -> str:
    """An address to which secrets go, or people: by https, but on this machine."""
    url = found.get(name)
    try:
        parts = urlsplit(url if isinstance(url, str) else "")
        safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
        usable = safe and bool(parts.hostname) and "@" not in parts.netloc and not parts.fragment
    except ValueError:
        usable = False
    if not usable or not isinstance(url, str) or not url.isascii() or not url.isprintable() or " " in url:
        raise ProviderWrong(kind="endpoint", url=where, found=f"{name}={url}")
    return url
