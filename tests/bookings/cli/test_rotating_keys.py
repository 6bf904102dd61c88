"""`bookings keys rotate`, and keys that have an end."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from bookings.cli import main
from bookings.storage.migrate import migrate
from bookings.testing import ROOT, running_api
from tests.bookings.support import KEY, Api, error_of

LATER_KEY = "key-of-the-tests-number-two"


@pytest.fixture
def database(api: Api, monkeypatch: pytest.MonkeyPatch) -> Api:
    """The commands work on the database of the API, by its clock."""

    class Clock:
        def __call__(self) -> datetime:
            return api.clock()

    monkeypatch.setenv("BOOKINGS_DATABASE_URL", api.storage.database.url.render_as_string())
    monkeypatch.delenv("BOOKINGS_NOW", raising=False)
    monkeypatch.setattr("bookings.config.clock_from", lambda _: Clock())
    return api


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["keys", *arguments]) == 0
    return capsys.readouterr().out


def made(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[str, str]:
    """The key and its id."""
    printed = run(capsys, *arguments)
    return printed.splitlines()[0], re.findall(r"This is (key_\w+)", printed)[0]


def works(api: Api, key: str) -> bool:
    answer = api.call("GET", "/api/v1/bookings", key=key)
    if answer.status_code == 401:
        assert error_of(answer, 401)["code"] == "unauthorized"
    return answer.status_code == 200


def test_both_keys_work_until_the_grace_ends_and_then_the_new_one(
    database: Api, capsys: pytest.CaptureFixture[str]
) -> None:
    old, old_id = made(capsys, "create", "dentist", "website")
    printed = run(capsys, "rotate", old_id, "--grace", "2h")
    new = printed.splitlines()[0]
    assert printed.endswith(f"The old key {old_id} works until 2026-06-01T10:00:00Z.\n")
    assert (works(database, old), works(database, new)) == (True, True)
    database.clock.step(hours=2, seconds=-1)
    assert (works(database, old), works(database, new)) == (True, True)
    database.clock.step(seconds=1)
    assert (works(database, old), works(database, new)) == (False, True)
    database.clock.step(days=3000)
    assert works(database, new)


def test_the_grace_is_a_day_unless_it_is_said(database: Api, capsys: pytest.CaptureFixture[str]) -> None:
    _, old_id = made(capsys, "create", "dentist", "website")
    assert "works until 2026-06-02T08:00:00Z" in run(capsys, "rotate", old_id)


def test_without_grace_the_old_key_stops_at_once(database: Api, capsys: pytest.CaptureFixture[str]) -> None:
    old, old_id = made(capsys, "create", "dentist", "website")
    printed = run(capsys, "rotate", old_id, "--grace", "0")
    assert f"The old key {old_id} no longer works." in printed
    assert not works(database, old)


def test_the_successor_has_the_business_the_name_and_the_scopes(
    database: Api, capsys: pytest.CaptureFixture[str]
) -> None:
    _, old_id = made(capsys, "create", "dentist", "website", "--scope", "bookings:read")
    new, new_id = made(capsys, "rotate", old_id)
    assert error_of(database.call("POST", "/api/v1/bookings", {}, key=new), 403)["code"] == "forbidden"
    listed = run(capsys, "list")
    assert re.search(rf"^{new_id} +dentist +website +bookings:read +never +works$", listed, re.M)
    assert re.search(rf"^{old_id} .* works until 2026-06-02T08:00:00Z, replaced by {new_id}$", listed, re.M)
    assert new not in listed


def test_a_repetition_with_the_new_key_is_known_as_one(
    database: Api, capsys: pytest.CaptureFixture[str]
) -> None:
    old, old_id = made(capsys, "create", "dentist", "website")
    new, new_id = made(capsys, "rotate", old_id)
    newest, _ = made(capsys, "rotate", new_id)
    body = {"slug": "check-up", "contact_name": "Dana", "contact_email": "d@example.com"}
    answers: list[httpx.Response] = [
        database.call(
            "POST",
            "/api/v1/bookings",
            body | {"start_time": "2026-06-02T08:00:00Z"},
            key=key,
            headers={"Idempotency-Key": "one"},
        )
        for key in (old, new, newest)
    ]
    assert [answer.status_code for answer in answers] == [201] * 3
    assert len({answer.content for answer in answers}) == 1


def test_a_key_is_rotated_once_and_only_while_it_works(
    database: Api, capsys: pytest.CaptureFixture[str]
) -> None:
    _, old_id = made(capsys, "create", "dentist", "website")
    _, new_id = made(capsys, "rotate", old_id)
    for key_id, told in [
        (old_id, f"{old_id} has been rotated already, to {new_id}: rotate that one."),
        ("key_nope", 'There is no key "key_nope"'),
    ]:
        assert main(["keys", "rotate", key_id]) == 1
        assert told in capsys.readouterr().err
    run(capsys, "revoke", new_id)
    assert main(["keys", "rotate", new_id]) == 1
    assert f"{new_id} no longer works: it is revoked on 2026-06-01T08:00:00Z" in capsys.readouterr().err


def test_a_key_in_its_grace_can_be_revoked(database: Api, capsys: pytest.CaptureFixture[str]) -> None:
    old, old_id = made(capsys, "create", "dentist", "website")
    new, _ = made(capsys, "rotate", old_id)
    run(capsys, "revoke", old_id)
    assert (works(database, old), works(database, new)) == (False, True)


@pytest.mark.parametrize("ends", ["90m", "2026-06-01T09:30:00Z", "2026-06-01T10:30:00+01:00"])
def test_a_key_stops_at_its_end(database: Api, capsys: pytest.CaptureFixture[str], ends: str) -> None:
    key, key_id = made(capsys, "create", "dentist", "website", "--expires", ends)
    assert "works until 2026-06-01T09:30:00Z" in run(capsys, "list")
    database.clock.step(minutes=90, seconds=-1)
    assert works(database, key)
    database.clock.step(seconds=1)
    assert not works(database, key)
    assert "expired 2026-06-01T09:30:00Z" in run(capsys, "list")
    assert main(["keys", "rotate", key_id]) == 1
    assert "it is past its end" in capsys.readouterr().err


def test_a_successor_lives_as_long_as_its_predecessor_was_to_live(
    database: Api, capsys: pytest.CaptureFixture[str]
) -> None:
    _, old_id = made(capsys, "create", "dentist", "website", "--expires", "10d")
    database.clock.step(days=9, hours=12)
    printed = run(capsys, "rotate", old_id, "--grace", "7d")
    assert "It works until 2026-06-20T20:00:00Z." in printed
    assert (
        f"The old key {old_id} works until 2026-06-11T08:00:00Z." in printed
    )  # no longer than it would have
    _, other_id = made(capsys, "create", "dentist", "bot")
    assert "It works until 2026-06-11T20:00:00Z." in run(capsys, "rotate", other_id, "--expires", "1d")


@pytest.mark.parametrize(
    ("option", "value"), [("--grace", "soon"), ("--grace", "-1h"), ("--expires", "0"), ("--expires", "x")]
)
def test_a_time_that_is_none_is_refused(option: str, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["keys", "rotate", "key_1", f"{option}={value}"])
    assert ended.value.code == 2
    assert f'"{value}" is no ' in capsys.readouterr().err


def test_an_end_in_the_past_is_refused(database: Api, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keys", "create", "dentist", "website", "--expires", "2026-05-31T00:00:00Z"]) == 1
    assert "--expires names 2026-05-31T00:00:00Z, which is past" in capsys.readouterr().err


def file_key(capsys: pytest.CaptureFixture[str]) -> str:
    return re.findall(r"^(key_\w+) +dentist +bot ", run(capsys, "list"), re.M)[0]


def test_a_key_of_the_business_file_is_changed_over_without_a_gap(
    database: Api, dentist: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    new = run(capsys, "rotate", file_key(capsys)).splitlines()[0]
    database.apply(dentist)  # with the old key in the variable still
    assert (works(database, KEY), works(database, new)) == (True, True)
    database.apply(dentist, new)
    assert (works(database, KEY), works(database, new)) == (True, True)
    database.clock.step(days=1)
    assert (works(database, KEY), works(database, new)) == (False, True)
    database.apply(dentist, LATER_KEY)
    assert (works(database, new), works(database, LATER_KEY)) == (False, True)


def test_a_key_of_the_business_file_that_has_expired_is_told_when_it_is_applied(
    database: Api, dentist: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "rotate", file_key(capsys), "--grace", "1h")
    database.clock.step(hours=1)
    with pytest.raises(Exception, match="the key in KEY has expired") as refused:
        database.apply(dentist)
    assert "took its place in a rotation" in str(refused.value)


def test_going_back_before_rotation_leaves_no_key_that_was_to_end(
    database: Api, capsys: pytest.CaptureFixture[str]
) -> None:
    old, old_id = made(capsys, "create", "dentist", "website")
    new, _ = made(capsys, "rotate", old_id)
    migrate(database.storage.database, "0005")
    migrate(database.storage.database)
    assert (works(database, old), works(database, new)) == (False, True)


@pytest.mark.slow
def test_in_a_running_server_a_revoked_key_and_one_past_its_end_stop_at_once(
    tmp_path: Path, dentist: dict[str, Any]
) -> None:
    dentist["api_keys"][0]["key_env"] = "BOOKINGS_API_KEY"
    with running_api(tmp_path, yaml.safe_dump(dentist)) as api:

        def keys(*arguments: str) -> str:
            command = [sys.executable, "-m", "bookings", "keys", *arguments]
            return subprocess.run(
                command, env=dict(api.environment), cwd=ROOT, capture_output=True, text=True, check=True
            ).stdout

        def status(key: str) -> int:
            headers = {"Authorization": f"Bearer {key}"}
            return httpx.get(f"{api.url}/api/v1/catalogue", headers=headers, trust_env=False).status_code

        def make() -> tuple[str, str]:
            printed = keys("create", "dentist", "website")
            return printed.splitlines()[0], re.findall(r"key_\w+", printed)[0]

        (first, first_id), (second, second_id) = make(), make()
        assert (status(first), status(second)) == (200, 200)
        keys("revoke", first_id)
        assert (status(first), status(second)) == (401, 200)
        third = keys("rotate", second_id, "--grace", "0").splitlines()[0]
        assert (status(second), status(third)) == (401, 200)
