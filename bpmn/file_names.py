"""Names of files as they may stand on a page, in a record and in a download. Pure."""

import re
from pathlib import PurePath

# Control characters; what turns the direction of writing, by which `fdp.exe` reads as `exe.pdf`; what nobody sees
# (spaces without width, tags, soft hyphens); halves of characters. Joiners stay: scripts and pictures need them.
UNUSABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f/\\\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
    r"|[\U000e0000-\U000e007f]"
)
LONGEST = 200


def usable_name(given: str) -> str:
    """A name without folders and without what cannot be seen for what it is; long ones keep their suffix."""
    name = UNUSABLE.sub("", re.split(r"[/\\]", given)[-1]).strip() or "archivo"
    suffix = PurePath(name).suffix[:20]
    return name if len(name) <= LONGEST else name[: LONGEST - len(suffix)] + suffix
