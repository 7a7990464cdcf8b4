"""What the doctor says of the provider of identities, with a real one."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from engine.clock import system_clock
from engine.doctor import sign_on
from engine.doctor.findings import Finding, Level
from engine.settings import Settings
from tests.provider import Provider
from tests.support import Company

SITE = "https://cauce.empresa.mx"


def said(settings: Settings, **apart: float) -> list[Finding]:
    return list(sign_on.provider(settings, system_clock() + timedelta(**apart)))


@pytest.fixture
def settings(provider: Provider) -> Settings:
    provider.registers(SITE)
    return Settings("sqlite://", base_url=SITE, sign_on=provider.settings())


def test_a_provider_that_knows_us_is_well_and_told_where_people_come_back_to(settings: Settings) -> None:
    (found,) = said(settings)
    assert found.level is Level.GOOD
    assert str(found.message).endswith("It must send people back to https://cauce.empresa.mx/entrar/empresa/regreso.")


def test_nothing_is_said_of_none() -> None:
    assert said(Settings("sqlite://")) == []


@pytest.mark.parametrize(
    ("given", "message", "advice"),
    [
        ({"client_secret": "another"}, "invalid_client", "CAUCE_OIDC_CLIENT_SECRET"),
        ({"client_id": "another"}, "invalid_client", "CAUCE_OIDC_CLIENT_ID"),
        ({"issuer": "http://localhost:1"}, "does not answer: ", "that it runs"),
    ],
)
def test_what_is_set_wrongly_is_told_with_the_name_of_the_setting(
    settings: Settings, given: dict[str, Any], message: str, advice: str
) -> None:
    assert settings.sign_on is not None
    (found,) = said(replace(settings, sign_on=replace(settings.sign_on, **given)))
    assert found.level is Level.WRONG and message in str(found.message) and advice in str(found.advice)


def test_the_name_of_the_provider_is_taken_to_the_letter(settings: Settings) -> None:
    ours = settings.sign_on
    assert ours is not None
    (found,) = said(replace(settings, sign_on=replace(ours, issuer=f"{ours.issuer}/")))
    assert f"calls itself {ours.issuer}," in str(found.message) and "to the letter" in str(found.advice)


@pytest.mark.parametrize(("apart", "level"), [(60, Level.WARNING), (-60, Level.WARNING), (600, Level.WRONG)])
def test_a_clock_that_is_another_is_told(settings: Settings, apart: int, level: Level) -> None:
    found = said(settings, seconds=apart)[-1]
    assert found.level is level and "seconds from this one" in str(found.message)


def test_what_it_does_not_list_is_told(settings: Settings) -> None:
    ours = settings.sign_on
    assert ours is not None
    found = said(replace(settings, sign_on=replace(ours, scopes=("openid", "roles"), groups_claim="realm.roles")))
    assert [each.level for each in found] == [Level.GOOD, Level.WARNING, Level.WARNING]
    assert "roles." in str(found[1].message) and "claim realm," in str(found[2].message)


def test_roles_that_are_not_there_and_a_site_that_nobody_could_administer_are_told(
    sqlite_company: Company, settings: Settings
) -> None:
    def mapped(roles: dict[str, frozenset[str]], *, local: bool) -> list[Level]:
        assert settings.sign_on is not None
        given = replace(settings, sign_on=replace(settings.sign_on, roles=roles), local_accounts=local)
        with sqlite_company.database.reading() as connection:
            return [each.level for each in sign_on.mapping(connection, given)]

    assert mapped({"a": frozenset({"comercial"})}, local=True) == []
    assert mapped({"a": frozenset({"administrador"})}, local=False) == []
    assert mapped({"a": frozenset({"volador"})}, local=False) == [Level.WARNING, Level.WRONG]
