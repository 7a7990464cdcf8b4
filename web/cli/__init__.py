"""The `cauce` command.

Exit codes: 0 done, 1 refused with a clear message, 2 wrong usage. Nothing a person can cause ends in a traceback.
"""

from web.cli import definitions, people, site, work, worker
from web.cli.context import main

for command in (*work.COMMANDS, *definitions.COMMANDS, *people.COMMANDS, *site.COMMANDS, *worker.COMMANDS):
    main.add_command(command)

__all__ = ["main"]
