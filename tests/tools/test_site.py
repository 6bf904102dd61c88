"""The documentation site: complete, with links that lead somewhere, and without third parties."""

from pathlib import Path

import pytest

from tools import docs
from tools.paths import ROOT
from tools.site import hooks, links


@pytest.mark.slow
def test_the_site_has_every_page_and_no_faults(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(docs, "SITE", ROOT / "var" / "test" / tmp_path.name)
    assert docs.main("docs") == 0, capfd.readouterr().out
    built = {path.stem for path in docs.SITE.glob("*.html")}
    assert {path.stem for path in (ROOT / "docs").glob("*.md")} <= built
    assert "createBooking" in (docs.SITE / "openapi.json").read_text()
    assert "/api/v1/bookings/{booking_id}/cancel" in (docs.SITE / "api-reference.html").read_text()
    assert (docs.SITE / "files" / "examples" / "bright-smiles.yaml").exists()


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<a href="gone.html">x</a>', "index.html: gone.html leads nowhere"),
        ('<a href="#gone">x</a>', "index.html: #gone: that page has no such place"),
        ('<a href="other.html#gone">x</a>', "index.html: other.html#gone: that page has no such place"),
        ('<img src="//a.example/x.png">', "index.html fetches //a.example/x.png"),
        ('<script src="https://a.example/x.js"></script>', "index.html fetches https://a.example/x.js"),
        ('<a href="https://a.example/">x</a><a href="other.html#there">y</a>', None),
    ],
)
def test_what_is_wrong_with_a_page_is_told(tmp_path: Path, body: str, fault: str | None) -> None:
    (tmp_path / "index.html").write_text(body)
    (tmp_path / "other.html").write_text('<p id="there">')
    assert links.faults(tmp_path) == ([fault] if fault else [])


def test_a_style_that_fetches_from_elsewhere_is_told(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("")
    (tmp_path / "a.css").write_text("@font-face{src:url('https://a.example/f.woff2')} b{src:url(f.woff2)}")
    assert links.faults(tmp_path) == ["a.css fetches https://a.example/f.woff2"]


def test_a_site_without_pages_is_a_fault(tmp_path: Path) -> None:
    assert links.faults(tmp_path) == [f"{tmp_path} holds no pages."]


def test_a_page_that_the_navigation_does_not_name_is_appended() -> None:
    class Config:
        nav = [{"Start": ["start.md"]}, {"Operating": ["settings.md"]}]

    operating = hooks.on_config(Config()).nav[1]["Operating"]
    assert "outbox.md" in operating
    assert "start.md" not in operating
