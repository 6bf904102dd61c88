"""What must not stand in any committed file."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Put together from pieces, or this file would be the first to be found.
REGISTRIES = (
    "pypi" + r"\.org",
    "python" + "hosted",
    "registry" + r"\.npmjs",
    "unpkg" + r"\.com",
    "js" + "delivr",
)
OTHERS = (r"deb\.debian" + r"\.org", "github" + "usercontent", "/releases/" + "download/", "cdn" + r"\.")
DOWNLOADS = re.compile("|".join((*REGISTRIES, *OTHERS)), re.IGNORECASE)
MACHINE_PATHS = re.compile(r"(?<![\w./-])/(?:" + "work|root|home/" + r"\w+" + ")/", re.IGNORECASE)


def committed_texts() -> list[tuple[str, str]]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    found = []
    for name in filter(None, listed.split("\0")):
        path = ROOT / name
        if path.is_file():
            content = path.read_bytes()
            if b"\0" not in content:
                found.append((name, content.decode("utf-8", errors="replace")))
    return found


@pytest.fixture(scope="module")
def texts() -> list[tuple[str, str]]:
    found = committed_texts()
    assert len(found) > 20
    return found


def lines_with(pattern: re.Pattern[str], texts: list[tuple[str, str]]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name, text in texts
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_committed_file_names_an_address_to_download_from(texts: list[tuple[str, str]]) -> None:
    assert lines_with(DOWNLOADS, texts) == []


def test_no_committed_file_names_a_path_of_somebodys_machine(texts: list[tuple[str, str]]) -> None:
    assert lines_with(MACHINE_PATHS, texts) == []


def test_the_patterns_see_what_they_are_for() -> None:
    bad = ["x @ https://files.python" + "hosted.org/x.whl", "src=" + "//cdn" + ".example/x.js"]
    assert len(lines_with(DOWNLOADS, [("a", "\n".join(bad))])) == 2
    assert len(lines_with(MACHINE_PATHS, [("a", 'open("/ro' + 'ot/x")\ncd /ho' + "me/ann/x\n")])) == 2
    assert lines_with(MACHINE_PATHS, [("a", "GET /api/v1/work/ and a/root/b")]) == []


def test_files_do_not_grow_without_reason(texts: list[tuple[str, str]]) -> None:
    large = [name for name, text in texts if len(text) > 1_000_000]
    assert large == []
