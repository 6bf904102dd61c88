"""Mails that were written into a folder, looked through."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from email import policy
from email.parser import BytesParser
from pathlib import Path


def naming(folder: Path, is_named: Callable[[str], bool]) -> Iterator[Path]:
    """The files in whose heads or texts somebody is named, by name."""
    for file in files(folder):
        try:
            content = file.read_bytes()
        except FileNotFoundError:  # deleted meanwhile
            continue
        if any(map(is_named, words(content))):
            yield file


def files(folder: Path) -> list[Path]:
    """The mails, the oldest first; also those that were not written to their end."""
    return sorted(folder.glob("*.eml")) + sorted(folder.glob(".*.eml.*")) if folder.is_dir() else []


def words(content: bytes) -> Iterator[str]:
    """A mail's heads and its texts, decoded."""
    mail = BytesParser(policy=policy.default).parsebytes(content)
    for part in mail.walk():
        yield "\n".join(f"{name}: {value}" for name, value in part.items())
        if not part.is_multipart():
            text = part.get_payload(decode=True)
            yield text.decode(part.get_content_charset("utf-8"), "replace") if isinstance(text, bytes) else ""
