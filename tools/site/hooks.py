"""What mkdocs is told beyond mkdocs.yml: pages that the navigation does not name, and files beside docs/."""

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
OUTSIDE = re.compile(r"\]\(\.\./([^)#\s]+)(#[^)]*)?\)")
REST = "Operating"


def on_config(config: Any) -> Any:
    """Append pages that the navigation does not name to "Operating", under their own titles."""
    named = set(_names(config.nav))
    rest = next(section[REST] for section in config.nav if REST in section)
    rest += [path.name for path in sorted((ROOT / "docs").glob("*.md")) if path.name not in named]
    return config


def _names(part: Any) -> list[str]:
    if isinstance(part, str):
        return [part]
    return [name for each in (part.values() if isinstance(part, dict) else part) for name in _names(each)]


def on_files(files: Any, config: Any) -> Any:
    """Take along the files outside docs/ that pages link to, as they are."""
    from mkdocs.structure.files import File

    for name in sorted({name for page in (ROOT / "docs").glob("*.md") for name in _linked(page)}):
        if (ROOT / name).is_file():
            files.append(File.generated(config, _place(name), content=(ROOT / name).read_bytes()))
    return files


def on_page_markdown(markdown: str, **_others: Any) -> str:
    """Let links to those files lead to where the site has them."""
    return OUTSIDE.sub(lambda found: f"]({_place(found[1])})", markdown)


def _linked(page: Path) -> list[str]:
    return [found[1] for found in OUTSIDE.finditer(page.read_text(encoding="utf-8"))]


def _place(name: str) -> str:
    """A page of Markdown outside docs/ is shown as text: its own links would lead nowhere here."""
    return f"files/{name}.txt" if name.endswith(".md") else f"files/{name}"
