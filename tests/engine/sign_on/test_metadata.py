"""Which metadata of a provider will do."""

from typing import Any

import pytest

from engine.sign_on.errors import ProviderWrong
from engine.sign_on.metadata import Metadata, address_of, metadata_of

ISSUER = "https://id.empresa.mx/realms/empresa"
GIVEN: dict[str, Any] = {
    "issuer": ISSUER,
    "authorization_endpoint": f"{ISSUER}/auth",
    "token_endpoint": "https://tokens.empresa.mx/token?v=2",
    "jwks_uri": f"{ISSUER}/keys",
}


def read(**given: Any) -> Metadata:
    return metadata_of({**GIVEN, **given}, ISSUER)


def test_the_least_that_a_provider_says_is_enough() -> None:
    found = read()
    assert (found.token, found.way) == ("https://tokens.empresa.mx/token?v=2", "client_secret_basic")
    assert (found.userinfo, found.end_session, found.says_issuer) == (None, None, False)


def test_the_secret_is_shown_in_the_way_that_it_takes() -> None:
    def way(*ways: str) -> str:
        return read(token_endpoint_auth_methods_supported=list(ways)).way

    assert way("private_key_jwt", "client_secret_basic") == "client_secret_basic"
    assert way("client_secret_basic", "client_secret_post") == "client_secret_post"


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        ({"issuer": ISSUER + "/"}, "issuer"),
        ({"issuer": None}, "issuer"),
        ({"token_endpoint": "http://id.empresa.mx/token"}, "endpoint"),
        ({"token_endpoint": "https://usuario:clave@id.empresa.mx/token"}, "endpoint"),
        ({"authorization_endpoint": "javascript:alert(1)"}, "endpoint"),
        ({"authorization_endpoint": "/auth"}, "endpoint"),
        ({"authorization_endpoint": "https://id.empresa.mx/auth\r\nX: 1"}, "endpoint"),
        ({"authorization_endpoint": "https://[id/auth"}, "endpoint"),
        ({"jwks_uri": None}, "endpoint"),
        ({"jwks_uri": "file:///etc/passwd"}, "endpoint"),
        ({"end_session_endpoint": "http://id.empresa.mx/leave"}, "endpoint"),
        ({"userinfo_endpoint": 7}, "endpoint"),
        ({"id_token_signing_alg_values_supported": ["HS256", "none"]}, "unsupported"),
        ({"token_endpoint_auth_methods_supported": ["tls_client_auth"]}, "unsupported"),
        ({"response_types_supported": ["id_token"]}, "unsupported"),
    ],
)
def test_what_will_not_do_is_told_by_what_it_is(given: dict[str, Any], kind: str) -> None:
    with pytest.raises(ProviderWrong) as caught:
        read(**given)
    assert caught.value.details["kind"] == kind


@pytest.mark.parametrize("found", [None, [], "x", 7])
def test_what_is_no_metadata_is_no_provider(found: object) -> None:
    with pytest.raises(ProviderWrong):
        metadata_of(found, ISSUER)


def test_on_this_machine_http_will_do() -> None:
    here = {name: str(value).replace("https://id.empresa.mx", "http://localhost:8080") for name, value in GIVEN.items()}
    assert metadata_of(here, here["issuer"]).keys == "http://localhost:8080/realms/empresa/keys"


def test_metadata_stand_under_the_name_of_the_issuer() -> None:
    for issuer in (ISSUER, ISSUER + "/"):
        assert address_of(issuer) == f"{ISSUER}/.well-known/openid-configuration"
