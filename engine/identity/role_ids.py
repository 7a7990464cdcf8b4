"""The roles that Cauce itself gives rights to. Whatever other roles there are, a procedure names and staffs.

The rights over versions of procedures are no roles: `engine.identity.rights`.
"""

ADMINISTRATOR = "administrador"
"""Registers people, and stands in where nobody holds a role that has work."""
AUDITOR = "auditor"
"""Replays and verifies histories, and takes their evidence away."""
