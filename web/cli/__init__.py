"""The `cauce` command.

Exit codes: 0 done, 1 refused with a clear message, 2 wrong usage. Nothing a person can cause ends in a traceback.
"""

from web.cli import calendar, definitions, links, people, rebuild, site, verify, work, worker
from web.cli.context import main
from web.cli.language import in_spanish

for module in (work, links, definitions, people, calendar, site, worker, verify, rebuild):
    for command in module.COMMANDS:
        main.add_command(command)

in_spanish(main)

__all__ = ["main"]
