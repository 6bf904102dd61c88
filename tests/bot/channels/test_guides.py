"""The guides in docs/, as a new user follows them: settings open the channels, commands do what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from rasa.core.channels.channel import InputChannel

from bot.channels.messenger import MessengerChannel
from bot.channels.slack import SlackChannel, events
from bot.channels.telegram import TelegramChannel
from bot.channels.twilio import TwilioChannel
from tests.bot.channels.guides import command, done, exported, text_of
from tests.providers import slack, telegram
from tests.providers.telegram import FakeTelegram
from tools.paths import ROOT

# https://docs.slack.dev/reference/methods/chat.postMessage and so on, "Scopes", for tokens of bots.
SCOPES = {
    "auth.test": set[str](),
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "users.info": {"users:read", "users:read.email"},
}
# https://docs.slack.dev/reference/events/app_mention and so on.
EVENTS = {
    "app_mention": "app_mentions:read",
    "message.channels": "channels:history",
    "message.groups": "groups:history",
    "message.im": "im:history",
}


@pytest.mark.parametrize(
    ("page", "first", "channel"),
    [
        ("slack.md", "SLACK_BOT_TOKEN", SlackChannel),
        ("messaging.md", "TELEGRAM_BOT_TOKEN", TelegramChannel),
        ("messaging.md", "MESSENGER_PAGE_TOKEN", MessengerChannel),
    ],
)
def test_the_settings_of_a_guide_open_its_channel(
    page: str, first: str, channel: type[InputChannel], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in exported(page, first).items():
        monkeypatch.setenv(name, value)
    assert vars(channel.from_credentials(None))["api"] is not None


def test_the_settings_for_twilio_open_its_channel(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = exported("messaging.md", "TWILIO_AUTH_TOKEN") | exported("messaging.md", "TWILIO_WEBHOOK_URL")
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    assert vars(TwilioChannel.from_credentials(None))["api"] is not None


# ---- Slack --------------------------------------------------------------------------------------------


@pytest.fixture
def manifest() -> dict[str, Any]:
    """The app's, as the guide's command prints it."""
    found: dict[str, Any] = yaml.safe_load(done(command("slack.md", "sed")))
    return found


def test_the_manifest_has_the_address_everywhere(manifest: dict[str, Any]) -> None:
    (address,) = re.findall(r"prints an address such as\s+`(https://\S+)`", text_of("slack.md"))
    settings = manifest["settings"]
    told = {settings["event_subscriptions"]["request_url"], settings["interactivity"]["request_url"]}
    assert told == {f"{address}/webhooks/slack/webhook"}
    assert "example.com" not in str(manifest)
    assert settings["interactivity"]["is_enabled"]
    assert not settings["socket_mode_enabled"]


def test_the_manifest_asks_for_what_is_used_and_for_nothing_else(manifest: dict[str, Any]) -> None:
    code = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "bot/channels/slack").glob("*.py"))
    methods = set(re.findall(r'"((?:chat|users|auth|conversations|views)\.\w+)"', code))
    assert methods == set(SCOPES)
    heard = manifest["settings"]["event_subscriptions"]["bot_events"]
    needed = {EVENTS[name] for name in heard}.union(*SCOPES.values())
    assert set(manifest["oauth_config"]["scopes"]["bot"]) == needed


@pytest.mark.parametrize(("kind", "channel"), [("message", "D1"), ("message", "C1"), ("app_mention", "C1")])
def test_what_the_manifest_subscribes_to_is_heard(kind: str, channel: str) -> None:
    assert events.message(slack.event("U1", channel, "hello", "1.1", kind)) is not None


# ---- Telegram -----------------------------------------------------------------------------------------


@pytest.fixture
def api() -> Iterator[FakeTelegram]:
    fake = FakeTelegram()
    yield fake
    fake.close()


def test_telegram_is_told_where_to_deliver_what_is_heard(api: FakeTelegram) -> None:
    told = command("messaging.md", "curl", "setWebhook").replace("https://api.telegram.org", api.url)
    settings = {"TELEGRAM_BOT_TOKEN": telegram.TOKEN, "TELEGRAM_WEBHOOK_SECRET": telegram.SECRET}
    assert '"ok": true' in done(told, settings | {"no_proxy": "127.0.0.1"})
    assert api.webhook["url"].endswith("/webhooks/telegram/webhook")
    assert api.webhook["secret_token"] == telegram.SECRET
    assert set(api.webhook["allowed_updates"]) == {"message", "callback_query"}
