"""The guard before every route of `/api`: whose key it is and whether it allows the request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.handlers import BaseRouteHandler

from bookings.api.core import Core
from bookings.api.threads import WriterThreads
from bookings.engine.errors import InvalidRequest
from bookings.services.authenticate import READ, WRITE, authenticate
from bookings.services.ports import Caller

ApiRequest: TypeAlias = Request[None, Caller, State]
Connection: TypeAlias = ASGIConnection[Any, Any, Any, Any]


def core_of(connection: Connection) -> Core:
    core: Core = connection.app.state.core
    return core


def writers_of(connection: Connection) -> WriterThreads:
    writers: WriterThreads = connection.app.state.writers
    return writers


def _requires(scope: str) -> Callable[[Connection, BaseRouteHandler], None]:
    def guard(connection: Connection, _: BaseRouteHandler) -> None:
        if "\0" in connection.scope["path"] or b"%00" in connection.scope["query_string"]:
            raise InvalidRequest("The address must not hold NUL characters.")  # PostgreSQL stores none
        core = core_of(connection)
        found = caller(core, connection.headers.get("authorization"), scope)
        connection.app.state.key_uses.note(found.key_id, core.clock())
        connection.scope["auth"] = found

    return guard


def caller(core: Core, header: str | None, scope: str) -> Caller:
    with core.storage.reading() as view:
        return authenticate(view, header, scope, core.clock(), core.waiting_key_hash)


may_read = _requires(READ)
may_write = _requires(WRITE)
