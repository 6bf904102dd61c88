from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.channels.chat import FOLDER, ChatPage
from bot.channels.files import WEB, read_files

FILES = sorted(read_files(FOLDER))
EVERY = [path for name in ("chat", "widget") for path in sorted((WEB / name).iterdir())]


@pytest.fixture
def channel() -> ChatPage:
    return ChatPage()


async def test_the_page_is_at_chat(client) -> None:
    redirect = await client.get("/chat")
    assert (redirect.status_code, redirect.headers["location"]) == (302, "/chat/")
    page = await client.get("/chat/")
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert page.content == (FOLDER / "index.html").read_bytes()
    head = await client.head("/chat/")
    assert (head.status_code, head.content) == (200, b"")


@pytest.mark.parametrize("name", FILES)
async def test_each_file_comes_with_the_strict_headers(client, name: str) -> None:
    reply = await client.get(f"/chat/{name}")
    assert reply.status_code == 200
    policy = reply.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["referrer-policy"] == "no-referrer"
    assert "location" not in reply.headers


async def test_a_browser_gets_a_file_again_only_when_it_has_changed(client) -> None:
    first = await client.get("/chat/style.css")
    tag = first.headers["etag"]
    same = await client.get("/chat/style.css", headers={"If-None-Match": tag})
    assert (same.status_code, same.content) == (304, b"")
    assert (await client.get("/chat/style.css", headers={"If-None-Match": '"old"'})).status_code == 200


@pytest.mark.parametrize(
    "name", ["nope.js", "..%2fchat.py", "%2e%2e%2fmain.js", ".env", "index.html%00", "words.js"]
)
async def test_nothing_else_is_served(client, name: str) -> None:
    assert (await client.get(f"/chat/{name}")).status_code == 404


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.name)
def test_no_file_asks_for_anything_from_elsewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    addresses = set(re.findall(r"""(?:src|href|url\(|import|from)\s*[=( ]?\s*["']([^"']+)""", text))
    assert not [address for address in addresses if re.match(r"(?:[a-z]+:)?//", address)]


@pytest.mark.parametrize("path", [path for path in EVERY if path.suffix == ".js"], ids=lambda path: path.name)
def test_no_script_turns_text_into_markup(path: Path) -> None:
    risky = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function|DOMParser"
    assert not re.search(risky, path.read_text(encoding="utf-8"))


def test_the_page_has_no_inline_script_style_or_handler() -> None:
    page = (FOLDER / "index.html").read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page)


def test_the_widget_weighs_less_than_forty_kilobytes() -> None:
    widget = read_files(WEB / "widget")
    assert sum(len(file.gzipped) for file in widget.values()) <= 40_000
