"""Alembic's entry: runs the scripts in the transaction that `engine.migrations` was given."""

from alembic import context

import engine.migrations.tables  # noqa: F401  (fills the metadata)
from engine.db import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
