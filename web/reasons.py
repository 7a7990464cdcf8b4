"""What systems and drivers say of a failure, in the reader's words.

An error keeps the text of whoever failed (`reason`), which logs show as it came. People are shown what it means: that
text is English, names sockets and error numbers, and is the same on no two versions of a server.
"""

import re

from bpmn.messages import Message, lazy_gettext

_KNOWN: tuple[tuple[str, Message], ...] = (
    (
        r'server at "(?P<host>[^"]+)".*, port (?P<port>\d+) failed: Connection refused',
        lazy_gettext("nobody listens at {host}, port {port}"),
    ),
    (
        r'server on socket "(?P<path>[^"]+)" failed: (?:No such file|Connection refused)',
        lazy_gettext("nobody listens at {path}"),
    ),
    (
        r'password authentication failed for user "(?P<user>[^"]*)"',
        lazy_gettext("the server knows no user {user} with that password"),
    ),
    (
        r"no password supplied",
        lazy_gettext("the server asks for a password, and none is in CAUCE_DATABASE_URL, PGPASSWORD or PGPASSFILE"),
    ),
    (r'database "(?P<name>[^"]*)" does not exist', lazy_gettext("that server has no database {name}")),
    (r'role "(?P<user>[^"]*)" does not exist', lazy_gettext("that server has no user {user}")),
    (r"no pg_hba.conf entry", lazy_gettext("the server lets that user in from nowhere that this is (pg_hba.conf)")),
    (
        r"permission denied for (?:schema|table|database|sequence|function|relation)",
        lazy_gettext("its user may not do that in it; make that user the owner of the database"),
    ),
    (
        r"(?:failed to resolve host|could not translate host name) ['\"](?P<host>[^'\"]+)",
        lazy_gettext("the name {host} is not known on this network"),
    ),
    (
        r"remaining connection slots|too many clients|too many connections",
        lazy_gettext("it has no connection left: raise max_connections, or start fewer processes"),
    ),
    (r"timeout expired|timed out", lazy_gettext("nothing came back in time")),
    (r"starting up", lazy_gettext("it is starting up")),
    (r"shutting down", lazy_gettext("it is shutting down")),
    (
        r"server closed the connection|terminating connection|connection is lost",
        lazy_gettext("the connection was cut off"),
    ),
    (r"No space left on device|disk is full", lazy_gettext("the disk is full")),
    (
        r"unable to open database file",
        lazy_gettext("the user that runs this may not open its file, or not make it in that folder"),
    ),
    (r"disk I/O error", lazy_gettext("the disk is full, or it fails")),
    (r"file is not a database", lazy_gettext("its file is no database of SQLite")),
    (r"readonly database", lazy_gettext("the user that runs this may not write to its file and its folder")),
    (r"database is locked", lazy_gettext("somebody else is writing to it")),
    (r"Permission denied|Operation not permitted", lazy_gettext("the user that runs this may not")),
    (r"Is a directory", lazy_gettext("it is a folder")),
    (r"Not a directory", lazy_gettext("part of the path is no folder")),
    (r"No such file or directory", lazy_gettext("it is not there, or its folder is not")),
    (r"File exists", lazy_gettext("it is there already")),
    (r"Read-only file system", lazy_gettext("nothing may be written on that disk")),
    (r"File too large", lazy_gettext("the file grew larger than this system allows")),
    (r"Address already in use", lazy_gettext("another program listens there")),
    (r"Cannot assign requested address", lazy_gettext("this machine does not have that address")),
    (
        r"Name or service not known|Temporary failure in name resolution",
        lazy_gettext("that name is not known on this network"),
    ),
    (r"No route to host|Network is unreachable", lazy_gettext("no way leads there from this machine")),
    (r"Connection refused", lazy_gettext("nobody listens there")),
    (r"certificate has expired", lazy_gettext("its certificate has run out")),
    (
        r"certificate is not valid for|[Hh]ostname mismatch|IP address mismatch",
        lazy_gettext("its certificate is for another name"),
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|certificate verify failed",
        lazy_gettext("this machine trusts no authority that vouches for its certificate"),
    ),
    (r"WRONG_VERSION_NUMBER|wrong version number|RECORD_LAYER_FAILURE", lazy_gettext("nobody speaks https there")),
    (r"File is not a zip file", lazy_gettext("it is no zip file, or its end is missing")),
    (r"Bad CRC-32 for file '(?P<name>[^']+)'", lazy_gettext("its part {name} is not as it was written")),
    (r"There is no item named '(?P<name>[^']+)'", lazy_gettext("its part {name} is missing")),
    (
        r"SMTP AUTH extension not supported|No suitable authentication method",
        lazy_gettext("it takes no password by this kind of connection"),
    ),
    (r"SMTPAuthenticationError", lazy_gettext("it does not take that user and password")),
)


_NAMED = re.compile(r"([^\[\]:\n]+): (?:No such file|Is a directory|Not a directory|Permission denied)")
"""What the engine itself says of a file: which, and what the system says of it."""


def in_words(reason: str) -> Message:
    """What a reason means, where it is known; else the reason as it came, on one line."""
    for pattern, meaning in _KNOWN:
        if (found := re.search(pattern, reason, re.DOTALL)) is not None:
            meaning = meaning.with_values(found.groupdict())
            named = _NAMED.match(reason)
            return meaning if named is None else Message("{path}: {meaning}", {"path": named[1], "meaning": meaning})
    return Message("{reason}", {"reason": " ".join(reason.split())})


def worded(message: Message) -> Message:
    """The same message, with the `reason` among its values in words."""
    reason = message.values.get("reason")
    return message.with_values({**message.values, "reason": in_words(reason)}) if isinstance(reason, str) else message
