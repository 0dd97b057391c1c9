"""Triggers that let the database itself refuse to change or remove an entry, on SQLite and on PostgreSQL."""

from __future__ import annotations

REFUSED = "the audit trail is append-only"

SQLITE = (
    f"""CREATE TRIGGER audit_entry_no_update BEFORE UPDATE ON audit_entry
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",
    f"""CREATE TRIGGER audit_entry_no_delete BEFORE DELETE ON audit_entry
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",
    # INSERT OR REPLACE deletes without asking the trigger above.
    f"""CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_entry
    WHEN EXISTS (SELECT 1 FROM audit_entry WHERE number = NEW.number)
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",
    f"""CREATE TRIGGER audit_head_no_delete BEFORE DELETE ON audit_head
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",
    f"""CREATE TRIGGER audit_head_no_replace BEFORE INSERT ON audit_head
    WHEN EXISTS (SELECT 1 FROM audit_head)
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",
    f"""CREATE TRIGGER audit_head_onward BEFORE UPDATE ON audit_head
    WHEN NEW.id <> OLD.id OR NEW.count <> OLD.count + 1
    BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END""",
)
SQLITE_OFF = tuple(
    f"DROP TRIGGER {statement.split()[2]}" for statement in SQLITE if statement.startswith("CREATE TRIGGER")
)

POSTGRESQL = (
    f"""CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    """CREATE TRIGGER audit_entry_refuse BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_head_refuse BEFORE DELETE ON audit_head
    FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_head_no_truncate BEFORE TRUNCATE ON audit_head
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_head_onward BEFORE UPDATE ON audit_head
    FOR EACH ROW WHEN (NEW.id <> OLD.id OR NEW.count <> OLD.count + 1) EXECUTE FUNCTION audit_refuse()""",
)
POSTGRESQL_OFF = ("DROP FUNCTION audit_refuse() CASCADE",)


def on(vendor: str) -> tuple[str, ...]:
    """The statements that set the triggers."""
    return {"sqlite": SQLITE, "postgresql": POSTGRESQL}[vendor]


def off(vendor: str) -> tuple[str, ...]:
    """The statements that take them away; only a test, a restore or a migration backwards has a use for them."""
    return {"sqlite": SQLITE_OFF, "postgresql": POSTGRESQL_OFF}[vendor]
