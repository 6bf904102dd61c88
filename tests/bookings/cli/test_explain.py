"""`bookings explain-slots`, as a person types it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import insert

from bookings.cli import main
from bookings.storage.tables import busy_ranges
from tests.bookings.support import Api


@pytest.fixture
def database(empty_api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands work on the database of the API, at its time."""
    monkeypatch.setenv("BOOKINGS_DATABASE_URL", empty_api.storage.database.url.render_as_string())
    monkeypatch.setenv("BOOKINGS_NOW", "2026-06-01T08:00:00Z")
    monkeypatch.delenv("BOOKINGS_NOW_AT", raising=False)


Explain = Callable[..., str]


@pytest.fixture
def explain(database: None, capsys: pytest.CaptureFixture[str]) -> Explain:
    def run(*arguments: str) -> str:
        assert main(["explain-slots", *arguments]) == 0
        return capsys.readouterr().out

    return run


def test_a_day_is_told_person_by_person(
    empty_api: Api, dentist: dict[str, Any], link: dict[str, Any], explain: Explain
) -> None:
    link |= {"buffer_after_minutes": 10, "slot_interval_minutes": 15}
    link["exceptions"] = [{"date": "2026-06-02", "windows": ["10:00-11:00"], "staff": "tom"}]
    empty_api.apply(dentist)
    made = empty_api.book("2026-06-02T09:00:00Z", staff_id="sarah").json()["data"]
    held = empty_api.call(
        "POST",
        "/api/v1/holds",
        {"slug": "check-up", "start_time": "2026-06-02T09:30:00Z", "staff_id": "tom", "minutes": 30},
    ).json()["data"]
    with empty_api.storage.database.writing() as connection:
        busy = {
            "id": "busy_1",
            "business_id": "dentist",
            "staff_id": "sarah",
            "starts_at": datetime(2026, 6, 2, 10, 40, tzinfo=UTC),
            "ends_at": datetime(2026, 6, 2, 11, 0, tzinfo=UTC),
            "source": "calendar",
        }
        connection.execute(insert(busy_ranges).values(busy))
    told = explain("check-up", "2026-06-02")
    assert (
        told
        == f"""\
Dental check-up (link_checkup) on Tuesday 2 June 2026, times of Europe/London
30 minutes long, starts 15 minutes apart from each window's opening, 10 minutes after it kept free
It is 2026-06-01 09:00 now.

Sarah Jones (sarah): 4 of 12 starts free
  00:00-09:00     closed     outside the link's windows
  09:00 to 09:15  free       2 starts
  09:30 to 10:30  taken      5 starts; booking {made["reference"]} 10:00-10:30 (keeps 10:00-10:40 free)
  10:45 to 11:00  free       2 starts
  11:15 to 11:30  taken      2 starts; busy calendar 11:40-12:00
  11:45           too long   1 start; the windows close before the 30 minutes are over
  12:00-24:00     closed     outside the link's windows

Tom Okafor (tom): 0 of 4 starts free
  00:00-09:00     closed     outside the link's windows
  09:00-10:00     closed     an exception for this person
  10:00 to 10:30  taken      3 starts; hold {held["id"]} 10:30-11:00 (keeps 10:30-11:10 free)
  10:45           too long   1 start; the windows close before the 30 minutes are over
  11:00-12:00     closed     an exception for this person
  12:00-24:00     closed     outside the link's windows
"""
    )


def test_nothing_else_is_called_free_than_the_api_lists(api: Api, explain: Explain) -> None:
    api.book("2026-06-02T09:00:00Z", staff_id="sarah")
    api.book("2026-06-02T09:30:00Z", staff_id="tom", service_id="filling")
    for staff_id in ("sarah", "tom"):
        for service in ([], ["--service", "filling"]):
            told = explain(
                "link_checkup", "2026-06-02", "--staff", staff_id, "--timezone", "UTC", "--every", *service
            )
            free = re.findall(r"^  (\d\d:\d\d) +free", told, re.MULTILINE)
            params = {"service_id": service[1]} if service else {}
            assert free == [s[11:16] for s in api.starts("2026-06-02", staff_id=staff_id, **params)]
            assert free


def test_who_does_not_give_the_service_is_told(
    empty_api: Api, dentist: dict[str, Any], explain: Explain
) -> None:
    dentist["staff"][1]["services"] = ["checkup"]
    empty_api.apply(dentist)
    told = explain("check-up", "2026-06-02", "--service", "filling")
    assert "Dental check-up (link_checkup) for Filling (filling) on Tuesday" in told
    assert "60 minutes long" in told
    assert told.endswith("\nTom Okafor (tom): does not give Filling (filling)\n")


@pytest.mark.parametrize(
    ("day", "line"),
    [
        ("2026-06-01", "09:30 to 10:00  too soon   2 starts; 60 minutes notice: from 2026-06-01 10:01 on"),
        ("2026-07-06", "09:00 to 11:30  too far    6 starts; the last day is 2026-07-01, 30 days ahead"),
        ("2026-05-26", "09:00 to 11:30  past       6 starts"),
        ("2026-06-04", "00:00-24:00  closed     outside the link's windows"),
    ],
)
def test_days_on_which_time_itself_is_in_the_way(api: Api, explain: Explain, day: str, line: str) -> None:
    assert f"  {line}\n" in explain("check-up", day, "--staff", "tom")


def test_times_on_a_day_of_a_clock_change_carry_their_offset(
    empty_api: Api, dentist: dict[str, Any], link: dict[str, Any], explain: Explain
) -> None:
    link |= {"windows": {"sun": ["00:30-03:00"]}, "horizon_days": 400, "slot_interval_minutes": 60}
    empty_api.apply(dentist)
    told = explain("check-up", "2026-10-25", "--staff", "tom", "--every")
    assert re.findall(r"  (\S+) +free", told) == ["00:30+01:00", "01:30+01:00", "01:30+00:00", "02:30+00:00"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nope", "2026-06-02"], 'no booking link "nope" (link_checkup)'),
        (
            ["check-up", "2026-06-02", "--staff", "ann"],
            '"ann" does not take bookings of this link (sarah, tom)',
        ),
        (["check-up", "2026-06-02", "--service", "x"], '"x" is not a service'),
        (["check-up", "0001-01-01"], "year"),
        (["check-up", "2026-06-02", "--business", "other"], 'no business "other"; there are: dentist'),
    ],
)
def test_what_is_not_there_is_named_with_what_is(
    api: Api, database: None, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert main(["explain-slots", *arguments]) == 1
    assert words in capsys.readouterr().err


def test_a_session_with_seats_left_is_free_and_a_full_one_is_taken_by_all_in_it(
    empty_api: Api, dentist: dict[str, Any], link: dict[str, Any], explain: Explain
) -> None:
    link |= {"seats": 2, "staff": ["sarah"]}
    empty_api.apply(dentist)
    start = "2026-06-02T08:00:00Z"
    one = empty_api.book(start).json()["data"]["reference"]
    assert one not in explain("check-up", "2026-06-02")
    two = empty_api.book(start).json()["data"]["reference"]
    told = explain("check-up", "2026-06-02")
    assert one in told
    assert two in told


@pytest.mark.parametrize(
    "arguments", [["check-up", "2.6."], ["check-up", "2026-06-02", "--timezone", "London"]]
)
def test_what_cannot_be_read_is_a_mistake_of_the_command_line(arguments: list[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["explain-slots", *arguments])


def test_of_several_businesses_one_must_be_chosen(
    api: Api, dentist: dict[str, Any], database: None, capsys: pytest.CaptureFixture[str]
) -> None:
    dentist["business"]["id"] = "other"
    api.apply(dentist, "another-key-0123456789-abcdef")
    assert main(["explain-slots", "check-up", "2026-06-02"]) == 1
    assert "--business: dentist, other" in capsys.readouterr().err
    assert main(["explain-slots", "check-up", "2026-06-02", "--business", "other"]) == 0


def test_without_a_business_it_is_said_how_to_get_one(
    empty_api: Api, database: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["explain-slots", "check-up", "2026-06-02"]) == 1
    assert "bookings apply FILE" in capsys.readouterr().err
