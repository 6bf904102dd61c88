"""The guard before every route of `/api`: whose key it is and whether it allows the request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias, cast

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.datastructures import State
from litestar.handlers import BaseRouteHandler
from litestar.types import Message, Scope

from bookings.api.addresses import refuse_nul, refuse_odd
from bookings.api.core import Core
from bookings.api.threads import WriterThreads, read
from bookings.engine.errors import Unauthorized
from bookings.services.authenticate import READ, WRITE, authenticate
from bookings.services.ports import Caller

ApiRequest: TypeAlias = Request[None, Caller, State]
_LIMIT = "bookings.rate_limit"
Connection: TypeAlias = ASGIConnection[Any, Any, Any, Any]


def core_of(connection: Connection) -> Core:
    core: Core = connection.app.state.core
    return core


def writers_of(connection: Connection) -> WriterThreads:
    writers: WriterThreads = connection.app.state.writers
    return writers


def _requires(scope: str) -> Callable[[Connection, BaseRouteHandler], Awaitable[None]]:
    async def guard(connection: Connection, _: BaseRouteHandler) -> None:
        refuse_nul(connection.scope)
        core = core_of(connection)
        address = connection.client.host if connection.client else ""
        found = await caller(core, connection.headers.get("authorization"), scope, address)
        connection.app.state.key_uses.note(found.key_id, core.clock())
        connection.scope["auth"] = found
        try:
            core.limits.admit(found.line_id, scope == WRITE)
            refuse_odd(connection.scope)
        finally:
            connection.scope[_LIMIT] = core.limits.headers(found.line_id, scope == WRITE)  # type: ignore[literal-required]

    return guard


async def caller(core: Core, header: str | None, scope: str, address: str) -> Caller:
    """Raises RateLimited, Unauthorized, Forbidden. No key is looked at for an address that guesses."""
    core.limits.refuse_guessing(address)
    try:
        return await read(
            core, lambda view: authenticate(view, header, scope, core.clock(), core.waiting_key_hash)
        )
    except Unauthorized:
        core.limits.note_refused(address)
        raise


async def tell_limit(message: Message, scope: Scope) -> None:
    """Put what the guard found out about the key's limit into the answer's headers."""
    told = cast("dict[str, str]", scope.get(_LIMIT) or {})
    if told and message["type"] == "http.response.start":
        added = [(name.encode(), value.encode()) for name, value in told.items()]
        message["headers"] = [*message["headers"], *added]


may_read = _requires(READ)
may_write = _requires(WRITE)
