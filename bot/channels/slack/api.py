"""Slack's Web API: the few methods that are needed.

Source: https://docs.slack.dev/apis/web-api
"""

from __future__ import annotations

import re
from typing import Any

from bot.channels.providers.api import ProviderApi, ProviderError
from bot.channels.providers.said import as_json

ADDRESS = "https://slack.com/api"
_CODE = re.compile(r"[a-z0-9_ ]{1,60}")


class SlackApi(ProviderApi):
    """Calls with the bot's token."""

    def __init__(self, token: str, address: str = ADDRESS, **options: Any) -> None:
        super().__init__(address, {"Authorization": f"Bearer {token}"}, **options)

    async def call(self, method: str, **arguments: Any) -> dict[str, Any]:
        """What `method` answers. Raises ProviderError when that is not `"ok": true`."""
        given = {name: value for name, value in arguments.items() if value is not None}
        headers = {"Content-Type": "application/json; charset=utf-8"}
        return _read(method, await self.post(method, content=as_json(given).encode(), headers=headers))

    async def ask(self, method: str, **arguments: str) -> dict[str, Any]:
        """The same for methods that only read, which take no JSON."""
        return _read(method, await self.post(method, data=arguments))


def _read(method: str, answer: Any) -> dict[str, Any]:
    try:
        found = answer.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise ProviderError(method, f"status {answer.status_code}, and no JSON")
    if not found.get("ok"):
        problems = "; ".join((found.get("response_metadata") or {}).get("messages") or [])
        code = str(found.get("error", "unknown error"))
        raise ProviderError(
            method, code if _CODE.fullmatch(code) else "refused", f"{code} {problems}".rstrip()
        )
    return found
