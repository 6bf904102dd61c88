"""`bookings calendars`, as a person types them, against the servers of the tests."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from bookings.cli import connecting, main
from bookings.integrations.calendars.opening import Apps
from bookings.services.calendars.model import ConnectedCalendar
from bookings.storage.calendars import SqlCalendars
from tests.bookings.integrations.calendars.google_fake import GoogleFake
from tests.bookings.integrations.calendars.graph_fake import GraphFake
from tests.bookings.integrations.calendars.loopback import served
from tests.bookings.integrations.calendars.places import apps_of
from tests.bookings.integrations.calendars.radicale import PASSWORD, USER, Radicale, running_radicale
from tests.bookings.integrations.calendars.wired import SECRET
from tests.bookings.support import Api

OTHER = "another secret-of-the-tests-long-enough"


@pytest.fixture
def database(api: Api, monkeypatch: pytest.MonkeyPatch) -> SqlCalendars:
    """The commands work on the database of the API, with servers on loopback allowed."""
    monkeypatch.setenv("BOOKINGS_DATABASE_URL", api.storage.database.url.render_as_string())
    monkeypatch.setenv("BOOKINGS_SECRET_KEY", SECRET)
    monkeypatch.setenv("BOOKINGS_CALDAV_PRIVATE", "1")
    monkeypatch.setenv("BOOKINGS_CALDAV_PASSWORD", PASSWORD)
    monkeypatch.setenv("NO_PROXY", "*")
    for name in ("BOOKINGS_NOW", "BOOKINGS_GOOGLE_CLIENT_ID", "BOOKINGS_MICROSOFT_CLIENT_ID"):
        monkeypatch.delenv(name, raising=False)
    return SqlCalendars(api.storage.database)


@pytest.fixture(scope="module")
def radicale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    with running_radicale(tmp_path_factory.mktemp("radicale")) as server:
        server.make_calendar("diary")
        server.make_calendar("private")
        yield server


@pytest.fixture
def google() -> Iterator[GoogleFake]:
    fake = GoogleFake()
    with served(fake):
        yield fake


@pytest.fixture
def graph() -> Iterator[GraphFake]:
    fake = GraphFake()
    with served(fake):
        yield fake


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """What the person answers, one after the other; then there is nobody any more."""

    def answers(*texts: str | Callable[[], str]) -> None:
        left = iter(texts)

        def ask(_question: str) -> str:
            found = next(left, None)
            if found is None:
                raise EOFError
            return found() if callable(found) else found

        monkeypatch.setattr("builtins.input", ask)

    return answers


def at_fakes(monkeypatch: pytest.MonkeyPatch, apps: Apps) -> None:
    monkeypatch.setattr(connecting, "calendar_apps", lambda _settings: apps)


def dav(radicale: Radicale, *more: str) -> list[str]:
    return [
        "calendars",
        "connect",
        "caldav",
        "dentist",
        "sarah",
        "--url",
        radicale.url,
        "--user",
        USER,
        *more,
    ]


def only(database: SqlCalendars) -> ConnectedCalendar:
    (found,) = database.calendars()
    return found


def test_a_caldav_calendar_is_connected_listed_checked_and_disconnected(
    database: SqlCalendars, radicale: Radicale, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["calendars", "list"]) == 0
    assert "No calendar is connected" in capsys.readouterr().out
    assert main(dav(radicale, "--calendar", "diary")) == 0
    assert f"diary of {USER} is connected to sarah (write and busy)" in capsys.readouterr().out
    made = only(database)
    assert made.address == f"{radicale.url}{USER}/diary/"
    assert PASSWORD not in made.credentials
    assert main(["calendars", "list"]) == 0
    assert "dentist/sarah  caldav" in (listed := capsys.readouterr().out)
    assert "not read yet" in listed
    assert main(["calendars", "check", made.id]) == 0
    assert "read 20" in capsys.readouterr().out
    assert main(["calendars", "disconnect", made.id]) == 0
    assert "stay there" in capsys.readouterr().out
    assert database.calendars() == []
    for action in ("disconnect", "check"):
        assert main(["calendars", action, made.id]) == 1
        assert f'There is no calendar "{made.id}"' in capsys.readouterr().err


def test_the_calendar_is_chosen_by_its_number(
    database: SqlCalendars,
    radicale: Radicale,
    typed: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    typed("0", "what?", "2")
    assert main(dav(radicale, "--busy")) == 0
    printed = capsys.readouterr().out
    assert printed.count("That is none of the numbers.") == 2
    chosen = next(line.split()[1] for line in printed.splitlines() if line.startswith("  2"))
    made = only(database)
    assert (made.name, made.writes, made.reads) == (chosen, False, True)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--calendar", "nothing"], 'no calendar is called "nothing". There are: '),
        ([], "There is nobody to ask; give --calendar."),
    ],
)
def test_without_a_choice_nothing_is_connected(
    database: SqlCalendars,
    radicale: Radicale,
    typed: Callable[..., None],
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    told: str,
) -> None:
    typed()
    assert main(dav(radicale, *arguments)) == 1
    assert told in capsys.readouterr().err
    assert database.calendars() == []


def test_what_is_wrong_is_told_before_a_password_is_asked_for(
    database: SqlCalendars,
    radicale: Radicale,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.delenv("BOOKINGS_CALDAV_PASSWORD")
    monkeypatch.setattr("getpass.getpass", lambda _: 1 / 0)
    start = ["calendars", "connect", "caldav"]
    assert main([*start, "dentist", "sarah"]) == 1
    assert "caldav needs --url and --user" in capsys.readouterr().err
    assert main([*start, "dentist", "nobody", "--url", radicale.url, "--user", USER]) == 1
    assert 'no "nobody" among the staff of "dentist"' in capsys.readouterr().err
    monkeypatch.setenv("BOOKINGS_CALDAV_PRIVATE", "0")
    assert main([*start, "dentist", "sarah", "--url", radicale.url, "--user", USER]) == 1
    assert "is not encrypted: use https, or set BOOKINGS_CALDAV_PRIVATE=1" in capsys.readouterr().err
    assert main(["calendars", "connect", "google", "dentist", "sarah"]) == 3
    assert "BOOKINGS_GOOGLE_CLIENT_ID is not set" in capsys.readouterr().err


def test_a_wrong_password_is_told(
    database: SqlCalendars,
    radicale: Radicale,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("BOOKINGS_CALDAV_PASSWORD", "wrong")
    assert main(dav(radicale, "--calendar", "diary")) == 1
    assert "refuses user and password" in capsys.readouterr().err


def open_in_a_browser(fake: Any, capsys: pytest.CaptureFixture[str], **how: bool) -> str:
    printed = capsys.readouterr().out
    url = next(line for line in printed.splitlines() if "/authorize?" in line)
    address: str = fake.authorize(url, **how)
    return address


@pytest.mark.parametrize("name", ["google", "graph"])
def test_access_is_pasted_from_a_browser_elsewhere(
    name: str,
    request: pytest.FixtureRequest,
    database: SqlCalendars,
    typed: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    fake = request.getfixturevalue(name)
    at_fakes(monkeypatch, apps_of(**{name: fake}))
    provider = {"google": "google", "graph": "microsoft"}[name]
    typed(lambda: open_in_a_browser(fake, capsys), "1")
    assert main(["calendars", "connect", provider, "dentist", "sarah", "--paste"]) == 0
    made = only(database)
    account = {"google": "primary@example.com", "graph": "sarah@example.com"}[name]
    assert (made.provider, made.account) == (provider, account)
    assert (made.writes, made.reads) == (True, True)


def test_a_calendar_that_is_read_only_is_not_written_into(
    database: SqlCalendars,
    google: GoogleFake,
    typed: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    at_fakes(monkeypatch, apps_of(google=google))
    command = ["calendars", "connect", "google", "dentist", "sarah", "--paste", "--calendar", "Team"]
    typed(lambda: open_in_a_browser(google, capsys))
    assert main(command) == 1
    assert "connect it with --busy only" in capsys.readouterr().err
    typed(lambda: open_in_a_browser(google, capsys))
    assert main([*command, "--busy"]) == 0
    assert only(database).writes is False


def test_a_person_who_says_no_is_heard(
    database: SqlCalendars,
    google: GoogleFake,
    typed: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    at_fakes(monkeypatch, apps_of(google=google))
    typed(lambda: open_in_a_browser(google, capsys, refuse=True))
    assert main(["calendars", "connect", "google", "dentist", "sarah", "--paste"]) == 1
    assert "Access was not granted: access_denied" in capsys.readouterr().err


def test_a_browser_on_this_machine_brings_the_answer_itself(
    database: SqlCalendars, google: GoogleFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It asks for an icon too, and somebody else's answer is none."""
    at_fakes(monkeypatch, apps_of(google=google))
    browsers: list[threading.Thread] = []

    def say(_terminal: object, text: str) -> None:
        if "/authorize?" not in text:
            return
        url = next(line for line in text.splitlines() if "/authorize?" in line)
        address = google.authorize(url)

        def browse() -> None:
            with httpx.Client(trust_env=False, timeout=10) as http:
                root = address.partition("?")[0]
                assert http.get(f"{root}favicon.ico").status_code == 404
                assert "Close this page" in http.get(address).text

        browsers.append(threading.Thread(target=browse))
        browsers[-1].start()

    monkeypatch.setattr("bookings.cli.calendars._Terminal.say", say)
    command = ["calendars", "connect", "google", "dentist", "sarah", "--calendar", "Sarah"]
    assert main(command) == 0
    browsers[0].join()
    assert only(database).name == "Sarah"


def test_credentials_are_sealed_anew_with_the_first_key(
    database: SqlCalendars,
    radicale: Radicale,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(dav(radicale, "--calendar", "diary"))
    monkeypatch.setenv("BOOKINGS_SECRET_KEY", f"{OTHER},{SECRET}")
    assert main(["calendars", "reseal"]) == 0
    assert "Encrypted anew: 1." in capsys.readouterr().out
    monkeypatch.setenv("BOOKINGS_SECRET_KEY", OTHER)
    assert main(["calendars", "check", only(database).id]) == 0
    monkeypatch.setenv("BOOKINGS_SECRET_KEY", SECRET)
    assert main(["calendars", "reseal"]) == 1
    assert "BOOKINGS_SECRET_KEY is not the one" in capsys.readouterr().err
    assert main(["calendars", "check", only(database).id]) == 1
    assert "BROKEN since" in capsys.readouterr().out
