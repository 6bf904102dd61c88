"""Somebody at the booking page without scripts: reads pages, follows links, fills in forms, sends them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from bookings.signed_forms import SignedForms
from tests.bookings.api.test_own_booking import LINKS
from tests.bookings.support import Api

FORMS = SignedForms(["s" * 32])
SAYS_NOTHING = frozenset({"script", "style", "svg", "option"})
DETAILS = {"contact_name": "Dana Cole", "contact_email": "dana@example.com"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[tuple[str, dict[str, str]]] = []
        self.actions: list[str] = []
        self.fields: dict[str, list[str]] = {}
        self.ids: list[str] = []
        self._open: list[str] = []
        self._link: dict[str, str] | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a":
            self.links.append((found.get("aria-label", ""), found))
            self._link = found
        if tag == "form":
            self.actions.append(found.get("action", ""))
        if tag == "textarea":
            self._area = found["name"]
            self.fields.setdefault(self._area, []).append("")
        if tag == "input" and (found.get("type") not in ("radio", "checkbox") or "checked" in found):
            self.fields.setdefault(found["name"], []).append(found.get("value", ""))
        if tag in SAYS_NOTHING:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._link = None
        if tag == "textarea":
            self._area = None
        if tag in self._open:
            self._open.remove(tag)

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.fields[self._area][-1] += data.removeprefix("\n")
        elif not self._open:
            self.words.append(data)
            if self._link is not None and data.strip():
                label, attributes = self.links[-1]
                self.links[-1] = (f"{label} {data.strip()}".strip(), attributes)


@dataclass
class Page:
    """A page as it was answered."""

    answer: httpx.Response
    """With status, headers and source."""
    words: str
    """What can be read."""
    links: list[tuple[str, dict[str, str]]]
    """What each says, and its attributes."""
    action: str
    """Of the last form."""
    fields: dict[str, list[str]] = field(default_factory=dict)
    """Of all forms, as they are filled in."""
    ids: list[str] = field(default_factory=list)
    """Of all elements."""

    @property
    def status(self) -> int:
        return self.answer.status_code

    def link(self, says: str) -> str:
        """The address of the first link that says this."""
        return next(found["href"] for text, found in self.links if says in text)

    def link_to(self, field: str) -> str:
        """What a link within the page leads to, by the id; raises StopIteration if there is none."""
        return next(found["href"][1:] for _, found in self.links if found["href"] == f"#{field}")

    def times(self) -> list[str]:
        return [text for text, found in self.links if "start=" in found["href"]]

    def __contains__(self, text: str) -> bool:
        return text in self.words


def page_of(answer: httpx.Response) -> Page:
    reader = _Reader()
    reader.feed(answer.text)
    assert len(reader.ids) == len(set(reader.ids)), "an id stands twice"
    words = " ".join("".join(reader.words).split())
    action = (reader.actions or [""])[-1] or answer.request.url.raw_path.decode()
    return Page(answer, words, reader.links, action, reader.fields, reader.ids)


@dataclass
class Visitor:
    """Looks at pages over HTTP, without a key."""

    api: Api
    """Whose pages they are."""

    def look(self, address: str, **headers: str) -> Page:
        return page_of(self.api.call("GET", address, key=None, headers=headers, follow_redirects=False))

    def fill_in(self, page: Page, **fields: Any) -> Page:
        """Send the page's form with these fields filled in; a list for several values, None for none."""
        return page_of(self.post(page, **fields))

    def post(self, page: Page, headers: dict[str, str] | None = None, **fields: Any) -> httpx.Response:
        filled = (
            {"do": ["book"]}
            | page.fields
            | {
                name.replace("__", "-"): value if isinstance(value, list) else [value]
                for name, value in fields.items()
                if value is not None
            }
        )
        body = urlencode(filled, doseq=True).encode()
        kind = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return self.api.call("POST", page.action, body, key=None, headers=kind, follow_redirects=False)

    def follow(self, page: Page) -> Page:
        """Where the answer leads."""
        assert page.status == 303, page.words
        return self.look(page.answer.headers["location"])


@pytest.fixture
def visitor(api: Api) -> Visitor:
    return visitor_of(api)


def visitor_of(api: Api, **changes: Any) -> Visitor:
    """With links and forms that are signed."""
    core = api.client.app.state.core
    api.client.app.state.core = replace(core, links=LINKS, forms=FORMS, **changes)
    return Visitor(api)


def bookings(api: Api) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.get("/api/v1/bookings").json()["data"]
    return found
