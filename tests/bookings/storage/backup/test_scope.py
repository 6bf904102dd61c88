"""No table is forgotten: it is exported by itself, or somebody is asked."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, Text

from bookings.storage.backup.scope import KEY_TABLES, LEFT_OUT, SEALED, plan
from bookings.storage.tables import metadata

# Columns with which somebody could get in somewhere, and where it is said what becomes of them.
SECRETS = {
    "api_keys.hash": KEY_TABLES,
    "calendars.credentials": SEALED,
    "webhooks.secret": SEALED,
    "webhooks.old_secret": SEALED,
    "webhooks.old_secret_until": SEALED,
}


def test_every_table_is_exported_or_left_out_for_a_reason() -> None:
    assert {part.name for part in plan()} | set(LEFT_OUT) == set(metadata.tables)
    assert all(LEFT_OUT.values())


def test_what_is_referred_to_comes_first() -> None:
    names = [part.name for part in plan()]
    for part in plan():
        for key in part.table.foreign_keys:
            assert names.index(key.column.table.name) < names.index(part.name), (
                f"{part.name} refers to itself"
            )


def test_every_secret_has_its_rule() -> None:
    """A new column that sounds like a secret needs a decision: only on request, sealed, or not at all."""
    sounding = {
        str(column)
        for table in metadata.tables.values()
        for column in table.c
        if re.search("hash|secret|token|password|credential|private", str(column.name))
    }
    assert sounding == set(SECRETS)
    assert all(name.partition(".")[0] in rule for name, rule in SECRETS.items())


def tables_with(*columns: Column[object], name: str = "news") -> MetaData:
    made = MetaData()
    Table("businesses", made, Column("id", Text, primary_key=True))
    Table("bookings", made, Column("id", Text, primary_key=True), Column("business_id", Text))
    Table(name, made, *columns)
    return made


def test_a_new_table_of_a_business_or_of_a_booking_is_taken_along() -> None:
    of_business = tables_with(Column("id", Text, primary_key=True), Column("business_id", Text))
    of_booking = tables_with(Column("booking_id", Text, ForeignKey("bookings.id"), primary_key=True))
    for made in (of_business, of_booking):
        assert {part.name for part in plan(made)} == {"businesses", "bookings", "news"}


def test_a_new_table_of_nobody_is_named() -> None:
    with pytest.raises(LookupError, match="rows of the table news belong to a business"):
        plan(tables_with(Column("id", Text, primary_key=True)))


def test_a_reference_to_a_running_number_is_named() -> None:
    made = tables_with(Column("id", Integer, primary_key=True), Column("business_id", Text))
    Table("later", made, Column("news_id", Integer, ForeignKey("news.id"), primary_key=True))
    with pytest.raises(LookupError, match=r"later.news_id refers to a running number"):
        plan(made)
