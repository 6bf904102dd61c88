"""Where a library's requests go, whatever names mean by then."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bookings.integrations.addresses import AddressRefused
from bookings.integrations.calendars.dav import DavCalendar, dav_client
from bookings.integrations.checked_transport import CheckedTransport
from bookings.services.calendars.errors import Unreachable
from tests.bookings.integrations.calendars.loopback import Asked, Fake, Told, served
from tests.bookings.integrations.webhooks.certificates import certificate, served_as

SETTING = "BOOKINGS_OF_THE_TESTS_PRIVATE"


class Server(Fake):
    def answer(self, asked: Asked) -> Told:
        return Told(200, {})


@pytest.fixture
def server() -> Iterator[Server]:
    fake = Server()
    with served(fake):
        yield fake


class Changing:
    """A name that means another address each time that it is looked up."""

    def __init__(self, *meanings: str) -> None:
        self.meanings = list(meanings)
        self.times = 0

    def __call__(self, _host: str, _port: int) -> list[str]:
        self.times += 1
        return [self.meanings.pop(0)]


def port_of(server: Server) -> str:
    return server.base.rpartition(":")[2]


async def test_a_name_that_changes_its_meaning_is_followed_no_further(server: Server) -> None:
    """DNS rebinding: what was checked is what is connected to, and the name is not asked again."""
    name = Changing("127.0.0.1", "169.254.169.254")
    transport = CheckedTransport(True, SETTING, ssl.create_default_context(), name)
    async with httpx.AsyncClient(transport=transport) as client:
        for _ in range(2):
            answer = await client.get(f"http://dav.example.com:{port_of(server)}/x")
            assert answer.status_code == 200
    assert name.times == 1
    assert {asked.headers["host"] for asked in server.asked} == {f"dav.example.com:{port_of(server)}"}


async def test_a_caldav_calendar_is_not_led_into_a_private_network(server: Server) -> None:
    url = f"https://dav.example.com:{port_of(server)}/sarah/"
    private = ["::ffff:127.0.0.1"]
    async with dav_client(url, "sarah", "password", False, lambda _host, _port: private) as client:
        with pytest.raises(Unreachable, match="no public address: set BOOKINGS_CALDAV_PRIVATE=1"):
            await DavCalendar(client, url, ()).remove("bk_1", None)
    assert server.asked == []


async def test_a_redirect_that_is_followed_is_checked_as_well(server: Server) -> None:
    server.fail(Told(302, headers={"Location": "http://metadata.example.com/latest/"}))
    names = {"dav.example.com": "127.0.0.1", "metadata.example.com": "169.254.169.254"}

    class Picky(CheckedTransport):
        """Takes this machine for a public one."""

        async def _ways_to(self, url: httpx.URL) -> list[tuple[str, int]]:
            self._allow_private = url.host == "dav.example.com"
            return list(await super()._ways_to(url))

    transport = Picky(False, SETTING, ssl.create_default_context(), lambda host, _port: [names[host]])
    async with httpx.AsyncClient(transport=transport, follow_redirects=True) as client:
        with pytest.raises(AddressRefused, match="not encrypted"):
            await client.get(f"http://dav.example.com:{port_of(server)}/x")


async def test_certificate_and_sni_go_by_the_name(server: Server, tmp_path: Path) -> None:
    file = certificate(tmp_path, "dav.example.com")
    with served_as(server, file) as (port, asked_for):
        for host, is_right in (("dav.example.com", True), ("other.example.com", False)):
            tls = ssl.create_default_context(cafile=str(file))
            transport = CheckedTransport(True, SETTING, tls, lambda _host, _port: ["::1", "127.0.0.1"])
            async with httpx.AsyncClient(transport=transport) as client:
                if is_right:
                    assert (await client.get(f"https://{host}:{port}/")).status_code == 200
                else:
                    with pytest.raises(httpx.ConnectError, match="certificate"):
                        await client.get(f"https://{host}:{port}/")
    assert asked_for == ["dav.example.com", "other.example.com"]
