"""Which rows of which tables belong to a business, found from the tables themselves.

A new table is taken along by itself if it has a `business_id`, or if a foreign key of one column leads
from it to a table that is taken along. For any other table `plan` asks for a decision here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Column, ColumnElement, MetaData, Select, Table, Text, bindparam, select

from bookings.storage.tables import api_keys, businesses, idempotency_keys, metadata

BUSINESS = bindparam("business", type_=Text)
"""The business's id in the conditions below."""

LEFT_OUT: Mapping[str, str] = {}
"""Tables that belong to no business, each with the reason."""

KEY_TABLES = frozenset({"api_keys", "idempotency_keys"})
"""Exported only when keys are asked for. Answers by Idempotency-Key hang on them: without its key nobody
could ask for an answer again."""

SEALED = frozenset({"calendars", "webhooks"})
"""Exported with secrets in them that nobody can read who does not have BOOKINGS_SECRET_KEY."""


@dataclass(frozen=True)
class Part:
    """A table's share of an export."""

    table: Table
    """The table."""
    rows: ColumnElement[bool]
    """Which of its rows are the business's, by the parameter BUSINESS."""

    @property
    def name(self) -> str:
        """The table's name."""
        return str(self.table.name)

    @cached_property
    def columns(self) -> dict[str, Column[Any]]:
        """What of a row is exported, in the table's order; the business's id goes without saying.

        A running number is given anew by the database that takes the row up, in the same order.
        """
        number = self.table.autoincrement_column
        return {
            str(column.name): column  # SQLAlchemy's names are of a class of its own
            for column in self.table.columns
            if column.name != "business_id" and column is not number
        }

    def query(self, is_sqlite: bool) -> Select[Any]:
        """The rows by primary key, texts by their bytes: the same order on every database. Those that share
        seats come with the fewest seats first: the guard that counts lets any of them in in that order, but
        not one for three beside three for five, which were made when there were more seats."""
        order = [
            column if is_sqlite or not isinstance(column.type, Text) else column.collate("C")
            for column in self.table.primary_key
        ]
        seats = [self.table.c.seats] if "seat" in self.table.c else []
        return select(*self.columns.values()).where(self.rows).order_by(*seats, *order)


def plan(tables: MetaData = metadata) -> list[Part]:
    """Every table that has rows of a business; what is referred to comes first.

    Raises LookupError for a table of which it cannot be told.
    """
    parts = []
    for table in tables.sorted_tables:
        rows = _rows(table)
        if rows is not None:
            parts.append(Part(table, rows))
        elif table.name not in LEFT_OUT:
            raise LookupError(
                f"Which rows of the table {table.name} belong to a business? Give it a business_id or a "
                "foreign key, or say in backup/scope.py why exports leave it out."
            )
    for part in parts:
        _refuse_running_numbers(part.table)
    return parts


def _refuse_running_numbers(table: Table) -> None:
    for key in table.foreign_keys:
        if key.column is key.column.table.autoincrement_column:
            raise LookupError(f"{key.parent} refers to a running number, which every database gives anew.")


def _rows(table: Table) -> ColumnElement[bool] | None:
    if table.name == businesses.name:
        return table.c.id == BUSINESS
    if "business_id" in table.c:
        return table.c.business_id == BUSINESS
    if table.name == idempotency_keys.name:  # without a foreign key, because one key waits for its business
        return table.c.key_id.in_(select(api_keys.c.id).where(api_keys.c.business_id == BUSINESS))
    for constraint in sorted(table.foreign_key_constraints, key=lambda one: list(one.column_keys)):
        if len(constraint.elements) == 1 and constraint.referred_table is not table:
            (key,) = constraint.elements
            owners = _rows(key.column.table)
            if owners is not None:
                return key.parent.in_(select(key.column).where(owners))
    return None
