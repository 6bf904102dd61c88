"""Finding the browser for tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import chromium


def test_a_browser_that_is_named_comes_before_all_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = tmp_path / "browser"
    browser.touch()
    monkeypatch.setenv("CHROMIUM_BIN", str(browser))
    assert chromium.executable() == browser


def test_one_that_is_not_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM_BIN", "/nowhere/chromium")
    assert chromium.executable() is None
    monkeypatch.delenv("CHROMIUM_BIN")
    monkeypatch.setenv("PATH", "/nowhere")
    assert chromium.executable() is None


def test_what_is_missing_is_said_with_what_has_it() -> None:
    assert "Debian's package chromium" in chromium.NONE_FOUND
