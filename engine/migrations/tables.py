"""Every table of the schema: importing this module fills `engine.db.metadata`."""

import engine.answered
import engine.audits.models
import engine.cache_versions
import engine.calendar.models
import engine.client_access.models
import engine.definitions.models
import engine.documents.models
import engine.facts.models
import engine.form_drafts.models
import engine.history.models
import engine.identity.models
import engine.impact.models
import engine.indicators.models
import engine.installation.models
import engine.instances.models
import engine.notifications.models
import engine.policies.models
import engine.records.models
import engine.replay.models
import engine.sampling.models
import engine.sign_on.models
import engine.telling.models
import engine.verification.models
import engine.webhooks.models  # noqa: F401  (each import fills the metadata)
from engine.db import metadata

TABLES = metadata.sorted_tables
"""The tables, each after those that it refers to."""
