"""Which ID token is believed. Tokens are signed here, as a provider signs them and as others would."""

import base64
import hmac
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, Key, KeySet, OctKey, RSAKey

from engine.sign_on.errors import SignOnRefused
from engine.sign_on.id_tokens import ENDED, UnknownKey, claims_of, ended_of, usable_keys

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
ISSUER, CLIENT, NONCE = "https://id.empresa.mx/realms/empresa", "cauce", "of this sign-on"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig", "alg": "RS256"})
OTHER = RSAKey.generate_key(2048, {"kid": "two", "use": "sig"})
KEYS = usable_keys({"keys": [KEY.as_dict(private=False), OTHER.as_dict(private=False)]})


def moment(**later: float) -> int:
    return int((NOW + timedelta(**later)).timestamp())


def signed(
    claims: dict[str, Any] | None = None, header: dict[str, Any] | None = None, key: Key = KEY, without: str = ""
) -> str:
    says = {"iss": ISSUER, "sub": "lucia", "aud": CLIENT, "nonce": NONCE, "iat": moment(), "exp": moment(hours=1)}
    says |= claims or {}
    says.pop(without, None)
    head = {"alg": "RS256", "kid": "one", **(header or {})}
    return jwt.encode(head, says, key, algorithms=[head["alg"]])


def claims(token: str, keys: KeySet = KEYS, access_token: str | None = None) -> dict[str, Any]:
    return claims_of(token, keys, issuer=ISSUER, client_id=CLIENT, nonce=NONCE, access_token=access_token, at=NOW)


def refused(token: str, **given: Any) -> str:
    with pytest.raises(SignOnRefused) as caught:
        claims(token, **given)
    return str(caught.value.details["kind"])


@pytest.mark.parametrize(
    "says",
    [
        {},
        {"aud": [CLIENT]},
        {"azp": CLIENT},
        {"iat": moment(seconds=90)},
        {"iat": moment(minutes=-9)},
        {"iat": float(moment())},
        {"nbf": moment()},
        {"unheard": {"of": [1]}},
    ],
)
def test_what_the_provider_signed_for_us_and_this_sign_on_is_believed(says: dict[str, Any]) -> None:
    assert claims(signed(says))["sub"] == "lucia"


@pytest.mark.parametrize(
    "says",
    [
        {"iss": ISSUER + "/"},
        {"iss": "https://id.otra.mx"},
        {"iss": [ISSUER]},
        {"aud": "otra"},
        {"aud": []},
        {"aud": ""},
        {"aud": ["otra"]},
        {"aud": [CLIENT, "otra"]},
        {"aud": [CLIENT, "otra"], "azp": CLIENT},
        {"aud": {CLIENT: 1}},
        {"azp": "otra"},
        {"nonce": "of another"},
        {"nonce": ""},
        {"nonce": [NONCE]},
        {"sub": ""},
        {"iat": "now"},
        {"iat": True},
        {"iat": 1e300},
        {"iat": 10**400},
        {"iat": float("nan")},
        {"exp": float("inf")},
        {"exp": None},
        {"exp": "later"},
        {"nbf": moment(hours=1)},
        {"exp": moment(minutes=-5)},
        {"at_hash": "not of this access token"},
    ],
    ids=str,
)
def test_what_it_says_of_another_or_for_others_or_not_as_it_must_is_not_believed(says: dict[str, Any]) -> None:
    assert refused(signed(says), access_token="an access token") == "token"


@pytest.mark.parametrize("name", ["iss", "sub", "aud", "nonce", "iat", "exp"])
def test_what_it_must_say_it_says(name: str) -> None:
    assert refused(signed(without=name)) == "token"


@pytest.mark.parametrize("apart", [{"minutes": 3}, {"hours": 5}, {"minutes": -11}, {"days": -3}])
def test_a_token_of_another_time_is_told_by_the_clocks(apart: dict[str, float]) -> None:
    with pytest.raises(SignOnRefused) as caught:
        claims(signed({"iat": moment(**apart), "exp": moment(days=9)}))
    assert caught.value.details == {"kind": "clock", "minutes": abs(timedelta(**apart)) / timedelta(minutes=1)}


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def test_a_token_that_nobody_signed_is_nobody_s_word() -> None:
    body = signed().split(".")[1]
    for algorithm in ("none", "None", "NONE", ""):
        assert refused(f"{part({'alg': algorithm})}.{body}.") == "token"
        assert refused(f"{part({'alg': algorithm, 'kid': 'one'})}.{body}.AAAA") == "token"


def test_a_secret_that_we_have_too_signs_nothing() -> None:
    body = signed().split(".")[1]
    for secret in (b"the secret of the client", KEY.as_pem(private=False)):
        told = f"{part({'alg': 'HS256', 'kid': 'one'})}.{body}"
        mac = base64.urlsafe_b64encode(hmac.digest(secret, told.encode(), "sha256")).rstrip(b"=").decode()
        assert refused(f"{told}.{mac}") == "token"


def test_a_key_that_came_with_the_token_is_not_asked() -> None:
    mine = RSAKey.generate_key(2048)
    brought = {"jwk": mine.as_dict(private=False), "jku": "https://ladron.mx/keys", "x5u": "https://ladron.mx/x"}
    assert refused(signed(header=brought, key=mine)) == "token"


def test_the_key_is_the_one_that_is_named_and_one_that_is_not_there_is_asked_for() -> None:
    assert claims(signed(header={"kid": "two"}, key=OTHER))["sub"] == "lucia"
    assert refused(signed(header={"kid": "two"})) == "token"
    with pytest.raises(UnknownKey):
        claims(signed(header={"kid": "three"}))


def test_a_token_without_the_name_of_its_key_is_of_the_only_one() -> None:
    anonymous = jwt.encode({"alg": "RS256"}, {**claims(signed())}, KEY, algorithms=["RS256"])
    assert refused(anonymous) == "token"
    assert claims(anonymous, usable_keys({"keys": [KEY.as_dict(private=False)]}))["sub"] == "lucia"


@pytest.mark.parametrize("header", [{"typ": "at+jwt"}, {"typ": "AT+JWT"}, {"typ": "logout+jwt"}])
def test_another_kind_of_token_is_no_id_token(header: dict[str, Any]) -> None:
    assert refused(signed(header=header)) == "token"


def test_what_a_header_asks_to_be_understood_is_not() -> None:
    body = signed().split(".")[1]
    assert refused(f"{part({'alg': 'RS256', 'kid': 'one', 'crit': ['exp'], 'exp': 1})}.{body}.AAAA") == "token"


DEEP = f"{base64.urlsafe_b64encode(b'[' * 60_000).decode()}.e30.AAAA"


@pytest.mark.parametrize("token", ["", ".", "..", "a.b.c", "a.b.c.d.e", "ñ.ñ.ñ", "x" * (600 * 1024), DEEP])
def test_what_is_no_token_is_refused(token: str) -> None:
    assert refused(token) == "token"


def test_a_token_that_was_changed_is_nobody_s_word() -> None:
    head, body, signature = signed().split(".")
    says = json.loads(base64.urlsafe_b64decode(body + "=="))
    assert refused(f"{head}.{part({**says, 'sub': 'administrador'})}.{signature}") == "token"


def test_a_token_of_ten_thousand_groups_is_read() -> None:
    groups = [f"/empresa/área {n}" for n in range(10_000)]
    assert claims(signed({"groups": groups}))["groups"] == groups


def test_keys_that_do_not_sign_or_are_short_are_left_out() -> None:
    curve = ECKey.generate_key("P-256", {"kid": "curve"})
    short = {**KEY.as_dict(private=False), "n": str(OTHER.as_dict(private=False)["n"])[:171], "kid": "short"}
    given = [
        {**KEY.as_dict(private=False), "use": "enc"},
        short,
        OctKey.generate_key(256).as_dict(),
        {"kty": "RSA", "n": "?", "e": "?"},
        {"kty": "unheard"},
        "a key",
        curve.as_dict(private=False),
    ]
    assert [key.kid for key in usable_keys({"keys": given})] == ["curve"]
    assert claims(signed(header={"alg": "ES256", "kid": "curve"}, key=curve), usable_keys({"keys": given}))
    for nothing in (None, [], {}, {"keys": None}, {"keys": []}, {"keys": given[:-1]}):
        with pytest.raises(ValueError, match="key"):
            usable_keys(nothing)


def ended(
    claims: dict[str, Any] | None = None, header: dict[str, Any] | None = None, without: str = "", **more: Any
) -> str:
    says = {"jti": "1", "events": {ENDED: {}}, **(claims or {})}
    says = {name: value for name, value in says.items() if name != without}
    token = more.get("token") or signed(
        says, {"typ": "logout+jwt", **(header or {})}, without=more.get("lacks", "nonce")
    )
    return ended_of(token, KEYS, issuer=ISSUER, client_id=CLIENT, at=NOW)


def test_that_a_session_at_the_provider_has_ended_is_told_by_its_subject() -> None:
    assert ended() == ended(header={"typ": "JWT"}) == ended({"sid": "x"}) == "lucia"


@pytest.mark.parametrize(
    "given",
    [
        {"claims": {"nonce": NONCE}, "lacks": ""},
        {"without": "events"},
        {"claims": {"events": {}}},
        {"claims": {"events": [ENDED]}},
        {"claims": {"events": {ENDED: True}}},
        {"without": "jti"},
        {"claims": {"iss": "https://id.otra.mx"}},
        {"claims": {"aud": "otra"}},
        {"claims": {"aud": [CLIENT, "otra"]}},
        {"claims": {"sub": None}},
        {"claims": {"iat": moment(hours=-1)}},
        {"claims": {"exp": None}},
        {"header": {"typ": "at+jwt"}},
        {"token": "x.y.z"},
        {"token": "x" * (600 * 1024)},
    ],
    ids=str,
)
def test_whatever_else_ends_nobody_s(given: dict[str, Any]) -> None:
    with pytest.raises(SignOnRefused):
        ended(**given)


def test_neither_kind_of_token_is_taken_for_the_other() -> None:
    with pytest.raises(SignOnRefused):
        ended(token=signed())
    assert refused(signed({"jti": "1", "events": {ENDED: {}}}, {"typ": "logout+jwt"}, without="nonce")) == "token"
