"""Where requests go and where not, whatever names mean; and what may come back."""

from __future__ import annotations

import ssl
from pathlib import Path
from typing import Any

import pytest

from bookings.integrations.addresses import AddressRefused
from bookings.integrations.webhooks.sending import LONGEST_EXCERPT, NoAnswer, Sender
from tests.bookings.integrations.calendars.loopback import Told
from tests.bookings.integrations.webhooks.certificates import certificate, served_as
from tests.bookings.integrations.webhooks.receiver import Receiver

BODY = '{"type": "test"}'


def meaning(*addresses: str) -> Any:
    """What every name means."""
    return lambda _host, _port: addresses


async def posted(sender: Sender, url: str) -> int:
    return (await sender.post(url, {"webhook-id": "msg_1"}, BODY)).status


@pytest.mark.parametrize(
    "address", ["127.0.0.1", "10.1.2.3", "169.254.169.254", "224.0.0.1", "::1", "::ffff:127.0.0.1", "fd00::1"]
)
async def test_a_private_address_is_refused_before_anything_is_sent(receiver: Receiver, address: str) -> None:
    port = receiver.base.rpartition(":")[2]
    for resolve in (meaning(address), meaning("93.184.216.34", address)):
        with pytest.raises(AddressRefused, match="no public address: set BOOKINGS_WEBHOOK_PRIVATE=1"):
            await posted(Sender(resolve=resolve), f"https://hooks.example.com:{port}/")
    assert receiver.asked == []


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:7f00:1]"])
async def test_other_spellings_of_this_machine_are_refused(receiver: Receiver, host: str) -> None:
    port = receiver.base.rpartition(":")[2]
    with pytest.raises(AddressRefused, match="no public address"):
        await posted(Sender(), f"https://{host}:{port}/")


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("http://hooks.example.com/", "use https, or set BOOKINGS_WEBHOOK_PRIVATE=1"),
        ("https://sarah:secret@hooks.example.com/", "do not belong"),
        ("https://hooks.example.com:25/", "Port 25 is another service's"),
        ("https://hooks.example.com/#here", "no #"),
        ("https://hooks.example.com/a b", "no spaces"),
        ("https://hooks.example.com/" + "a" * 2000, "at most 2000"),
        ("ftp://hooks.example.com/", "no address like https"),
        ("https://hooks.example.com:99999/", "no address like https"),
    ],
)
def test_an_address_that_is_not_right_is_told(url: str, told: str) -> None:
    with pytest.raises(AddressRefused, match=told) as refused:
        Sender(resolve=meaning("93.184.216.34")).ways(url)
    assert "secret" not in refused.value.reason


def test_ports_of_the_web_and_unprivileged_ones_are_right() -> None:
    sender = Sender(resolve=meaning("93.184.216.34"))
    for port in (443, 1024, 8443):
        assert sender.ways(f"https://hooks.example.com:{port}/") == [("93.184.216.34", port)]
    assert sender.ways("https://hooks.example.com/a?b=c") == [("93.184.216.34", 443)]


def trusting(file: Path) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(file))


async def test_the_checked_address_is_connected_to_under_the_hosts_name(
    receiver: Receiver, tmp_path: Path
) -> None:
    """The name leads nowhere; certificate, SNI and Host header are its own all the same."""
    file, looked_up = certificate(tmp_path, "hooks.example.com"), []

    def resolve(host: str, port: int) -> list[str]:
        looked_up.append((host, port))
        return ["127.0.0.1"]

    receiver.answer = lambda _asked: Told(204)  # type: ignore[method-assign]
    with served_as(receiver, file) as (port, asked_for):
        sender = Sender(allow_private=True, resolve=resolve, trusted=trusting(file))
        assert await posted(sender, f"https://hooks.example.com:{port}/x") == 204
    assert receiver.asked[0].headers["host"] == f"hooks.example.com:{port}"
    assert asked_for == ["hooks.example.com"]
    assert looked_up == [("hooks.example.com", port)]  # once: what was checked is what is used


async def test_a_certificate_of_another_name_or_of_nobody_known_is_not_taken(
    receiver: Receiver, tmp_path: Path
) -> None:
    file = certificate(tmp_path, "other.example.com")
    for trusted in (trusting(file), None):
        with served_as(receiver, file) as (port, _):
            sender = Sender(allow_private=True, resolve=meaning("127.0.0.1"), trusted=trusted)
            with pytest.raises(NoAnswer, match=r"could not be connected to: .*certificate"):
                await posted(sender, f"https://hooks.example.com:{port}/")
    assert receiver.asked == []


async def test_the_next_address_is_tried_if_one_cannot_be_connected_to(receiver: Receiver) -> None:
    receiver.answer = lambda _asked: Told(204)  # type: ignore[method-assign]
    sender = Sender(allow_private=True, resolve=meaning("::1", "127.0.0.2", "127.0.0.1"))
    assert await posted(sender, receiver.base) == 204
    assert len(receiver.asked) == 1


async def test_no_proxy_of_the_environment_is_used(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It would look the name up again, for itself."""
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1/")
    receiver.answer = lambda _asked: Told(204)  # type: ignore[method-assign]
    assert await posted(Sender(allow_private=True), receiver.base) == 204


async def test_a_redirect_is_an_answer_and_nothing_more(receiver: Receiver) -> None:
    receiver.fail(Told(302, headers={"Location": "http://169.254.169.254/latest/meta-data/"}))
    assert await posted(Sender(allow_private=True), receiver.base) == 302


async def test_of_a_long_answer_only_the_start_is_read(receiver: Receiver) -> None:
    receiver.fail(Told(200, "x" * 5_000_000))
    answer = await Sender(allow_private=True).post(receiver.base, {}, BODY)
    assert answer.excerpt == '"' + "x" * (LONGEST_EXCERPT - 1)


async def test_who_is_silent_is_not_waited_for(receiver: Receiver) -> None:
    receiver.fail(hangs=True)
    with pytest.raises(NoAnswer, match=r"no answer within 0\.2 s"):
        await posted(Sender(allow_private=True, seconds=0.2), receiver.base)


async def test_a_name_that_is_not_found_is_told() -> None:
    def resolve(_host: str, _port: int) -> list[str]:
        raise OSError(-2, "Name or service not known")

    with pytest.raises(AddressRefused, match="cannot be found"):
        await posted(Sender(resolve=resolve), "https://hooks.example.com/")
