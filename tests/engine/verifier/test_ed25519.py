"""Signatures, judged by the stand-alone verifier's own arithmetic."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from engine.verifier.ed25519 import ed25519_verifies


def test_signatures_are_judged_as_another_program_judges_them() -> None:
    for number in range(8):
        key = Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)
        public, message = key.public_key().public_bytes_raw(), b"mensaje" * number
        signature = key.sign(message)
        assert ed25519_verifies(public, signature, message)
        for bad in (signature[:-1], signature[:32] + bytes(32), bytes(64), signature[:63] + b"\xff"):
            assert not ed25519_verifies(public, bad, message)
        assert not ed25519_verifies(public, signature, message + b".")
        assert not ed25519_verifies(b"\xff" * 32, signature, message)


def test_it_takes_the_example_of_rfc_8032() -> None:
    """Section 7.1, test 2."""
    public = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
    signature = bytes.fromhex(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )
    assert ed25519_verifies(public, signature, b"\x72")
