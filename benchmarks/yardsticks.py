"""The API's own application with three more routes to compare it with; a server for `bench_api.py`.

    python benchmarks/yardsticks.py        # settings as for `bookings serve`

They run in the same process, behind the same guard and in the same threads as the API's routes:
`/yardstick/constant` answers so many bytes, `/yardstick/read` reads one row by its index and answers it, and
`/yardstick/commit` commits one row. Each takes the shortest way that the API itself has.
"""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import msgspec
from litestar import MediaType, Response, get, post
from sqlalchemy import Column, Integer, MetaData, Table, Text, bindparam, insert, select

from bookings.api.access import ApiRequest, core_of, may_read, may_write, writers_of
from bookings.api.app import make_app
from bookings.api.threads import read
from bookings.bootstrap import make_core
from bookings.cli.serve import serve_app
from bookings.config import settings_from
from bookings.storage.prepared import Prepared
from bookings.storage.tables import bookings

ROW = Table("yardstick", MetaData(), Column("id", Integer, primary_key=True), Column("text", Text))
ONE_READ = Prepared(
    select(bookings.c.id, bookings.c.staff_id, bookings.c.contact_name).where(
        bookings.c.id == bindparam("id")
    )
)
ONE_ROW = Prepared(insert(ROW).inline(), ["text"])


@get("/yardstick/constant")
async def constant_route(size: int) -> Response[bytes]:
    return Response(b"x" * size, media_type=MediaType.JSON)


@get("/yardstick/read", guards=[may_read])
async def read_route(request: ApiRequest, id: str) -> Response[bytes]:
    found = await read(core_of(request), lambda view: ONE_READ.one(view.quick, {"id": id}))
    return Response(msgspec.json.encode(found._asdict()), media_type=MediaType.JSON)


@post("/yardstick/commit", guards=[may_write])
async def commit_route(request: ApiRequest) -> Response[bytes]:
    text = (await request.body()).decode()

    def write() -> None:
        with core_of(request).storage.writing() as unit:
            ONE_ROW.run(unit.quick, {"text": text})

    await writers_of(request).run(write)
    return Response(b"{}", media_type=MediaType.JSON)


def main() -> None:
    settings = settings_from(os.environ)
    core: Any = make_core(settings)
    with core.storage.database.writing() as connection:
        ROW.create(connection, checkfirst=True)
    app = make_app(core)
    for route in (constant_route, read_route, commit_route):
        app.register(route)
    listener = socket.create_server((settings.host, settings.port), backlog=1024)
    print(listener.getsockname()[1], flush=True)
    serve_app(app, listener)


if __name__ == "__main__":
    main()
