"""The signature is that of the specification: the very values of its reference libraries come out."""

from datetime import UTC, datetime

import pytest

from engine.notifications.signing import key_of, message_id, secret_of, signature

# What the reference libraries of Standard Webhooks hold themselves to, in each of their languages.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID, MOMENT, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
SIGNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_what_is_signed_has_the_signature_of_the_specification() -> None:
    headers = signature([key_of(SECRET)], ID, datetime.fromtimestamp(MOMENT, UTC), BODY)
    assert headers == {"webhook-id": ID, "webhook-timestamp": str(MOMENT), "webhook-signature": SIGNED}


def test_two_keys_make_two_signatures_of_which_a_receiver_needs_to_know_one() -> None:
    at = datetime.fromtimestamp(MOMENT, UTC)
    other = bytes(range(32))
    both = signature([other, key_of(SECRET)], ID, at, BODY)["webhook-signature"].split(" ")
    assert both == [signature([other], ID, at, BODY)["webhook-signature"], SIGNED]


@pytest.mark.parametrize("wrong", ["", "whsec_", "whsec_%%%", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_c2hvcnQ="])
def test_what_is_no_secret_is_refused_without_being_repeated(wrong: str) -> None:
    with pytest.raises(ValueError) as refused:
        key_of(wrong)
    assert not wrong or wrong.removeprefix("whsec_") not in str(refused.value) or wrong == "whsec_"


def test_a_secret_is_the_key_that_it_was_made_of() -> None:
    assert key_of(secret_of(bytes(range(32)))) == bytes(range(32))


@pytest.mark.parametrize("key", ["GC-2026-0001.7", "cauce.log/abc.12"])
def test_no_part_of_what_is_signed_has_the_dot_that_parts_them(key: str) -> None:
    assert "." not in message_id(key)
