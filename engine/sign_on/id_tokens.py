"""Judges an ID token (OpenID Connect Core 1.0, 3.1.3.7): who signed it, for whom, for which sign-on, and when. Pure."""

import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet
from joserfc.jws import JWSRegistry

from engine.sign_on.errors import SignOnRefused

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures by a key that only the provider has: not ``none``, and no secret that we have too."""
CLOCKS = timedelta(minutes=2)
"""How far a token may be of later than it is here."""
OLDEST = timedelta(minutes=10)
"""How long ago a token may have been made that was asked for a moment ago: it is of another sign-on, or one of the
clocks is wrong."""
LONGEST = 512 * 1024  # characters of a token: ten thousand groups take half of it
SMALLEST = 2048 * 4 // 3 // 8  # characters of the modulus of an RSA key, in base64: of 2048 bits
NO_ID_TOKENS = frozenset({"at+jwt", "application/at+jwt", "logout+jwt", "secevent+jwt"})
ENDED = "http://schemas.openid.net/event/backchannel-logout"
log = logging.getLogger("cauce.sign_on")


class UnknownKey(Exception):
    """The token names a key that is not among those that were read: the provider may have a new one."""


def usable_keys(found: object) -> KeySet:
    """The keys in a JSON Web Key Set that sign; others are left out. Raises ValueError where none is left."""
    given = found.get("keys") if isinstance(found, Mapping) else None
    if not isinstance(given, list):
        raise ValueError("no keys")
    keys: list[Key] = []
    for each in given:
        if isinstance(each, dict) and _may_sign(each):
            try:
                keys.extend(KeySet.import_key_set({"keys": [each]}))
            except (JoseError, ValueError, TypeError, KeyError) as error:
                log.warning("a key of the provider cannot be used: %s", error)
    if not keys:
        raise ValueError("no key that signs")
    return KeySet(keys)


def _may_sign(key: Mapping[str, object]) -> bool:
    if key.get("use", "sig") != "sig":
        return False
    return key.get("kty") in ("EC", "OKP") or (key.get("kty") == "RSA" and len(str(key.get("n"))) >= SMALLEST)


def claims_of(
    token: str, keys: KeySet, *, issuer: str, client_id: str, nonce: str, access_token: str | None, at: datetime
) -> dict[str, Any]:
    """The claims of a token that the provider signed, for us, in answer to the sign-on with that nonce.

    Raises SignOnRefused (kinds ``token``, with what is wrong as `found`, and ``clock``), UnknownKey.
    """
    if len(token) > LONGEST:
        raise SignOnRefused(kind="token", found=f"{len(token)} > {LONGEST}")
    header, claims = _signed(token, keys)
    if str(header.get("typ", "JWT")).lower() in NO_ID_TOKENS:
        raise SignOnRefused(kind="token", found=f"typ {header['typ']}")
    _judge_times(claims, at)
    known: dict[str, Any] = {"nonce": nonce, "client_id": client_id}
    if access_token:
        known["access_token"] = access_token
    wanted: dict[str, Any] = {"iss": {"value": issuer}, "aud": {"value": client_id}, "sub": {"essential": True}}
    try:
        CodeIDToken(claims, header, wanted, known).validate(now=int(at.timestamp()), leeway=CLOCKS.seconds)
    except (JoseError, ValueError, TypeError, AttributeError) as error:
        raise SignOnRefused(kind="token", found=str(error)) from error
    _judge_audience(claims, client_id)
    return claims


def ended_of(token: str, keys: KeySet, *, issuer: str, client_id: str, at: datetime) -> str:
    """The subject whose session at the provider has ended, by a logout token (OpenID Connect Back-Channel Logout 1.0,
    2.6) that it signed for us just now.

    Raises SignOnRefused (kinds ``token`` and ``clock``), UnknownKey.
    """
    if len(token) > LONGEST:
        raise SignOnRefused(kind="token", found=f"{len(token)} > {LONGEST}")
    header, claims = _signed(token, keys)
    events, subject = claims.get("events"), claims.get("sub")
    is_one = isinstance(events, Mapping) and isinstance(events.get(ENDED), Mapping) and "nonce" not in claims
    if str(header.get("typ", "JWT")).lower() not in ("jwt", "logout+jwt") or not is_one:
        raise SignOnRefused(kind="token", found="events")
    if claims.get("iss") != issuer or not isinstance(subject, str) or not isinstance(claims.get("jti"), str):
        raise SignOnRefused(kind="token", found="iss, sub, jti")
    _judge_audience(claims, client_id)
    _judge_times(claims, at)
    return subject


def _judge_audience(claims: Mapping[str, Any], client_id: str) -> None:
    audience = claims.get("aud")
    if audience != client_id and audience != [client_id]:  # for others too, whom nobody here trusts with it
        raise SignOnRefused(kind="token", found=f"aud {audience}")


def _signed(token: str, keys: KeySet) -> tuple[dict[str, Any], dict[str, Any]]:
    """Header and claims, once the signature holds."""
    registry = JWSRegistry(algorithms=list(ALGORITHMS), strict_check_header=False)
    registry.max_payload_length = LONGEST

    def choose(signed: Any) -> Any:
        named = signed.headers().get("kid")
        found = [key for key in keys if named is None or key.kid == named]
        if named is not None and not found:
            raise UnknownKey(named)
        if len(found) != 1:
            raise SignOnRefused(kind="token", found="kid")
        return found[0]

    try:
        read = jwt.decode(token, choose, registry=registry)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise SignOnRefused(kind="token", found=str(error)[:200]) from error
    header = dict(read.header)
    if "crit" in header:  # it asks that something be understood, and nothing of the kind is
        raise SignOnRefused(kind="token", found="crit")
    return header, dict(read.claims)


def _judge_times(claims: Mapping[str, Any], at: datetime) -> None:
    """Whether it was made just now by both clocks. Raises SignOnRefused."""
    times = {}
    for name in ("iat", "exp"):
        value = claims.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise SignOnRefused(kind="token", found=name)
        try:
            times[name] = datetime.fromtimestamp(value, UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise SignOnRefused(kind="token", found=name) from error
    apart = times["iat"] - at
    if not -OLDEST <= apart <= CLOCKS:
        raise SignOnRefused(kind="clock", minutes=round(abs(apart.total_seconds()) / 60))
    if times["exp"] + CLOCKS <= at:
        raise SignOnRefused(kind="token", found="exp")
