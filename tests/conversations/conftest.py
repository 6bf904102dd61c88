"""One trained model and one running stack for all conversations."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests import providers
from tests.conversations.browser import Tab, chromium_running, open_context
from tests.conversations.stack import ROOT, Stack, free_ports, running
from tests.providers import notices
from tests.providers.messenger import FakeMessenger
from tests.providers.server import FakeProvider
from tests.providers.slack import FakeSlack
from tests.providers.telegram import FakeTelegram
from tests.providers.twilio import FakeTwilio


@pytest.fixture(scope="session")
def model() -> Path:
    """The trained model; `make train` makes it."""
    found = sorted((ROOT / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    assert found, "there is no trained model: run `make train`"
    return found[-1]


@pytest.fixture(scope="session")
def slack() -> Iterator[FakeSlack]:
    """The workspace that the stack's bot is in."""
    yield from running_provider(FakeSlack())


@pytest.fixture(scope="session")
def telegram_api() -> Iterator[FakeTelegram]:
    """The Telegram in which the stack's bot is."""
    yield from running_provider(FakeTelegram())


@pytest.fixture(scope="session")
def twilio_api() -> Iterator[FakeTwilio]:
    """The Twilio that gives the stack's bot its numbers."""
    yield from running_provider(FakeTwilio())


@pytest.fixture(scope="session")
def messenger_api() -> Iterator[FakeMessenger]:
    """The Facebook in which the stack's bot has a page."""
    yield from running_provider(FakeMessenger())


Provider = TypeVar("Provider", bound=FakeProvider)


def running_provider(provider: Provider) -> Iterator[Provider]:
    """The provider, closed in the end."""
    yield provider
    provider.close()


@pytest.fixture(scope="session")
def stack(
    tmp_path_factory: pytest.TempPathFactory,
    model: Path,
    slack: FakeSlack,
    telegram_api: FakeTelegram,
    twilio_api: FakeTwilio,
    messenger_api: FakeMessenger,
) -> Iterator[Stack]:
    """The dental practice of the examples, open for booking, also in the messengers."""
    messengers = {
        "BOT_SESSION_KEY": "a key of the tests that nobody has to guess",
        "BOT_ORIGINS": f"http://localhost:{free_ports(1)[0]}",
        "SLACK_BOT_TOKEN": providers.slack.TOKEN,
        "SLACK_SIGNING_SECRET": providers.slack.SECRET,
        "SLACK_API_URL": f"{slack.url}/api",
        "TELEGRAM_BOT_TOKEN": providers.telegram.TOKEN,
        "TELEGRAM_WEBHOOK_SECRET": providers.telegram.SECRET,
        "TELEGRAM_API_URL": telegram_api.url,
        "TWILIO_ACCOUNT_SID": providers.twilio.ACCOUNT,
        "TWILIO_AUTH_TOKEN": providers.twilio.TOKEN,
        "TWILIO_WEBHOOK_URL": providers.twilio.WEBHOOK,
        "TWILIO_API_URL": twilio_api.url,
        "MESSENGER_APP_SECRET": providers.messenger.SECRET,
        "MESSENGER_PAGE_TOKEN": providers.messenger.TOKEN,
        "MESSENGER_VERIFY_TOKEN": providers.messenger.VERIFY,
        "MESSENGER_API_URL": f"{messenger_api.url}/v24.0",
        "BOT_NOTICE_SECRET": notices.SECRET,
        "BOT_NOTICE_FILE": str(tmp_path_factory.mktemp("notices") / "notices.db"),
    }
    business = (ROOT / "examples" / "bright-smiles.yaml").read_text(encoding="utf-8")
    with running(tmp_path_factory.mktemp("stack"), business, model, messengers) as all_of_it:
        yield all_of_it


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    try:
        with chromium_running() as running:
            yield running
    except LookupError as none:
        if os.environ.get("CI"):
            pytest.fail(str(none))
        pytest.skip(str(none))


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    with open_context(browser) as made:
        yield made


@pytest.fixture
def email() -> str:
    return f"dana.{uuid.uuid4().hex[:8]}@example.org"


@pytest.fixture
def tab(context: BrowserContext, stack: Stack) -> Iterator[Tab]:
    opened = Tab(context.new_page()).goto(f"{stack.bot_url}/chat/")
    yield opened
    stack.cancel_everything()
    assert opened.troubles == []
