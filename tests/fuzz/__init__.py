"""Requests that nobody means: every route as every role, with hostile addresses, headers and forms. None is a fault.

The same seed asks the same. The suite asks some hundreds, ``python -m tests.fuzz --requests 100000`` more, and with
``--database postgresql://…`` an empty database of PostgreSQL.
"""
