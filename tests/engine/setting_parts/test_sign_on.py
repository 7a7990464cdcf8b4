"""The settings of sign-on: what is wrong stops the start, with its name."""

from pathlib import Path

import pytest

from engine.errors import BadSetting
from engine.setting_parts.sign_on import SignOn
from engine.settings import Settings

GIVEN = {
    "CAUCE_BASE_URL": "https://cauce.empresa.mx",
    "CAUCE_OIDC_ISSUER": "https://id.empresa.mx/realms/empresa",
    "CAUCE_OIDC_CLIENT_ID": "cauce",
    "CAUCE_OIDC_CLIENT_SECRET": "secreto",
}


def roles(tmp_path: Path, content: str | bytes) -> dict[str, str]:
    file = tmp_path / "roles.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return {**GIVEN, "CAUCE_OIDC_ROLES": str(file)}


def test_without_a_provider_people_come_in_by_a_password() -> None:
    found = Settings.from_env({})
    assert (found.sign_on, found.local_accounts) == (None, True)


def test_a_provider_is_its_name_and_what_we_are_to_it() -> None:
    found = Settings.from_env(GIVEN).sign_on
    assert found == SignOn("https://id.empresa.mx/realms/empresa", "cauce", "secreto")
    assert found is not None and "secreto" not in repr(found)
    more = {"CAUCE_OIDC_NAME": " Empresa ", "CAUCE_OIDC_SCOPES": "openid  groups", "CAUCE_OIDC_LINK_BY_EMAIL": "yes"}
    known = Settings.from_env({**GIVEN, **more, "CAUCE_OIDC_GROUPS_CLAIM": "realm_access.roles"}).sign_on
    assert known is not None
    assert (known.name, known.scopes, known.links_by_email, known.groups_claim) == (
        "Empresa", ("openid", "groups"), True, "realm_access.roles",
    )  # fmt: skip


def test_groups_are_named_to_the_letter_and_give_roles(tmp_path: Path) -> None:
    content = r'{"ventas": "comercial", "CN=TI,OU=\\#México, norte": ["administrador", "auditor"], "nada": []}'
    found = Settings.from_env(roles(tmp_path, content)).sign_on
    assert found is not None and found.governed == {"comercial", "administrador", "auditor"}
    assert found.roles == {
        "ventas": {"comercial"}, "CN=TI,OU=\\#México, norte": {"administrador", "auditor"}, "nada": frozenset(),
    }  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "ventas: comercial",
        '{"ventas": 7}',
        '{"ventas": [7]}',
        '{"ventas": ""}',
        '{"": "comercial"}',
        '{"a\\u0000": "comercial"}',
        '{"ventas": "comercial", "ventas": "auditor"}',
        b"\xff",
        "[" * 100_000,
        '{"ventas": "comercial"}' + " " * 1_100_000,
    ],
    ids=range(12),
)
def test_a_file_of_roles_that_says_nothing_clear_is_refused(tmp_path: Path, content: str | bytes) -> None:
    with pytest.raises(BadSetting) as caught:
        Settings.from_env(roles(tmp_path, content))
    assert caught.value.details["name"] == "CAUCE_OIDC_ROLES"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CAUCE_OIDC_ISSUER", "http://id.empresa.mx"),
        ("CAUCE_OIDC_ISSUER", "https://id.empresa.mx?realm=x"),
        ("CAUCE_OIDC_ISSUER", "https://u:p@id.empresa.mx"),
        ("CAUCE_OIDC_ISSUER", ""),
        ("CAUCE_OIDC_CLIENT_ID", None),
        ("CAUCE_OIDC_CLIENT_ID", " "),
        ("CAUCE_OIDC_CLIENT_SECRET", None),
        ("CAUCE_OIDC_CLIENT_SECRET", "con\nlínea"),
        ("CAUCE_OIDC_NAME", " "),
        ("CAUCE_OIDC_NAME", "x" * 61),
        ("CAUCE_OIDC_SCOPES", "profile"),
        ("CAUCE_OIDC_GROUPS_CLAIM", ""),
        ("CAUCE_OIDC_LINK_BY_EMAIL", "si"),
        ("CAUCE_OIDC_ROLES", "/nowhere/roles.json"),
        ("CAUCE_LOCAL_ACCOUNTS", "off"),
        ("CAUCE_BASE_URL", None),
    ],
)
def test_what_is_wrong_or_missing_is_told_by_name_and_without_the_secret(name: str, value: str | None) -> None:
    given = {key: each for key, each in {**GIVEN, name: value}.items() if each is not None}
    with pytest.raises(BadSetting) as caught:
        Settings.from_env(given)
    assert caught.value.details["name"] == name and "secreto" not in str(caught.value)


def test_a_site_that_nobody_could_come_into_is_not_begun() -> None:
    with pytest.raises(BadSetting):
        Settings.from_env({"CAUCE_LOCAL_ACCOUNTS": "no"})
    assert Settings.from_env({**GIVEN, "CAUCE_LOCAL_ACCOUNTS": "no"}).local_accounts is False
    with pytest.raises(BadSetting) as caught:  # whoever sets it believes that there is a provider
        Settings.from_env({"CAUCE_OIDC_CLIENT_ID": "cauce"})
    assert caught.value.details["name"] == "CAUCE_OIDC_ISSUER"
