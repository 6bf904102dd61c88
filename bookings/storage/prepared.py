"""Statements for the paths that every request takes: put into the driver's words once, then sent as they are.

SQLAlchemy knows the tables, the types and both dialects, and is asked for all three, but only the first
time. Each time it would take several times what the database itself takes for a short query.
"""

from __future__ import annotations

import json
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, Connection, Dialect, Text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.elements import BindParameter, ColumnElement
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType, TypeDecorator, TypeEngine

from bookings.storage.raw import Raw
from bookings.storage.traced import statement

Values = Mapping[str, Any]
_Convert = Callable[[Any], Any] | None


class Prepared:
    """One statement. Its values are those of its named bind parameters (of an INSERT: `columns`)."""

    def __init__(self, statement: Any, columns: Sequence[str] | None = None) -> None:
        self._statement, self._columns = statement, columns
        self._worded: dict[str, _Worded] = {}

    def rows(self, connection: Connection | Raw, values: Values) -> list[tuple[Any, ...]]:
        """Every row, each value as SQLAlchemy would give it."""
        worded = self._in_words_of(connection.dialect)
        return worded.converted(worded.run(connection, values).fetchall())

    def one(self, connection: Connection | Raw, values: Values) -> Any | None:
        """The row, as a named tuple, or None. There must not be two."""
        found = self.rows(connection, values)
        return self._in_words_of(connection.dialect).row(*found[0]) if found else None

    def run(self, connection: Connection | Raw, values: Values) -> None:
        self._in_words_of(connection.dialect).run(connection, values)

    def run_each(self, connection: Connection | Raw, values: Iterable[Values]) -> None:
        """For each of the values in turn."""
        self._in_words_of(connection.dialect).run_each(connection, values)

    def in_words(self, dialect: Dialect, values: Values) -> tuple[str, Values]:
        """The statement and its values as `driver_run` takes them."""
        worded = self._in_words_of(dialect)
        return worded.text, worded.given(values)

    def _in_words_of(self, dialect: Dialect) -> _Worded:
        found = self._worded.get(dialect.name)
        if found is None:
            found = self._worded[dialect.name] = _Worded(self._statement, self._columns, dialect)
        return found


def _row_type(names: list[str]) -> Callable[..., Any]:
    return namedtuple("Row", names, rename=True)


class _Worded:
    """A statement in the words of one driver."""

    def __init__(self, statement: Any, columns: Sequence[str] | None, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=columns)
        self.text = str(compiled)
        self._fixed = {name: bind.value for name, bind in compiled.binds.items() if not bind.required}
        to_driver = {
            name: bind.type.dialect_impl(dialect).bind_processor(dialect)
            for name, bind in compiled.binds.items()
        }
        self._is_positional = compiled.positional
        self._to_driver = [(name, to_driver[name]) for name in compiled.positiontup or to_driver]
        selected = list(getattr(statement, "selected_columns", ()))
        self.row = _row_type([str(column.key) for column in selected])
        self._from_driver = [_result_processor(column.type, dialect) for column in selected]
        self._is_converted = any(self._from_driver)

    def run(self, connection: Connection | Raw, values: Values) -> Any:
        return driver_run(connection, self.text, self.given(values))

    def run_each(self, connection: Connection | Raw, values: Iterable[Values]) -> None:
        for each in values:
            driver_run(connection, self.text, self.given(each))

    def converted(self, rows: list[Any]) -> list[Any]:
        if not self._is_converted:
            return rows
        return [
            tuple(
                convert(value) if convert else value
                for convert, value in zip(self._from_driver, row, strict=True)
            )
            for row in rows
        ]

    def given(self, values: Values) -> Any:
        known = {**self._fixed, **values} if self._fixed else values
        if self._is_positional:
            return [convert(known[name]) if convert else known[name] for name, convert in self._to_driver]
        return {name: convert(known[name]) if convert else known[name] for name, convert in self._to_driver}


def driver_run(connection: Connection | Raw, text: str, values: Any) -> Any:
    """Run a statement that is in the driver's words. Its errors come out as SQLAlchemy's, as they do
    everywhere else."""
    driver = connection.driver if isinstance(connection, Raw) else connection.connection.driver_connection
    try:
        with statement(text, connection.dialect.name):
            return driver.execute(text, values)  # type: ignore[union-attr]
    except connection.dialect.loaded_dbapi.Error as error:
        kind = connection.dialect.loaded_dbapi.Error
        raise DBAPIError.instance(text, None, error, kind, dialect=connection.dialect) from error


def _result_processor(kind: TypeEngine[Any], dialect: Dialect) -> _Convert:
    found: _Convert = kind.dialect_impl(dialect).result_processor(dialect, None)
    return found


class seconds(FunctionElement[int]):
    """An instant as whole seconds since 1970: `seconds(column)`."""

    type = BigInteger()
    inherit_cache = True


@compiles(seconds, "sqlite")
def _stored_so(element: seconds, compiler: Any, **options: Any) -> str:
    return str(compiler.process(element.clauses, **options))


@compiles(seconds, "postgresql")
def _since_1970(element: seconds, compiler: Any, **options: Any) -> str:
    return f"CAST(extract(epoch FROM {compiler.process(element.clauses, **options)}) AS bigint)"


class Texts(TypeDecorator[Sequence[str]]):
    """A list of texts as one value: an array's literal on PostgreSQL, JSON on SQLite, which has no arrays.

    The driver would look at every text of an array each time anew.
    """

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> Any:
        worded = _json_of if dialect.name == "sqlite" else _array_of
        return worded(tuple(value or ()))


class among(FunctionElement[Any]):
    """Whether a column is one of the texts of a bind parameter: `among(column, "name")`.

    Unlike IN it has the same words however many there are.
    """

    type = NullType()  # as a Boolean it would be compared with 1 on SQLite, and no index be used
    inherit_cache = True

    def __init__(self, column: ColumnElement[Any], name: str) -> None:
        super().__init__(column, BindParameter(name, type_=Texts(), required=True))


@compiles(among, "sqlite")
def _among_json(element: among, compiler: Any, **options: Any) -> str:
    column, wanted = (compiler.process(part, **options) for part in element.clauses)
    return f"({column} IN (SELECT value FROM json_each({wanted})))"


@compiles(among, "postgresql")
def _among_array(element: among, compiler: Any, **options: Any) -> str:
    column, wanted = (compiler.process(part, **options) for part in element.clauses)
    return f"({column} = ANY(CAST({wanted} AS text[])))"


@lru_cache(maxsize=1000)  # the staff of a link are the same each time
def _json_of(texts: tuple[str, ...]) -> str:
    return json.dumps(texts)


@lru_cache(maxsize=1000)
def _array_of(texts: tuple[str, ...]) -> str:
    """In the words of section 8.15.6, "Array Input and Output Syntax", of PostgreSQL's documentation."""
    quoted = (text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return "{" + ",".join(f'"{text}"' for text in quoted) + "}"
