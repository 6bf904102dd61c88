"""One request to an address that somebody named, and what came back.

The name is looked up here, every address that it has is checked, and the connection goes to one of
those that were checked: a name that means something else a moment later leads nowhere else. TLS
(certificate, SNI) and the Host header go by the name. No redirect is followed, no proxy used, and no
connection kept, since another name's might lead to the same address.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from time import monotonic
from urllib.parse import urlsplit

import httpx

from bookings.integrations.addresses import AddressRefused, Resolve, addresses_of, refuse_malformed, resolved

SETTING = "BOOKINGS_WEBHOOK_PRIVATE"
LONGEST_URL = 2000
LONGEST_EXCERPT = 1000
"""Of an answer, in bytes; the rest is not read."""
_EXCERPT_SECONDS = 2.0


class NoAnswer(Exception):
    """`reason`: why there was none, without secrets."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver said."""

    status: int
    """The HTTP status."""
    headers: Mapping[str, str]
    """By name, whatever the capitals."""
    excerpt: str
    """The start of the body, or nothing if it did not come."""
    seconds: float
    """How long it took."""


@dataclass(frozen=True)
class Sender:
    """Sends requests to where they may go."""

    allow_private: bool = False
    """Whether that may be unencrypted, and in a private network."""
    seconds: float = 15.0
    """How long all of it may take, but for the excerpt."""
    connect_seconds: float = 5.0
    """How long connecting to one of the addresses may take."""
    resolve: Resolve = resolved
    """How names are looked up."""
    trusted: ssl.SSLContext | None = field(default=None, repr=False)
    """Whose certificates are taken; None: those that everybody takes."""

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        """Made once: reading the certificates takes longer than a request."""
        return self.trusted or httpx.create_ssl_context()

    def ways(self, url: str) -> list[tuple[str, int]]:
        """IP address and port of each way there. Raises AddressRefused."""
        refuse_malformed(url, self.allow_private, SETTING)
        refuse_odd(url, self.allow_private)
        return addresses_of(url, self.allow_private, SETTING, self.resolve)

    async def post(self, url: str, headers: Mapping[str, str], body: str) -> Answer:
        """Raises AddressRefused and NoAnswer."""
        deadline = asyncio.get_running_loop().time() + self.seconds
        try:
            async with asyncio.timeout_at(deadline):
                ways = await asyncio.to_thread(self.ways, url)
            return await self._post_by(ways, httpx.URL(url), headers, body, deadline)
        except TimeoutError:
            raise NoAnswer(f"There was no answer within {self.seconds:g} s.") from None

    async def _post_by(
        self,
        ways: list[tuple[str, int]],
        url: httpx.URL,
        headers: Mapping[str, str],
        body: str,
        deadline: float,
    ) -> Answer:
        """By the first of the ways that can be connected to."""
        timeout = httpx.Timeout(self.seconds, connect=self.connect_seconds)
        problem = "it has no address"
        for address, port in ways:
            async with httpx.AsyncClient(verify=self._tls, timeout=timeout, trust_env=False) as client:
                request = client.build_request(
                    "POST",
                    url.copy_with(host=address, port=port),
                    headers={**headers, "Host": url.netloc.decode(), "Accept-Encoding": "identity"},
                    content=body.encode(),
                    extensions={"timeout": timeout.as_dict(), "sni_hostname": url.raw_host.decode()},
                )
                try:
                    return await _exchange(client, request, deadline)
                except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                    problem = str(error) or "no connection in time"
                except httpx.HTTPError as error:
                    raise NoAnswer(f"{url.host} did not answer: {_told(error)}.") from error
        raise NoAnswer(f"{url.host} could not be connected to: {problem.rstrip('.')}.")


def refuse_odd(url: str, allow_private: bool) -> None:
    """Raises AddressRefused for a fragment, for what no address holds, and for ports of other services."""
    parts = urlsplit(url)
    if parts.fragment or len(url) > LONGEST_URL or not all("!" <= sign <= "~" for sign in url):
        raise AddressRefused(
            f"A webhook's address has no #, no spaces, only ASCII, and at most {LONGEST_URL} characters."
        )
    if parts.port is not None and parts.port < 1024 and parts.port != 443 and not allow_private:
        raise AddressRefused(f"Port {parts.port} is another service's: use 443 or one from 1024 on.")


async def _exchange(client: httpx.AsyncClient, request: httpx.Request, deadline: float) -> Answer:
    began = monotonic()
    async with asyncio.timeout_at(deadline):
        answer = await client.send(request, stream=True, follow_redirects=False)
    try:
        seconds = monotonic() - began
        return Answer(answer.status_code, answer.headers, await _excerpt(answer), seconds)
    finally:
        await answer.aclose()


async def _excerpt(answer: httpx.Response) -> str:
    """The status is what counts: whether the body comes, and comes whole, makes no difference."""
    found = b""
    try:
        async with asyncio.timeout(_EXCERPT_SECONDS):
            async for piece in answer.aiter_raw(LONGEST_EXCERPT):
                found += piece
                if len(found) >= LONGEST_EXCERPT:
                    break
    except (TimeoutError, httpx.HTTPError):
        pass
    return found[:LONGEST_EXCERPT].decode(errors="replace")


def _told(error: Exception) -> str:
    return (str(error) or type(error).__name__).rstrip(".")
