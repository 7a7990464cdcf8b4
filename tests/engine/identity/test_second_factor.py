"""The second factor: codes of a device, each taken once; recovery codes; who takes it away; of whom it is asked."""

from datetime import datetime, timedelta

import pyotp
import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from engine.errors import NotAllowed, NotFound
from engine.identity import accounts, commands, passwords, record, second_factor, sessions
from engine.identity.models import recovery_codes
from engine.identity.second_factor import CODES, BadSecret, SecondFactorThere, WrongCode
from engine.identity.sessions import HALF_LASTS, Came, Way
from engine.identity.sign_in import (
    CODES as TRIES,
)
from engine.identity.sign_in import (
    CODES_A_DAY,
    BadCredentials,
    NotComingIn,
    TooManyAttempts,
    check_code,
    give_code,
    sign_in,
)
from engine.identity.throttle import WINDOW
from tests.engine.instances.test_concurrency import at_once, refusals
from tests.support import START, Company

pytestmark = pytest.mark.both_databases

PASSWORD = "cuatro palabras de más"
LATER = START + timedelta(minutes=2)
HALF_A_MINUTE = timedelta(seconds=30)
CAME = Came("10.0.0.1", "Firefox")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hash that costs next to nothing."""
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobodys.cache_clear()


@pytest.fixture
def secret(company: Company) -> str:
    """Comercial has a password and a second factor, set up at `START`."""
    made = second_factor.new_secret()
    with company.database.transaction() as connection:
        accounts.set_password(connection, "comercial", PASSWORD, actor="comercial", at=START)
        second_factor.set_up(connection, "comercial", made, code(made, START), at=START)
    return made


def code(secret: str, at: datetime) -> str:
    return str(pyotp.TOTP(secret).at(at))


def take(company: Company, given: str, at: datetime = LATER, person: str = "comercial") -> None:
    with company.database.transaction() as connection:
        second_factor.take(connection, person, given, at=at)


def half(company: Company, at: datetime = LATER) -> str:
    entered = sign_in(company.database, "comercial", PASSWORD, came=CAME, device=None, at=at)
    assert entered.half
    return entered.token


def give(company: Company, token: str, given: str, at: datetime = LATER, device: str | None = None) -> str:
    return give_code(company.database, token, given, came=CAME, device=device, at=at)


def changes(company: Company, most: int) -> list[tuple[str, str | None]]:
    with company.database.reading() as connection:
        return [(each.type, each.actor) for each in record.changes(connection, person_id="comercial", limit=most)]


def test_it_is_set_up_by_a_code_of_its_device_and_is_on_record(company: Company, secret: str) -> None:
    with company.database.reading() as connection:
        status = second_factor.status(connection, "comercial")
        assert second_factor.with_factor(connection) == {"comercial"}
    assert (status.since, status.left, status.wanted) == (START, CODES, ())
    assert changes(company, 2) == [("recovery_codes_made", "comercial"), ("second_factor_set", "comercial")]


def test_a_wrong_code_a_strange_secret_and_a_second_one_set_nothing_up(company: Company, secret: str) -> None:
    other = second_factor.new_secret()
    for person, given, proof, error in (
        ("preventa", other, "000000", WrongCode),
        ("preventa", "corta", "000000", BadSecret),
        ("preventa", other.lower(), "000000", BadSecret),
        ("comercial", other, code(other, START), SecondFactorThere),
        ("fantasma", other, code(other, START), NotFound),
    ):
        with pytest.raises(error), company.database.transaction() as connection:
            second_factor.set_up(connection, person, given, proof, at=START)
    take(company, code(secret, LATER))


def test_a_code_is_taken_once_and_none_from_before_it(company: Company, secret: str) -> None:
    take(company, code(secret, LATER))
    for given in (code(secret, LATER), code(secret, LATER - HALF_A_MINUTE)):
        with pytest.raises(WrongCode):
            take(company, given)
    take(company, code(secret, LATER + HALF_A_MINUTE))


def test_the_code_that_set_it_up_opens_nothing(company: Company, secret: str) -> None:
    with pytest.raises(WrongCode):
        take(company, code(secret, START), START)


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_a_clock_half_a_minute_off_is_no_matter(company: Company, secret: str, steps: int) -> None:
    take(company, code(secret, LATER + steps * HALF_A_MINUTE))


@pytest.mark.parametrize(
    "given", ["", "000000", "12345", "1234567", "１２３４５６", "²", "abcd-efgh-jkmn-pqrs", "\ud800"]
)
def test_what_is_no_code_is_refused(company: Company, secret: str, given: str) -> None:
    with pytest.raises(WrongCode):
        take(company, given)


@pytest.mark.parametrize("steps", [-2, 2, -1000])
def test_a_code_of_another_time_is_refused(company: Company, secret: str, steps: int) -> None:
    with pytest.raises(WrongCode):
        take(company, code(secret, LATER + steps * HALF_A_MINUTE), LATER)


def test_somebody_else_s_code_and_nobody_s_are_refused(company: Company, secret: str) -> None:
    with pytest.raises(WrongCode):
        take(company, code(secret, LATER), person="preventa")


def test_of_many_who_give_the_same_code_at_the_same_moment_one_gets_in(company: Company, secret: str) -> None:
    halves = [half(company) for _ in range(4)]
    given = code(secret, LATER)
    outcomes = at_once(company, *(lambda own, token=token: give(own, token, given) for token in halves))
    assert refusals(outcomes) == [WrongCode] * 3


def test_of_two_who_use_the_same_half_at_the_same_moment_one_gets_in(company: Company, secret: str) -> None:
    token = half(company)
    codes = code(secret, LATER), code(secret, LATER + HALF_A_MINUTE)
    outcomes = at_once(company, *(lambda own, given=given: give(own, token, given) for given in codes))
    assert len(refusals(outcomes)) == 1 and refusals(outcomes)[0] in (NotComingIn, WrongCode)


def test_a_recovery_code_works_once_however_it_is_typed_and_is_on_record(company: Company) -> None:
    made = second_factor.new_secret()
    with company.database.transaction() as connection:
        codes = second_factor.set_up(connection, "comercial", made, code(made, START), at=START)
    assert len(set(codes)) == CODES
    take(company, f" {codes[0].upper().replace('-', ' ')} ")
    with pytest.raises(WrongCode):
        take(company, codes[0])
    assert changes(company, 1) == [("recovery_code_used", "comercial")]
    with company.database.transaction() as connection:
        assert second_factor.status(connection, "comercial").left == CODES - 1
        stored = str(connection.execute(select(recovery_codes)).all())
        assert not any(each in stored for each in codes)
        second_factor.new_codes(connection, "comercial", at=LATER)
    with pytest.raises(WrongCode):
        take(company, codes[1])


def test_a_password_alone_opens_a_half_that_is_no_session_and_ends_soon(company: Company, secret: str) -> None:
    token = half(company)
    with company.database.reading() as connection:
        assert sessions.find(connection, token, at=LATER) is None
        assert sessions.open_of(connection, "comercial", at=LATER) == []
        found = sessions.find_half(connection, token, at=LATER)
    assert found is not None and found.id == "comercial"
    with pytest.raises(NotComingIn):
        give(company, token, code(secret, LATER), LATER + HALF_LASTS + HALF_A_MINUTE)
    whole = give(company, half(company), code(secret, LATER))
    with company.database.reading() as connection:
        acting = sessions.find(connection, whole, at=LATER)
        assert acting is not None and not acting.lacks_factor
        assert sessions.find_half(connection, whole, at=LATER) is None
    with pytest.raises(NotComingIn):
        give(company, whole, code(secret, LATER + HALF_A_MINUTE))


def test_a_half_ends_with_a_new_password_and_when_its_person_leaves(company: Company, secret: str) -> None:
    token = half(company)
    with company.database.transaction() as connection:
        accounts.set_password(connection, "comercial", PASSWORD, actor="administrador", at=LATER)
    with pytest.raises(NotComingIn):
        give(company, token, code(secret, LATER))
    token = half(company)
    with company.database.transaction() as connection:
        commands.deactivate(connection, "comercial", actor="administrador", at=LATER)
    with pytest.raises(NotComingIn):
        give(company, token, code(secret, LATER))


def test_guessing_codes_is_limited_for_the_person_over_all_places_and_by_the_day(company: Company, secret: str) -> None:
    def guess(times: int, at: datetime) -> None:
        for number in range(times):
            with pytest.raises(WrongCode):
                give(company, half(company, at), f"{number:06}x", at)

    at = LATER
    for _ in range(CODES_A_DAY // TRIES):
        guess(TRIES, at)
        with pytest.raises(TooManyAttempts):
            give(company, half(company, at), code(secret, at), at)
        at += WINDOW
    with pytest.raises(TooManyAttempts):
        give(company, half(company, at), code(secret, at), at)
    give(company, half(company, at), code(secret, at), at, device="known")
    with company.database.transaction() as connection:  # who lost their password to somebody begins anew
        accounts.set_password(connection, "comercial", PASSWORD, actor="administrador", at=at)
    give(company, half(company, at), code(secret, at + HALF_A_MINUTE), at)


def test_wrong_codes_of_who_is_in_already_count_too(company: Company, secret: str) -> None:
    check_code(company.database, "comercial", code(secret, LATER - HALF_A_MINUTE), device="session", at=LATER)
    for _ in range(TRIES):
        with pytest.raises(WrongCode):
            check_code(company.database, "comercial", "nada", device="session", at=LATER)
    with pytest.raises(TooManyAttempts):
        check_code(company.database, "comercial", code(secret, LATER), device="session", at=LATER)


def test_an_administrator_takes_it_away_by_which_sessions_end_and_others_do_not(company: Company, secret: str) -> None:
    token = give(company, half(company), code(secret, LATER))
    with pytest.raises(NotAllowed), company.database.transaction() as connection:
        second_factor.remove(connection, "comercial", actor="preventa", at=LATER)
    with company.database.transaction() as connection:
        second_factor.remove(connection, "comercial", actor="administrador", at=LATER)
        second_factor.remove(connection, "comercial", actor="administrador", at=LATER)
        assert sessions.find(connection, token, at=LATER) is None
        assert second_factor.status(connection, "comercial").left == 0
    assert changes(company, 1) == [("second_factor_removed", "administrador")]
    assert not sign_in(company.database, "comercial", PASSWORD, came=CAME, device=None, at=LATER).half


def test_a_role_asks_for_it_from_then_on_of_who_came_in_by_a_password(company: Company) -> None:
    with company.database.transaction() as connection:
        accounts.set_password(connection, "comercial", PASSWORD, actor="comercial", at=START)
        tokens = {way: sessions.begin(connection, "comercial", at=START, way=way) for way in Way}
        other = sessions.begin(connection, "preventa", at=START)
        with pytest.raises(NotAllowed):
            second_factor.guard_role(connection, "comercial", True, actor="comercial", at=START)
        with pytest.raises(NotFound):
            second_factor.guard_role(connection, "fantasma", True, actor="administrador", at=START)
        for _ in range(2):
            second_factor.guard_role(connection, "comercial", True, actor="administrador", at=START)

    def lacks(token: str) -> bool:
        with company.database.reading() as connection:
            found = sessions.find(connection, token, at=START)
        assert found is not None
        return found.lacks_factor

    assert [way for way, token in tokens.items() if lacks(token)] == [Way.PASSWORD]
    assert not lacks(other)
    made = second_factor.new_secret()
    with company.database.transaction() as connection:
        assert second_factor.status(connection, "comercial").wanted == ("Comercial",)
        assert second_factor.guarded(connection) == {"comercial"}
        second_factor.set_up(connection, "comercial", made, code(made, START), at=START)
    assert not lacks(tokens[Way.PASSWORD])
    with company.database.transaction() as connection:
        second_factor.remove(connection, "comercial", actor="comercial", at=START)
    assert lacks(tokens[Way.PASSWORD])
    with company.database.transaction() as connection:
        second_factor.guard_role(connection, "comercial", False, actor="administrador", at=START)
    assert not lacks(tokens[Way.PASSWORD])


def test_a_password_that_is_wrong_says_nothing_of_a_second_factor(company: Company, secret: str) -> None:
    with pytest.raises(BadCredentials):
        sign_in(company.database, "comercial", "no es esta", came=CAME, device=None, at=LATER)


def test_of_two_who_set_one_up_at_the_same_moment_one_does(company: Company) -> None:
    def set_up(own: Company) -> None:
        made = second_factor.new_secret()
        with own.database.transaction() as connection:
            second_factor.set_up(connection, "preventa", made, code(made, START), at=START)

    assert refusals(at_once(company, set_up, set_up, set_up)) == [SecondFactorThere] * 2


def test_of_many_who_use_the_same_recovery_code_at_the_same_moment_one_gets_in(company: Company) -> None:
    made = second_factor.new_secret()
    with company.database.transaction() as connection:
        codes = second_factor.set_up(connection, "comercial", made, code(made, START), at=START)
    assert refusals(at_once(company, *[lambda own: take(own, codes[0])] * 4)) == [WrongCode] * 3


def test_ending_all_sessions_ends_the_one_that_is_about_to_begin(company: Company, secret: str) -> None:
    token = half(company)

    def come_in(own: Company) -> None:
        give(own, token, code(secret, LATER))

    def reset(own: Company) -> None:
        with own.database.transaction() as connection:
            accounts.set_password(connection, "comercial", "otras palabras distintas", actor="administrador", at=LATER)

    at_once(company, come_in, reset)
    with company.database.reading() as connection:
        assert sessions.open_of(connection, "comercial", at=LATER) == []


def test_a_browser_may_call_itself_whatever_it_likes(company: Company) -> None:
    with company.database.transaction() as connection:
        sessions.begin(connection, "comercial", at=START, came=Came("\x00::1", "A\x00\u202e\ud800" + "x" * 5_000))
        (found,) = sessions.open_of(connection, "comercial", at=START)
    assert found.address == "::1" and found.agent.startswith("Ax") and len(found.agent) == 300
