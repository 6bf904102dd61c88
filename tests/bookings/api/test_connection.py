"""Long heads and slow clients, on a real socket."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from bookings.api import connection as connections
from bookings.api.app import make_app
from bookings.api.connection import MAX_ADDRESS_BYTES, MAX_HEAD_BYTES, Connection
from bookings.api.core import Core
from bookings.identifiers import RandomIdentifiers
from bookings.services.authenticate import key_hash
from bookings.storage.database import Database
from bookings.storage.migrate import migrate
from bookings.storage.unit import SqlStorage
from bookings.testing import SteppingClock
from tests.bookings.support import NOW, WAITING_KEY

AUTHORIZATION = f"Authorization: Bearer {WAITING_KEY}\r\n"
Address = tuple[str, int]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('server')}/bookings.db")
    migrate(database)
    core = Core(
        SqlStorage(database), SteppingClock(NOW), RandomIdentifiers(), waiting_key_hash=key_hash(WAITING_KEY)
    )
    config = uvicorn.Config(make_app(core), http=Connection, ws="none", lifespan="on", log_level="error")
    listener = socket.create_server(("127.0.0.1", 0))
    running = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(running.serve([listener])))
    thread.start()
    while not running.started:
        time.sleep(0.01)
    yield listener.getsockname()
    running.should_exit = True
    thread.join()
    database.close()


@pytest.fixture
def patience(monkeypatch: pytest.MonkeyPatch) -> float:
    monkeypatch.setattr(connections, "ARRIVAL_SECONDS", 0.8)
    return 0.8


def answers(client: socket.socket) -> list[tuple[int, dict[str, Any]]]:
    """What comes until the other side hangs up: statuses and bodies."""
    client.settimeout(10)
    said = b""
    while piece := client.recv(65536):
        said += piece
    found = []
    while said:
        head, _, rest = said.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().lower().split("\r\n")[1:])
        length = int(fields["content-length"])
        found.append((int(head.split()[1]), json.loads(rest[:length])))
        said = rest[length:]
    return found


def ask(server: Address, *pieces: bytes | str, pause: float = 0) -> list[tuple[int, dict[str, Any]]]:
    with socket.create_connection(server) as client:
        for piece in pieces:
            try:
                client.sendall(piece.encode() if isinstance(piece, str) else piece)
            except ConnectionError:  # hung up in between
                break
            time.sleep(pause)
        return answers(client)


def refusal(found: list[tuple[int, dict[str, Any]]]) -> tuple[int, str]:
    """The one answer, which is an error in the envelope."""
    ((status, body),) = found
    assert list(body) == ["error"]
    assert list(body["error"]) == ["code", "message", "details"]
    return status, body["error"]["code"]


def get(path: str, headers: str = "", close: bool = True) -> str:
    return f"GET {path} HTTP/1.1\r\nHost: x\r\n{'Connection: close' if close else 'X: y'}\r\n{headers}\r\n"


def test_an_ordinary_request_is_answered(server: Address) -> None:
    assert ask(server, get("/health")) == [(200, {"status": "ok"})]


def test_several_requests_on_one_connection_are_answered(server: Address, patience: float) -> None:
    """Also with pauses between them that are longer, all in all, than one request may take."""
    pieces = [get("/health", close=False)] * 3 + [get("/health")]
    assert ask(server, *pieces, pause=0.3) == [(200, {"status": "ok"})] * 4
    assert ask(server, "".join(pieces)) == [(200, {"status": "ok"})] * 4


@pytest.mark.parametrize("size", [1024, 5000])
def test_a_request_in_small_pieces_is_answered(server: Address, size: int) -> None:
    said = get("/health", f"X-Long: {'x' * 10_000}\r\n")
    pieces = [said[at : at + size] for at in range(0, len(said), size)]
    assert ask(server, *pieces, pause=0.01) == [(200, {"status": "ok"})]


def test_a_long_address_is_refused(server: Address) -> None:
    longest = "/health?" + "x" * (MAX_ADDRESS_BYTES - len("/health?"))
    assert ask(server, get(longest)) == [(200, {"status": "ok"})]
    assert refusal(ask(server, get(longest + "x"))) == (414, "address_too_long")


@pytest.mark.parametrize(
    "headers",
    [
        f"X-Long: {'x' * MAX_HEAD_BYTES}\r\n",
        "".join(f"X-{number}: {'x' * 100}\r\n" for number in range(400)),
    ],
)
def test_a_long_head_is_refused_in_one_piece_or_in_many(server: Address, headers: str) -> None:
    said = get("/health", headers)
    assert refusal(ask(server, said)) == (431, "head_too_large")
    pieces = [said[at : at + 4096] for at in range(0, len(said), 4096)]
    assert refusal(ask(server, *pieces, pause=0.01)) == (431, "head_too_large")


def test_a_head_that_has_no_end_is_refused(server: Address) -> None:
    endless = ["GET /health HTTP/1.1\r\nX-Long: "] + ["x" * 4096] * 9
    assert refusal(ask(server, *endless, pause=0.01)) == (431, "head_too_large")


def test_what_is_not_http_is_refused_in_the_envelope(server: Address) -> None:
    assert refusal(ask(server, "hello\r\n\r\n")) == (400, "invalid_request")


def test_a_connection_that_says_nothing_is_closed(server: Address, patience: float) -> None:
    began = time.monotonic()
    assert ask(server) == []
    assert patience * 0.9 < time.monotonic() - began < patience + 3


@pytest.mark.parametrize("trickle", ["\r\n", "GET /health HTTP/1.1\r\n", "X: y\r\n"])
def test_a_head_that_trickles_in_is_cut_off(server: Address, patience: float, trickle: str) -> None:
    begun = "GET /health HTTP/1.1\r\n" if trickle.startswith("X") else ""
    began = time.monotonic()
    found = ask(server, begun, *[trickle[at : at + 2] for at in range(0, len(trickle), 2)] * 20, pause=0.1)
    assert time.monotonic() - began < 6
    assert not found or refusal(found)[0] in (400, 408)


def test_a_head_that_stops_is_answered_with_408(server: Address, patience: float) -> None:
    assert refusal(ask(server, "GET /health HTTP/1.1\r\nHost:")) == (408, "request_timeout")


def test_a_body_that_stops_is_answered_with_408(server: Address, patience: float) -> None:
    head = f"POST /api/v1/bookings HTTP/1.1\r\nHost: x\r\n{AUTHORIZATION}Content-Length: 100\r\n\r\n"
    assert refusal(ask(server, head + '{"slug')) == (408, "request_timeout")


def test_a_body_that_comes_after_its_answer_holds_the_connection_no_longer(
    server: Address, patience: float
) -> None:
    """Without a key nobody waits for the body; and it gets no second answer."""
    head = "POST /api/v1/bookings HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n"
    began = time.monotonic()
    assert refusal(ask(server, head, *["x"] * 20, pause=0.1)) == (401, "unauthorized")
    assert time.monotonic() - began < 6


def test_line_breaks_after_an_answer_do_not_keep_a_connection(server: Address, patience: float) -> None:
    began = time.monotonic()
    assert ask(server, get("/health", close=False), *["\r\n"] * 20, pause=0.1) == [(200, {"status": "ok"})]
    assert time.monotonic() - began < 6


def test_the_server_is_there_after_all_that(server: Address) -> None:
    assert ask(server, get("/api/v1/catalogue", AUTHORIZATION))[0][0] == 200
