"""Asking programs on this machine: past any proxy that the environment names for the rest of the world."""

import urllib.request
from collections.abc import Mapping
from http.client import HTTPResponse

_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def get(address: str, seconds: float, headers: Mapping[str, str] | None = None) -> HTTPResponse:
    """The open answer. Raises OSError (HTTPError for a status from 400 on) when there is none in time."""
    request = urllib.request.Request(address, headers=dict(headers or {}))
    answer: HTTPResponse = _OPENER.open(request, timeout=seconds)
    return answer
