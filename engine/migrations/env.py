"""Alembic's entry: runs the scripts in the transaction that `engine.migrations` opened."""

from alembic import context

import engine.cache_versions
import engine.calendar.models
import engine.client_access.models
import engine.definitions.models
import engine.documents.models
import engine.form_drafts.models
import engine.history.models
import engine.identity.models
import engine.impact.models
import engine.instances.models
import engine.notifications.models
import engine.verification.models  # noqa: F401  (each import fills the metadata)
from engine.db import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
