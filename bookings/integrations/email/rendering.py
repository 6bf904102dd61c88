"""The texts: one folder for each template, with `subject.txt`, `body.txt` and `body.html`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from bookings.integrations.email.addresses import one_line

TEMPLATES = Path(__file__).with_name("templates")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A mail's texts."""

    subject: str
    """One line."""
    text: str
    """Plain."""
    html: str
    """A whole page."""


class Templates:
    """A folder of one's own comes first, template by template and file by file."""

    def __init__(self, own: Path | None = None) -> None:
        folders = [own, TEMPLATES] if own is not None else [TEMPLATES]
        self._environment = Environment(
            loader=FileSystemLoader(folders),
            autoescape=select_autoescape(["html"], default=False),
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,  # of the included parts
        )

    def render(self, name: str, values: Mapping[str, Any]) -> Rendered:
        subject, text, html = (
            self._environment.get_template(f"{name}/{part}").render(values)
            for part in ("subject.txt", "body.txt", "body.html")
        )
        return Rendered(one_line(subject), text.strip() + "\n", html)

    def text(self, path: str, values: Mapping[str, Any]) -> str:
        """One plain text by itself."""
        return self._environment.get_template(path).render(values).strip()
