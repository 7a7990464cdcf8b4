"""Which passwords many people have. Pure, but for the list that it reads once.

`common_passwords.txt` is the list of passwords of zxcvbn-ts (`@zxcvbn-ts/language-common` 4.1.3, MIT, copyright Dan
Wheeler and Dropbox, Inc., and @zxcvbn-ts; NOTICE-third-party.md), in lower case: of each what is left without digits
and signs around it, where that has four letters or more, and all of it where it has twelve characters or more, for no
shorter one is taken anyway. `common_passwords_here.txt` is of this house: what people in a Mexican office choose.
"""

import re
import unicodedata
from collections.abc import Collection
from functools import cache
from importlib.resources import files

_ROWS = (
    "1234567890",
    "qwertyuiopasdfghjklñzxcvbnm",
    "qwertyuiopasdfghjklzxcvbnm",
    "abcdefghijklmnopqrstuvwxyz",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "1q2w3e4r5t6y7u8i9o0p",
)  # fmt: skip
_AS_LETTERS = str.maketrans("013457@$!€", "oleastasie")
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_ROW = 6  # keys in a row
_KNOWN_ENOUGH = 5  # letters of a name or an address below which it may well be part of anything


def is_common(password: str, theirs: Collection[str] = ()) -> bool:
    """Whether a password is one that many have, with digits and signs around it or in place of letters, one such thing
    several times, or a row of keys; `theirs` are texts that everybody knows of its person."""
    plain = _bare(password)
    joined = "".join(each for each in plain if each.isalnum())
    wholes = {plain, joined, _unit(plain), _unit(joined)}
    cores = {_core(each) for each in wholes}
    cores |= {each.translate(_AS_LETTERS) for each in wholes | cores}
    known = _list() | {_bare(each) for each in _known(theirs)}
    return not known.isdisjoint(wholes | cores) or _is_a_row(joined) or _is_a_row(_core(joined))


def _bare(text: str) -> str:
    """Without case, accents and spaces: what somebody types who has heard it."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in parts if not unicodedata.combining(each) and not each.isspace())


def _core(plain: str) -> str:
    """What is left without digits and signs around it."""
    return _AROUND.sub("", plain)


def _unit(plain: str) -> str:
    """What a text repeats; itself where it repeats nothing."""
    at = (plain + plain).find(plain, 1)
    return plain[:at]


def _is_a_row(plain: str) -> bool:
    """Whether a text is keys or letters in a row, forwards or backwards, from any of them, again from the beginning."""
    for row in _ROWS:
        endless = row * (len(plain) // len(row) + 2)
        if len(plain) >= _ROW and (plain in endless or plain[::-1] in endless):
            return True
    return False


def _known(theirs: Collection[str]) -> set[str]:
    """A person's names and address, each word of them alone and all together."""
    found = set()
    for text in theirs:
        words = [each for each in re.split(r"[\s@._-]+", text) if len(each) >= _KNOWN_ENOUGH]
        found.update([*words, "".join(words), text, text.partition("@")[0]] if words else [])
    return {each for each in found if len(each) >= _KNOWN_ENOUGH}


@cache
def _list() -> frozenset[str]:
    folder = files(__package__)
    return frozenset(
        word
        for name in ("common_passwords.txt", "common_passwords_here.txt")
        for word in (folder / name).read_text(encoding="utf-8").split()
    )
