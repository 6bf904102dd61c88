"""What the documentation says of settings and commands is what there is."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SETTING = r"(?:BOT|BOOKINGS|ACTIONS|API|CLUSTER)_[A-Z][A-Z_]*"
# Named like settings, but constants of the code that never come from the environment.
NO_SETTINGS: set[str] = set()


def settings_in_code() -> set[str]:
    found = set()
    for folder in ("bookings", "bot", "actions", "telemetry", "tools"):
        for path in (ROOT / folder).rglob("*.py"):
            found |= set(re.findall(rf'["\']({SETTING})["\']', path.read_text(encoding="utf-8")))
    return found - NO_SETTINGS


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    documented = re.findall(
        rf"^\| `({SETTING})` \|", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE
    )
    assert len(documented) == len(set(documented))
    assert set(documented) == settings_in_code()


def test_every_setting_has_a_default_and_a_meaning() -> None:
    for line in (ROOT / "docs" / "settings.md").read_text().splitlines():
        if re.match(rf"\| `{SETTING}`", line):
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            assert len(cells) == 3
            assert all(cells), line


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)) - {"help"}


def test_every_command_is_documented_and_every_documented_one_exists() -> None:
    rows = re.findall(r"^\| `make ([a-z-]+)", (ROOT / "CONTRIBUTING.md").read_text(), re.MULTILINE)
    assert set(rows) == targets()


def test_make_lists_its_commands() -> None:
    listed = subprocess.run(["make"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {line.split()[1] for line in listed.splitlines()} - {"help"} == targets()


def test_every_make_command_is_one_of_the_tools() -> None:
    from tools.__main__ import COMMANDS

    assert targets() == set(COMMANDS)


def test_links_between_documents_lead_somewhere() -> None:
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path.name} links to {target}"
