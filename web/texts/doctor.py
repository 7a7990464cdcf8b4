"""The words for what the doctor finds."""

from bpmn.messages import lazy_gettext
from engine.doctor import accounts, around, machine, sign_on, store, work
from engine.doctor.findings import Level

LEVELS = {
    Level.GOOD: lazy_gettext("well"),
    Level.WARNING: lazy_gettext("note well"),
    Level.WRONG: lazy_gettext("WRONG"),
}
SUBJECTS = {
    machine.VERSIONS: lazy_gettext("versions"),
    machine.DISK: lazy_gettext("disk"),
    machine.KEY: lazy_gettext("key"),
    machine.KEPT: lazy_gettext("kept seal"),
    store.DATABASE: lazy_gettext("database"),
    store.SCHEMA: lazy_gettext("schema"),
    store.CLOCK: lazy_gettext("clock"),
    work.WORKERS: lazy_gettext("workers"),
    work.LETTERS: lazy_gettext("letters"),
    work.TIMERS: lazy_gettext("timers"),
    work.VERIFICATION: lazy_gettext("verification"),
    work.SEALS: lazy_gettext("seals"),
    work.ALARMS: lazy_gettext("alarms"),
    around.MAIL: lazy_gettext("mail"),
    around.SITE: lazy_gettext("site"),
    around.PROXY: lazy_gettext("proxy"),
    around.SCANNER: lazy_gettext("scanner"),
    accounts.ACCOUNTS: lazy_gettext("accounts"),
    sign_on.SIGN_ON: lazy_gettext("sign-on"),
}
"""What a finding is about; with ``--json`` it is called by its own name."""
