"""Requests of a library that connects by name, led to addresses that were checked."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Sequence

import httpx

from bookings.integrations.addresses import Resolve, addresses_of, refuse_malformed, resolved


class CheckedTransport(httpx.AsyncBaseTransport):
    """Each name is looked up once and all that it means is checked; connections go to one of those addresses,
    so a name that means something else a moment later leads nowhere else. TLS (certificate, SNI) and the
    Host header go by the name. A redirect that the client follows comes here too, and is checked likewise.
    """

    def __init__(
        self, allow_private: bool, setting: str, tls: ssl.SSLContext, resolve: Resolve = resolved
    ) -> None:
        """`allow_private`: whether they may go unencrypted and into private networks, as `setting` says."""
        self._allow_private = allow_private
        self._setting = setting
        self._tls = tls
        self._resolve = resolve
        self._ways: dict[tuple[str, str, int | None], Sequence[tuple[str, int]]] = {}
        self._pools: dict[str, httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Raises AddressRefused, and what httpx does."""
        refused: httpx.TransportError | None = None
        for address, port in await self._ways_to(request.url):
            try:
                return await self._pool(request.url.host).handle_async_request(led(request, address, port))
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                refused = error
        raise refused or httpx.ConnectError(f"{request.url.host} has no address.", request=request)

    async def _ways_to(self, url: httpx.URL) -> Sequence[tuple[str, int]]:
        place = (url.scheme, url.host, url.port)
        if place not in self._ways:
            refuse_malformed(str(url), self._allow_private, self._setting)
            self._ways[place] = await asyncio.to_thread(
                addresses_of, str(url), self._allow_private, self._setting, self._resolve
            )
        return self._ways[place]

    def _pool(self, host: str) -> httpx.AsyncHTTPTransport:
        """One for each name: two may have one address, and a connection was proved to be one's only."""
        if host not in self._pools:
            self._pools[host] = httpx.AsyncHTTPTransport(verify=self._tls, trust_env=False)
        return self._pools[host]

    async def aclose(self) -> None:
        for pool in self._pools.values():
            await pool.aclose()


def led(request: httpx.Request, address: str, port: int) -> httpx.Request:
    """The same request by this way; its Host header is already the name's."""
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address, port=port),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": request.url.raw_host.decode()},
    )
