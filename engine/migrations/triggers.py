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


def stamp(table: str, name: str) -> None:
    """Let every change of `table` give the stamp `name` (`engine.stamps`) another value."""
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
