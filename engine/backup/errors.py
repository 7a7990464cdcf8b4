"""What may be wrong with a backup, or with restoring one."""

from engine.errors import Conflict, EngineFault, Invalid


class BackupUnwritable(EngineFault):
    """The file cannot be written; nothing is left of it. Details: `path`, `reason`; `kind`, ``exists`` where
    another is there."""

    code = "backup_unwritable"


class BadBackup(Invalid):
    """The file is no backup, or not a whole one. Details: `path`, `reason`."""

    code = "bad_backup"


class BackupOfNewer(Invalid):
    """A newer version of Cauce made the backup. Details: `found`, `expected` (revisions of the schema)."""

    code = "backup_of_newer"


class DatabaseNotEmpty(Conflict):
    """Backups are restored into an empty database only. Details: `tables`, of another program; `kind`, ``ours``
    where it is Cauce's already."""

    code = "database_not_empty"


class BackupRolledBack(Conflict):
    """The checkpoint that is kept outside the database is of after the backup. Details: `path`, `kept` and `found` (how
    many entries the log had)."""

    code = "backup_rolled_back"


class BackupOfAnotherLog(Conflict):
    """The checkpoint that is kept outside the database is not of the log in the backup. Details: `path`, `problems`."""

    code = "backup_of_another_log"
