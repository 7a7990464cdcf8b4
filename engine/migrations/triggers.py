"""Triggers that migrations set on tables: refusing to change what is recorded, and giving stamps another value."""

from alembic import op


def refuse(table: str, operation: str, of: str | None = None) -> None:
    """Let the database refuse every UPDATE, or every DELETE, of `table`; with `of` only that of these columns."""
    name = f"{table}_refuse_{operation.lower()}"
    when = f"{operation} OF {of}" if of else operation
    text = f"{table}: {operation} refused, what is recorded stays as it is"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER {name} BEFORE {when} ON {table} BEGIN SELECT RAISE(ABORT, '{text}'); END")
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{text}' USING ERRCODE = 'restrict_violation'; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")
    if operation == "DELETE":
        op.execute(f"CREATE TRIGGER {name}_all BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {name}()")


def allow_disposal() -> None:
    """Let the content of a version be taken away, and nothing else of it be changed, together with its disposal.

    The diagram becomes empty in the statement that makes the status ``disposed``; its forms may be deleted after that.
    Number, digest and whatever else tells of the version stay refused.
    """
    sqlite = op.get_bind().dialect.name == "sqlite"
    on = "" if sqlite else " ON process_versions"
    op.execute(f"DROP TRIGGER process_versions_refuse_update{on}")
    op.execute("DROP TRIGGER process_forms_refuse_delete" + ("" if sqlite else " ON process_forms"))
    if not sqlite:  # that of process_forms goes on refusing TRUNCATE
        op.execute("DROP FUNCTION process_versions_refuse_update()")
    refuse(
        "process_versions",
        "UPDATE",
        of="process_id, number, name, description, digest, parts, deployed_by, deployed_at",
    )
    for name, when, table, allowed in (
        ("process_versions_refuse_content", "UPDATE OF source", "process_versions",
         "NEW.status = 'disposed' AND length(NEW.source) = 0"),
        ("process_forms_refuse_disposal", "DELETE", "process_forms",
         "EXISTS (SELECT 1 FROM process_versions WHERE id = OLD.version_id AND status = 'disposed')"),
    ):  # fmt: skip
        text = f"{table}: refused, only the disposal of a version takes its content away"
        _unless(name, when, table, allowed, text)


def allow_disposal_of_values() -> None:
    """Let an event lose what is disposed of, once, behind the event of its instance that says so, and nothing else of
    it be changed; and let the files go that no event names any more."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    for table, name in (("events", "update"), ("recorded_files", "delete")):
        op.execute(f"DROP TRIGGER {table}_refuse_{name}" + ("" if sqlite else f" ON {table}"))
    if not sqlite:  # that of recorded_files goes on refusing TRUNCATE
        op.execute("DROP FUNCTION events_refuse_update()")
    refuse_update_of_events()
    refuse_forgetting()


def refuse_update_of_events(*more: str) -> None:
    """Refuse every change of an event but the disposal of its values; `more` are columns that the table has besides
    those it began with.

    What of an event may go depends on its type, which only the registry knows; here it can lose keys of its data and
    get none, and whether what is left is what it committed to, verification shows.
    """
    sqlite = op.get_bind().dialect.name == "sqlite"
    same = " AND ".join(
        f'NEW."{column}" {"IS" if sqlite else "IS NOT DISTINCT FROM"} OLD."{column}"'
        for column in (
            "instance_id", "seq", "type", "scope", "element", "pass", "index", "actor", "role", "channel", "at",
            "clock", "commitment", "prev_hash", "hash", *more,
        )
    )  # fmt: skip
    told = "EXISTS (SELECT 1 FROM events WHERE instance_id = OLD.instance_id AND seq > OLD.seq AND type = '{type}')"
    left = (
        "NOT EXISTS (SELECT 1 FROM json_each(NEW.data) AS now WHERE NOT EXISTS "
        "(SELECT 1 FROM json_each(OLD.data) AS was WHERE was.key = now.key AND {same}))"
    )
    left = left.format(same="was.value IS now.value" if sqlite else "was.value::text = now.value::text")
    if not sqlite:
        left = left.replace("NEW.data", "NEW.data::json").replace("OLD.data", "OLD.data::json")
    once = "OLD.opening IS NULL AND NEW.opening IS NOT NULL"
    allowed = f"{same} AND {once} AND {told.format(type='values_disposed')} AND {left}"
    text = "events: UPDATE refused, what is recorded stays as it is"
    _unless("events_refuse_update", "UPDATE", "events", allowed, text)


def refuse_forgetting() -> None:
    """Refuse to forget that a file is recorded while an event names it."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    unnamed = "NOT EXISTS (SELECT 1 FROM events WHERE {there} > 0)"
    unnamed = unnamed.format(there="instr(data, OLD.sha256)" if sqlite else "strpos(data, OLD.sha256)")
    text = "recorded_files: refused, a history refers to it"
    _unless("recorded_files_refuse_forgetting", "DELETE", "recorded_files", unnamed, text)


def _unless(name: str, when: str, table: str, allowed: str, text: str) -> None:
    """Refuse a change of a row, saying `text`, unless it is `allowed`."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} WHEN NOT ({allowed}) "
            f"BEGIN SELECT RAISE(ABORT, '{text}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NOT ({allowed}) THEN "
        f"RAISE EXCEPTION '{text}' USING ERRCODE = 'restrict_violation'; END IF; "
        "RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def stamp(table: str, name: str) -> None:
    """Let every change of `table` give the stamp `name` (`engine.cache_versions`) another value."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    value = "lower(hex(randomblob(16)))" if sqlite else "gen_random_uuid()::text"
    another = f"BEGIN UPDATE stamps SET value = {value} WHERE name = '{name}';"
    if sqlite:
        for when in ("INSERT", "UPDATE", "DELETE"):
            op.execute(f"CREATE TRIGGER {table}_stamp_{when.lower()} AFTER {when} ON {table} {another} END")
        return
    op.execute(f"CREATE FUNCTION {table}_stamp() RETURNS trigger LANGUAGE plpgsql AS $$ {another} RETURN NULL; END $$")
    op.execute(
        f"CREATE TRIGGER {table}_stamp AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_stamp()"
    )


def reopen_verifications() -> None:
    """Let no verification be called final once anything more comes to an instance that was over. In the database:
    whoever adds to a history knows nothing of its verification, and most add to one that goes on, which costs nothing.
    """
    over = "OLD.status <> 'running'"
    again = "UPDATE verifications SET final = {no} WHERE instance_id = NEW.id AND final;"
    name, when = "instances_reopen_verification", "AFTER UPDATE OF head_seq ON instances"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE TRIGGER {name} {when} WHEN {over} BEGIN {again.format(no=0)} END")
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {again.format(no='false')} RETURN NULL; END $$"
    )
    op.execute(f"CREATE TRIGGER {name} {when} FOR EACH ROW WHEN ({over}) EXECUTE FUNCTION {name}()")


def record_files() -> None:
    """Let each event that is written put the files that it refers to into `recorded_files`, and let the database refuse
    to delete those. An event that refers to a file which is not there is refused (the foreign key).

    In the database and not in the commands: nothing that writes an event can forget it, and it costs no statement.
    """
    sqlite = op.get_bind().dialect.name == "sqlite"
    recorded = "EXISTS (SELECT 1 FROM recorded_files WHERE sha256 = OLD.sha256)"
    text = "files: refused, a history refers to it"
    for name in ("files_refuse_update", "files_refuse_delete"):
        op.execute(f"DROP TRIGGER {name}" + ("" if sqlite else " ON files"))
    if not sqlite:
        op.execute("DROP FUNCTION files_refuse_update()")  # that of DELETE goes on refusing TRUNCATE
    refuse("files", "UPDATE", of="sha256, size, content, stored_by")
    if sqlite:
        for name, when in (("delete", "DELETE"), ("renew", "UPDATE OF stored_at")):
            op.execute(
                f"CREATE TRIGGER files_refuse_{name} BEFORE {when} ON files WHEN {recorded} "
                f"BEGIN SELECT RAISE(ABORT, '{text}'); END"
            )
        record_files_of_events()
        return
    op.execute(
        "CREATE FUNCTION files_refuse_recorded() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN IF {recorded} THEN RAISE EXCEPTION '{text}' USING ERRCODE = 'restrict_violation'; END IF; "
        "RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END; END $$"
    )
    for name, when in (("delete", "DELETE"), ("renew", "UPDATE OF stored_at")):
        op.execute(
            f"CREATE TRIGGER files_refuse_{name} BEFORE {when} ON files FOR EACH ROW "
            "EXECUTE FUNCTION files_refuse_recorded()"
        )
    record_files_of_events()


def record_files_of_events() -> None:
    """The trigger of `record_files` on the events."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER events_record_files AFTER INSERT ON events WHEN instr(NEW.data, '\"sha256\"') "
            f"BEGIN {_RECORD_SQLITE.format(data='NEW.data', source='')} END"
        )
        return
    op.execute(
        "CREATE FUNCTION events_record_files() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {_RECORD_POSTGRESQL.format(data='NEW.data', source='')} RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER events_record_files AFTER INSERT ON events FOR EACH ROW "
        "WHEN (strpos(NEW.data, '\"sha256\"') > 0) EXECUTE FUNCTION events_record_files()"
    )


def record_files_of_before() -> None:
    """Put the files that the events of before refer to into `recorded_files`, as far as they are there."""
    sqlite = op.get_bind().dialect.name == "sqlite"
    record = _RECORD_SQLITE if sqlite else _RECORD_POSTGRESQL
    held = "sha256 IN (SELECT sha256 FROM files)"
    op.execute(record.format(data="events.data", source="events, ").replace("WHERE true", f"WHERE {held}"))


def name_drafted_files() -> None:
    """Keep in `drafted_files` the files that each draft names, as far as they are there, whoever writes the draft.

    What is like a reference counts as one: a file too many that stays harms nobody. A draft may hold any text, such as
    PostgreSQL's `jsonb` refuses.
    """
    sqlite = op.get_bind().dialect.name == "sqlite"
    found = (
        "SELECT value AS sha256 FROM json_tree(NEW.content) WHERE key = 'sha256'"
        if sqlite
        else "SELECT match[1] AS sha256 FROM regexp_matches(NEW.content, '\"sha256\":\"([0-9a-f]{64})\"', 'g') AS match"
    )
    mine = " AND ".join(f"{key} = OLD.{key}" for key in ("work_item_id", "owner", "page"))
    forget = f"DELETE FROM drafted_files WHERE {mine};"
    name = (
        "INSERT INTO drafted_files (work_item_id, owner, page, sha256) SELECT DISTINCT NEW.work_item_id, NEW.owner, "
        f"NEW.page, sha256 FROM ({found}) AS found WHERE sha256 IN (SELECT sha256 FROM files);"
    )
    for trigger, when, texts, what in (
        ("form_drafts_name_files", "INSERT", "NEW.content", name),
        ("form_drafts_rename_files", "UPDATE OF content", "OLD.content || NEW.content", forget + name),
    ):
        if sqlite:
            op.execute(
                f"CREATE TRIGGER {trigger} AFTER {when} ON form_drafts "
                f"WHEN instr({texts}, '\"sha256\"') BEGIN {what} END"
            )
            continue
        op.execute(
            f"CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {what} RETURN NULL; END $$"
        )
        op.execute(
            f"CREATE TRIGGER {trigger} AFTER {when} ON form_drafts FOR EACH ROW "
            f"WHEN (strpos({texts}, '\"sha256\"') > 0) EXECUTE FUNCTION {trigger}()"
        )


# A reference to a file is an object with `sha256` and `size` (`engine.documents.references`).
_RECORD_SQLITE = (
    "INSERT INTO recorded_files (sha256) SELECT DISTINCT sha256 FROM ("
    "SELECT json_extract(node.value, '$.sha256') AS sha256 FROM {source}json_tree({data}) AS node "
    "WHERE node.type = 'object' AND json_type(node.value, '$.size') IS NOT NULL "
    "AND json_type(node.value, '$.sha256') = 'text') WHERE true ON CONFLICT DO NOTHING;"
)
_RECORD_POSTGRESQL = (
    "INSERT INTO recorded_files (sha256) SELECT DISTINCT sha256 FROM ("
    "SELECT node ->> 'sha256' AS sha256 FROM {source}jsonb_path_query({data}::jsonb, "
    "'$.** ? (exists(@.sha256) && exists(@.size))') AS node WHERE jsonb_typeof(node -> 'sha256') = 'string'"
    ") AS found WHERE true ON CONFLICT DO NOTHING;"
)
