"""`bookings keys` and `bookings migrate`, as a person types them."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml
from sqlalchemy import select

from bookings.api.key_uses import KeyUses
from bookings.cli import main
from bookings.services.authenticate import key_hash
from bookings.storage import key_queries
from bookings.storage.tables import metadata
from tests.bookings.support import KEY, WAITING_KEY, Api, error_of


@pytest.fixture
def database(api: Api, monkeypatch: pytest.MonkeyPatch) -> str:
    """The commands work on the database of the API."""
    url = api.storage.database.url.render_as_string()
    monkeypatch.setenv("BOOKINGS_DATABASE_URL", url)
    monkeypatch.delenv("BOOKINGS_NOW", raising=False)
    return url


def made_key(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[str, str]:
    assert main(["keys", "create", *arguments]) == 0
    printed = capsys.readouterr().out
    return printed.splitlines()[0], re.findall(r"key_\w+", printed)[0]


def test_a_made_key_works_until_it_is_revoked(
    api: Api, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    key, key_id = made_key(capsys, "dentist", "website")
    assert api.call("GET", "/api/v1/bookings", key=key).status_code == 200
    assert main(["keys", "revoke", key_id]) == 0
    assert error_of(api.call("GET", "/api/v1/bookings", key=key), 401)["code"] == "unauthorized"
    assert main(["keys", "revoke", key_id]) == 1
    assert f"{key_id} no longer works: it is revoked on" in capsys.readouterr().err
    assert main(["keys", "revoke", "key_nope"]) == 1
    assert 'no key "key_nope"' in capsys.readouterr().err


def test_the_key_that_waits_for_a_business_can_be_revoked_as_well(
    api: Api, dentist: dict[str, Any], database: str
) -> None:
    api.apply(dentist, WAITING_KEY)
    with api.storage.writing() as unit:
        (key,) = [row.id for row in key_queries.listed(unit.connection) if row.hash == key_hash(WAITING_KEY)]
    assert main(["keys", "revoke", key]) == 0
    assert error_of(api.call("GET", "/api/v1/catalogue", key=WAITING_KEY), 401)["code"] == "unauthorized"


def test_a_key_has_the_scopes_that_were_named(
    api: Api, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    key, _ = made_key(capsys, "dentist", "website", "--scope", "bookings:read")
    assert api.call("GET", "/api/v1/bookings", key=key).status_code == 200
    assert error_of(api.call("POST", "/api/v1/bookings", {}, key=key), 403)["code"] == "forbidden"


def test_a_key_needs_a_business(api: Api, database: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "create", "nobody", "website"]) == 1
    assert 'no business "nobody"' in capsys.readouterr().err


def test_the_list_shows_keys_without_their_text(
    api: Api, database: str, capsys: pytest.CaptureFixture[str]
) -> None:
    key, key_id = made_key(capsys, "dentist", "website")
    assert main(["keys", "list"]) == 0
    printed = capsys.readouterr().out
    assert key not in printed
    assert re.search(
        rf"^{key_id} +dentist +website +bookings:read,bookings:write +never +works$", printed, re.M
    )
    assert main(["keys", "list", "nobody"]) == 0
    assert 'no keys of "nobody"' in capsys.readouterr().out


def test_the_last_use_of_a_key_is_kept(api: Api, database: str, capsys: pytest.CaptureFixture[str]) -> None:
    api.client.app.state.key_uses = KeyUses()
    api.get("/api/v1/bookings")
    api.clock.step(minutes=1)
    api.get("/api/v1/bookings")
    api.client.app.state.key_uses.write(api.client.app.state.core)
    main(["keys", "list"])
    assert re.search(r"dentist +bot +\S+ +2026-06-01T08:01:00Z", capsys.readouterr().out)


def test_a_use_that_could_not_be_written_is_not_forgotten(
    api: Api, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    uses, core = KeyUses(), api.client.app.state.core
    uses.note("key_1", api.clock())
    with monkeypatch.context() as broken:
        broken.setattr("bookings.storage.key_queries.note_uses", lambda *_: 1 / 0)
        uses.write(core)
    assert "could not be written" in caplog.text
    written: list[Any] = []
    monkeypatch.setattr("bookings.storage.key_queries.note_uses", lambda _, when: written.append(when))
    uses.write(core)
    uses.write(core)
    assert written == [{"key_1": api.clock()}]


def test_keys_are_stored_as_hashes_only(api: Api, database: str, capsys: pytest.CaptureFixture[str]) -> None:
    key, key_id = made_key(capsys, "dentist", "website")
    with api.storage.reading() as view:
        rows = (view.connection.execute(select(table)) for table in metadata.tables.values())
        stored = [repr(row) for found in rows for row in found]
    assert any(key_id in row for row in stored)
    assert not any(key in row or KEY in row for row in stored)


def test_migrate_says_what_it_did(
    blank_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOOKINGS_DATABASE_URL", blank_url)
    assert main(["migrate"]) == 0
    assert main(["migrate"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert "now at migration" in first
    assert "already at migration" in second


def test_a_wrong_setting_is_told_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("BOOKINGS_DATABASE_URL", "oracle://x")
    assert main(["migrate"]) == 3
    told = capsys.readouterr().err
    assert told.startswith("bookings: BOOKINGS_DATABASE_URL must look like")
    assert told.count("\n") == 1


def test_the_document_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["openapi"]) == 0
    assert yaml.safe_load(capsys.readouterr().out)["info"]["title"] == "Bookings API"


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["keys"], ["keys", "create"], ["serve", "extra"]])
def test_a_wrong_command_line_ends_with_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert "usage:" in capsys.readouterr().err
