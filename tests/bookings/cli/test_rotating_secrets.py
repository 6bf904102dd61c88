"""`bookings secrets rotate`: after it the old key can be dropped."""

from __future__ import annotations

import pytest
from sqlalchemy import insert, select, update

from bookings.calendar_wiring import make_calendars
from bookings.cli import main
from bookings.config import Settings
from bookings.services.calendars.errors import Broken
from bookings.storage.tables import calendars
from bookings.webhook_wiring import make_webhooks
from tests.bookings.support import NOW, Api

OLD, NEW = "o" * 40, "n" * 40
ACCESS = {"refresh_token": "r-1"}
Capture = pytest.CaptureFixture[str]


@pytest.fixture
def sealed(api: Api, monkeypatch: pytest.MonkeyPatch) -> Api:
    """A calendar and a webhook whose secrets are sealed with the old key."""
    database = api.storage.database
    monkeypatch.setenv("BOOKINGS_DATABASE_URL", database.url.render_as_string(hide_password=False))
    monkeypatch.setenv("BOOKINGS_SECRET_KEY", OLD)
    monkeypatch.setenv("BOOKINGS_WEBHOOK_PRIVATE", "1")
    vault = make_calendars(Settings(secret_key=OLD), database).vault
    row = {
        "id": "cal_1", "business_id": "dentist", "staff_id": "tom", "provider": "google", "account": "a",
        "address": "b", "name": "c", "writes": True, "reads": True, "created_at": NOW,
        "credentials": vault.seal(ACCESS),
    }  # fmt: skip
    with database.writing() as connection:
        connection.execute(insert(calendars), row)
    assert main(["webhooks", "add", "dentist", "http://127.0.0.1:9/hook"]) == 0
    return api


def opened(api: Api, key: str) -> tuple[object, str]:
    """What the stored secrets say to who has this key only."""
    settings, database = Settings(secret_key=key), api.storage.database
    made, hooks = make_calendars(settings, database), make_webhooks(settings, database)
    (calendar,), (hook,) = made.store.calendars(), hooks.store.webhooks()
    return made.vault.open(calendar.credentials), hooks.secrets.open(hook.secret)


def test_after_it_the_old_key_opens_nothing_and_the_new_one_all(
    sealed: Api, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    before = opened(sealed, OLD)
    capsys.readouterr()
    monkeypatch.setenv("BOOKINGS_SECRET_KEY", f"{NEW},{OLD}")
    assert main(["secrets", "rotate"]) == 0
    assert "1 calendars, 1 webhooks" in capsys.readouterr().out
    assert opened(sealed, NEW) == before
    assert before[0] == ACCESS
    with pytest.raises(Broken):
        opened(sealed, OLD)


def test_without_the_old_key_nothing_is_changed(
    sealed: Api, monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.setenv("BOOKINGS_SECRET_KEY", NEW)
    assert main(["secrets", "rotate"]) == 1
    assert "BOOKINGS_SECRET_KEY is not the one" in capsys.readouterr().err
    assert opened(sealed, OLD)[0] == ACCESS


def test_access_that_was_renewed_meanwhile_is_left_as_it_is(sealed: Api) -> None:
    database = sealed.storage.database
    made = make_calendars(Settings(secret_key=f"{NEW},{OLD}"), database)
    (seen,) = made.store.calendars()
    renewed = made.vault.seal({"refresh_token": "r-2"})
    with database.writing() as connection:
        connection.execute(update(calendars).values(credentials=renewed))
    made.store.reseal([(seen, made.vault.renewed(seen.credentials))])
    with database.reading() as connection:
        assert connection.execute(select(calendars.c.credentials)).scalar_one() == renewed
