"""What a database's schema is, as data that can be compared."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, inspect, text

_POSTGRESQL = """
    SELECT 'constraint ' || conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid)
      FROM pg_constraint WHERE connamespace = 'public'::regnamespace
    UNION ALL SELECT 'trigger ' || tgrelid::regclass || ' ' || tgname, pg_get_triggerdef(oid)
      FROM pg_trigger WHERE NOT tgisinternal
    UNION ALL SELECT 'function ' || proname, pg_get_functiondef(p.oid)
      FROM pg_proc p LEFT JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e'
      WHERE pronamespace = 'public'::regnamespace AND d.objid IS NULL
    UNION ALL SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
"""
_SQLITE = (
    "SELECT type || ' ' || name, sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql NOTNULL"
)


def schema_of(connection: Connection) -> dict[str, Any]:
    """Tables with columns and constraints, indexes, triggers and functions, by kind and name."""
    found: dict[str, Any] = {}
    look = inspect(connection)
    for table in look.get_table_names():
        found[f"table {table}"] = {
            column["name"]: (str(column["type"]), column["nullable"], column["default"])
            for column in look.get_columns(table)
        }
        found[f"keys {table}"] = (
            look.get_pk_constraint(table)["constrained_columns"],  # its name is lost where SQLite counts
            sorted(map(repr, look.get_foreign_keys(table))),
            sorted(map(repr, look.get_unique_constraints(table))),
            sorted(map(repr, look.get_check_constraints(table))),
        )
    own = _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL
    for name, definition in connection.execute(text(own)):
        found[name] = " ".join(definition.split())
    return found
