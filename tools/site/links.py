"""Whether every link of the built pages leads somewhere, and none makes a browser ask a third party."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlsplit

FETCHED = {("script", "src"), ("img", "src"), ("iframe", "src"), ("source", "src"), ("link", "href")}
IN_STYLES = re.compile(r"url\(\s*['\"]?((?:https?:)?//[^'\")]+)|@import\s+['\"]((?:https?:)?//[^'\"]+)")


class _Page(HTMLParser):
    """The ids of a page, where it links to, and what it fetches."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value is None:
                continue
            if name in ("id", "name"):
                self.ids.add(value)
            if (tag, name) in FETCHED:
                self.fetched.append(value)
            if name in ("href", "src"):
                self.links.append(value)


def faults(site: Path) -> list[str]:
    """One line for each fault of the built site in the folder `site`, in the order of the pages."""
    pages = {path: _Page(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}
    found = [] if pages else [f"{site} holds no pages."]
    for path, page in pages.items():
        where = path.relative_to(site)
        found += [f"{where} fetches {link}" for link in page.fetched if _is_elsewhere(link)]
        if path.name != "404.html":  # its addresses begin at the root of a server
            found += [f"{where}: {fault}" for link in page.links for fault in _fault(link, path, pages)]
    for style in sorted(site.rglob("*.css")):
        found += [
            f"{style.relative_to(site)} fetches {a or b}" for a, b in IN_STYLES.findall(style.read_text())
        ]
    return found


def _is_elsewhere(link: str) -> bool:
    return bool(urlsplit(link).netloc)


def _fault(link: str, page: Path, pages: dict[Path, _Page]) -> Iterator[str]:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc:
        return
    address, anchor = urldefrag(link)
    target = (page.parent / unquote(urlsplit(address).path)).resolve() if address else page.resolve()
    if target.is_dir():
        target = target / "index.html"
    if not target.exists():
        yield f"{link} leads nowhere"
    elif anchor and target in pages and unquote(anchor) not in pages[target].ids | {"__skip"}:
        yield f"{link}: that page has no such place"
