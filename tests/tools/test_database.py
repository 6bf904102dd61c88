"""What `make run` does to the database before the programs start."""

import http.server
import json
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools import commands, database, settings
from tools.console import Problem


def read(**given: str) -> settings.Settings:
    return settings.read({"BOOKINGS_API_KEY": "the-key-of-the-bot", **given})


@pytest.fixture
def business(tmp_path: Path) -> Path:
    file = tmp_path / "business.yaml"
    file.write_text("business: {}")
    return file


@pytest.fixture
def applied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Calls of the Bookings API's command line, one per line."""
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\necho "$@ $BOOKINGS_API_KEY" >> {tmp_path}/applied\n')
    python.chmod(0o755)
    monkeypatch.setattr(database, "API_PYTHON", python)
    monkeypatch.setattr(commands, "LOGS", tmp_path)
    return tmp_path / "applied"


def make_database(file: Path, businesses: int) -> None:
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE businesses (id TEXT)")
    connection.executemany(
        "INSERT INTO businesses VALUES (?)", [(str(number),) for number in range(businesses)]
    )
    connection.commit()
    connection.close()


@pytest.mark.parametrize("state", ["no file", "no tables", "no business"])
def test_an_empty_database_gets_the_business_file(
    tmp_path: Path, business: Path, applied: Path, state: str
) -> None:
    file = tmp_path / "b.db"
    if state == "no tables":
        file.touch()
    elif state == "no business":
        make_database(file, 0)
    asked = read(BOOKINGS_BUSINESS=str(business), BOOKINGS_DATABASE_URL=f"sqlite:///{file}")
    database.prepare(asked, asked.environment())
    assert applied.read_text() == f"-m bookings apply {business} the-key-of-the-bot\n"


def test_a_database_with_a_business_is_left_alone(tmp_path: Path, business: Path, applied: Path) -> None:
    make_database(tmp_path / "b.db", 1)
    asked = read(BOOKINGS_BUSINESS=str(business), BOOKINGS_DATABASE_URL=f"sqlite:///{tmp_path / 'b.db'}")
    database.prepare(asked, asked.environment())
    assert not applied.exists()


def test_nothing_is_applied_when_no_business_is_wanted(tmp_path: Path, applied: Path) -> None:
    asked = read(BOOKINGS_BUSINESS="none", BOOKINGS_DATABASE_URL=f"sqlite:///{tmp_path / 'b.db'}")
    database.prepare(asked, asked.environment())
    assert not applied.exists()


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    (tmp_path / "b.db").write_text("no database at all, just words, but more than a hundred of them " * 9)
    with pytest.raises(Problem, match=r"b\.db is not a database that can be read"):
        database.businesses(f"sqlite:///{tmp_path / 'b.db'}")


def test_a_database_server_that_is_not_there_is_told() -> None:
    with pytest.raises(Problem, match="BOOKINGS_DATABASE_URL cannot be reached"):
        database.businesses("postgresql+psycopg://nobody@127.0.0.1:1/nothing?connect_timeout=1")


@pytest.fixture
def api(request: pytest.FixtureRequest) -> Iterator[int]:
    """An API that answers the catalogue with the status and body of the test's parameter; gives its port."""
    status, body = request.param

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            known = self.headers["Authorization"] == "Bearer the-key-of-the-bot"
            self.send_response(status if known else 400)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


NO_BUSINESS = {"data": {"business": None}}


@pytest.mark.parametrize("api", [(401, {}), (403, {}), (200, NO_BUSINESS)], indirect=True)
def test_a_key_that_opens_no_business_is_told_with_the_way_out(
    api: int, business: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = read(BOOKINGS_BUSINESS=str(business), BOOKINGS_PORT=str(api))
    database.check_key(asked, asked.environment())
    told = capsys.readouterr().out
    assert "The bot's key opens no business" in told
    assert "make apply BUSINESS=" in told


@pytest.mark.parametrize("api", [(200, {"data": {"business": {"id": "x"}}}), (500, {})], indirect=True)
def test_a_key_that_fits_is_no_news(api: int, business: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = read(BOOKINGS_BUSINESS=str(business), BOOKINGS_PORT=str(api))
    database.check_key(asked, asked.environment())
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("api", [(200, NO_BUSINESS)], indirect=True)
def test_without_a_business_no_key_is_expected_to_fit(api: int, capsys: pytest.CaptureFixture[str]) -> None:
    asked = read(BOOKINGS_BUSINESS="none", BOOKINGS_PORT=str(api))
    database.check_key(asked, asked.environment())
    assert capsys.readouterr().out == ""
