"""`bookings webhooks`, as a person types them, with a receiver on loopback."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import standardwebhooks

from bookings.cli import main
from bookings.storage.webhooks import SqlWebhooks
from tests.bookings.integrations.calendars.loopback import Told
from tests.bookings.integrations.webhooks.receiver import Receiver, receiving, telling
from tests.bookings.outbox.support import run_until
from tests.bookings.support import Api

KEY, OTHER = "a secret key-of-the-tests-long-enough", "another secret key-of-the-tests-long-enough"
Typed = Callable[..., tuple[int, str]]


@pytest.fixture
def store(api: Api, monkeypatch: pytest.MonkeyPatch) -> SqlWebhooks:
    """The commands work on the database of the API, with receivers on loopback allowed."""
    monkeypatch.setenv(
        "BOOKINGS_DATABASE_URL", api.storage.database.url.render_as_string(hide_password=False)
    )
    monkeypatch.setenv("BOOKINGS_SECRET_KEY", KEY)
    monkeypatch.setenv("BOOKINGS_WEBHOOK_PRIVATE", "1")
    monkeypatch.delenv("BOOKINGS_NOW", raising=False)
    return SqlWebhooks(api.storage.database)


@pytest.fixture
def typed(store: SqlWebhooks, capsys: pytest.CaptureFixture[str]) -> Typed:
    """What a command ends with, and all that it tells."""

    def run(*words: str) -> tuple[int, str]:
        code = main(["webhooks", *words])
        told = capsys.readouterr()
        return code, told.out + told.err

    return run


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as found:
        yield found


def added(typed: Typed, receiver: Receiver, *more: str) -> tuple[str, str]:
    """The webhook's id and its secret, which the receiver knows from now on."""
    code, told = typed("add", "dentist", receiver.base, *more)
    assert code == 0, told
    secret, webhook_id = told.splitlines()[0], re.findall(r"whk_\w+", told)[0]
    receiver.secret = secret
    return webhook_id, secret


def test_one_is_added_tested_listed_disabled_enabled_and_removed(
    store: SqlWebhooks, typed: Typed, receiver: Receiver
) -> None:
    assert "There are no webhooks yet" in typed("list")[1]
    webhook_id, secret = added(typed, receiver, "--event", "booking.cancelled", "--event", "booking.created")
    assert re.fullmatch(r"whsec_[A-Za-z0-9+/]{32}", secret)
    (kept,) = store.webhooks()
    assert secret not in kept.secret
    assert kept.events == ["booking.created", "booking.cancelled"]
    receiver.success = Told(200, {"taken": True})
    code, told = typed("test", webhook_id)
    assert (code, receiver.types) == (0, ["test"])
    assert "200 OK after 0." in told
    assert '{"taken": true}' in told
    assert secret not in told
    listed = typed("list", "dentist")[1]
    assert "booking.created,booking.cancelled  0 waiting  told nothing yet" in listed
    assert typed("list", "nobody")[1].startswith("There are no webhooks")
    assert typed("disable", webhook_id)[0] == 0
    assert "disabled 20" in typed("list")[1]
    assert typed("enable", webhook_id)[0] == 0
    assert store.webhooks()[0].disabled_at is None
    assert typed("remove", webhook_id)[0] == 0
    assert store.webhooks() == []


def test_a_test_that_is_not_taken_says_what_came_back(typed: Typed, receiver: Receiver) -> None:
    webhook_id, _ = added(typed, receiver)
    receiver.secret = "whsec_" + "A" * 32
    code, told = typed("test", webhook_id)
    assert (code, "401 Unauthorized after" in told, "No matching signature found" in told) == (1, True, True)
    receiver.fail()
    code, told = typed("test", webhook_id)
    assert (code, "did not answer" in told) == (1, True)


def test_a_rotated_secret_is_used_beside_the_old_one_until_the_grace_ends(
    typed: Typed, receiver: Receiver
) -> None:
    webhook_id, old = added(typed, receiver)
    code, told = typed("rotate", webhook_id)
    new = told.splitlines()[0]
    assert (code, new != old, "the old one is used as well until 20" in told) == (0, True, True)
    for secret in (old, new):
        receiver.secret = secret
        assert typed("test", webhook_id)[0] == 0
    assert "not used any more" in typed("rotate", webhook_id, "--grace", "0")[1]
    assert typed("test", webhook_id)[0] == 1


@pytest.mark.parametrize(
    ("setting", "words", "told"),
    [
        ("0", ["add", "dentist", "http://127.0.0.1:9/"], "use https, or set BOOKINGS_WEBHOOK_PRIVATE=1"),
        ("0", ["add", "dentist", "https://localhost/"], "no public address: set BOOKINGS_WEBHOOK_PRIVATE=1"),
        ("1", ["add", "dentist", "ftp://127.0.0.1/"], "is no address like"),
        ("1", ["add", "nobody", "https://127.0.0.1/"], 'no business "nobody"'),
        ("1", ["test", "whk_none"], 'no webhook "whk_none"'),
        ("1", ["rotate", "whk_none"], 'no webhook "whk_none"'),
        ("1", ["disable", "whk_none"], 'no webhook "whk_none"'),
        ("1", ["enable", "whk_none"], 'no webhook "whk_none"'),
        ("1", ["remove", "whk_none"], 'no webhook "whk_none"'),
    ],
)
def test_what_is_not_right_is_told_and_changes_nothing(
    store: SqlWebhooks,
    typed: Typed,
    monkeypatch: pytest.MonkeyPatch,
    setting: str,
    words: list[str],
    told: str,
) -> None:
    monkeypatch.setenv("BOOKINGS_WEBHOOK_PRIVATE", setting)
    code, text = typed(*words)
    assert (code, told in text) == (1, True), text
    assert store.webhooks() == []


def test_the_same_address_is_not_told_twice(store: SqlWebhooks, typed: Typed, receiver: Receiver) -> None:
    added(typed, receiver)
    code, told = typed("add", "dentist", receiver.base)
    assert (code, f"dentist has a webhook to {receiver.base} already" in told) == (1, True)
    assert len(store.webhooks()) == 1


async def test_one_that_fails_is_shown_and_stays(
    api: Api, store: SqlWebhooks, receiver: Receiver, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["webhooks", "add", "dentist", receiver.base]) == 0  # the worker has another secret key
    api.book("2026-06-02T08:00:00Z")
    await run_until(lambda: store.webhooks()[0].last_error is not None, telling(api))
    capsys.readouterr()
    assert main(["webhooks", "list"]) == 0
    listed = capsys.readouterr().out
    assert (
        "all     1 waiting  FAILING since 2026-06-01T08:00:00Z: BOOKINGS_SECRET_KEY is not the one" in listed
    )
    assert main(["outbox", "list", "--state", "failing"]) == 0
    assert "BOOKINGS_SECRET_KEY is not the one" in capsys.readouterr().out


def test_secrets_move_to_a_new_key(
    store: SqlWebhooks, typed: Typed, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhook_id, _ = added(typed, receiver)
    monkeypatch.setenv("BOOKINGS_SECRET_KEY", f"{OTHER},{KEY}")
    assert "Encrypted anew: 1" in typed("reseal")[1]
    monkeypatch.setenv("BOOKINGS_SECRET_KEY", OTHER)
    assert typed("test", webhook_id)[0] == 0
    monkeypatch.setenv("BOOKINGS_SECRET_KEY", KEY)
    before: Any = store.webhooks()
    for words in (["reseal"], ["test", webhook_id]):
        code, told = typed(*words)
        assert (code, "BOOKINGS_SECRET_KEY is not the one" in told) == (1, True)
    assert store.webhooks() == before
    receiver.secret = typed("rotate", webhook_id)[1].splitlines()[0]  # what the message advises
    assert typed("test", webhook_id)[0] == 0


def test_a_secret_is_one_for_the_library() -> None:
    from bookings.identifiers import new_webhook_secret

    assert len(standardwebhooks.Webhook(new_webhook_secret())._whsecret) == 24
