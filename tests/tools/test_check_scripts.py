"""The types of the scripts: TypeScript is installed once, with whatever Node there is."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tools import check_scripts, commands, environments, node
from tools.console import Problem
from tools.environments import Environment
from tools.paths import ROOT

# Stands in for npm: tells what it was asked, and "installs" a checker of one file.
FAKE_NPM = """#!{python}
import os, pathlib, sys
if sys.argv[1:] == ["--version"]:
    sys.exit(print("10.0.0"))
calls = pathlib.Path(os.environ["FAKE_NPM_LOG"])
calls.write_text((calls.read_text() if calls.exists() else "") + sys.argv[1] + "\\n")
if os.environ.get("FAKE_NPM_FAILS"):
    sys.exit("npm error code ENOTFOUND")
place = pathlib.Path(sys.argv[sys.argv.index("--prefix") + 1])
assert (place / "package.json").exists() and (place / "package-lock.json").exists()
checker = place / "node_modules" / "typescript" / "bin" / "tsc"
checker.parent.mkdir(parents=True)
checker.write_text("")
"""
# Stands in for Node: tells its version, and runs the checker, which finds what the test wants.
FAKE_NODE = """#!/bin/sh
[ "$1" = --version ] && echo "${FAKE_NODE_VERSION:-v22.1.0}" && exit
[ -f "$1" ] && exit "${FAKE_TSC_FINDS:-0}"
exit 9
"""


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder with fakes of Node and npm, in which everything the module writes lands."""
    for name, text in (("npm", FAKE_NPM.format(python=sys.executable)), ("node", FAKE_NODE)):
        write_program(tmp_path / "bin" / name, text)
    (tmp_path / "web").mkdir()
    for name in check_scripts.LISTS:
        (tmp_path / "web" / name).write_text("{}")
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/bin")
    monkeypatch.setenv("FAKE_NPM_LOG", str(tmp_path / "calls"))
    for module, name, path in (
        (check_scripts, "WEB", tmp_path / "web"),
        (check_scripts, "PLACE", tmp_path / ".venv" / "web"),
        (check_scripts, "VAR", tmp_path / "var"),
        (commands, "LOGS", tmp_path / "var" / "log"),
        (commands, "ROOT", tmp_path),
        (environments, "ENVIRONMENTS", tmp_path / ".venv"),
    ):
        monkeypatch.setattr(module, name, path)
    return tmp_path


def write_program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)


def calls(place: Path) -> list[str]:
    """What npm was asked since the last look, without questions for its version."""
    log = place / "calls"
    lines = log.read_text().splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    return lines


def test_typescript_is_installed_from_its_lock_and_then_left_alone(place: Path) -> None:
    assert check_scripts.main() == 0
    assert calls(place) == ["ci"]
    assert check_scripts.main() == 0
    assert calls(place) == []


@pytest.mark.parametrize("change", ["lock", "deleted file", "killed before its end"])
def test_it_is_installed_again_when_it_is_not_what_the_lock_names(place: Path, change: str) -> None:
    check_scripts.main()
    calls(place)
    if change == "lock":
        (place / "web" / "package-lock.json").write_text('{"packages": {}}')
    elif change == "deleted file":
        (check_scripts.PLACE / "node_modules" / "typescript" / "bin" / "tsc").unlink()
    else:
        (check_scripts.PLACE / environments.STAMP).unlink()
    assert check_scripts.main() == 0
    assert calls(place) == ["ci"]


def test_a_wrong_type_makes_the_check_fail(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_TSC_FINDS", "2")
    assert check_scripts.main() == 2


def test_without_the_registry_the_problem_says_what_is_needed_and_why(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAKE_NPM_FAILS", "1")
    with pytest.raises(Problem, match=r"(?s)npm registry has to be reachable.*setup-web\.log.*ENOTFOUND"):
        check_scripts.main()
    monkeypatch.delenv("FAKE_NPM_FAILS")
    assert check_scripts.main() == 0


@pytest.mark.parametrize("lacks", ["node", "npm", "a new enough version", "a version"])
def test_without_a_whole_node_on_the_path_the_projects_own_is_used(
    place: Path, monkeypatch: pytest.MonkeyPatch, lacks: str
) -> None:
    made: list[Environment] = []
    monkeypatch.setattr(environments, "ensure", lambda *wanted: made.extend(wanted))
    versions = {"a new enough version": "v18.19.1", "a version": "node: command not found"}
    if lacks in versions:
        monkeypatch.setenv("FAKE_NODE_VERSION", versions[lacks])
    else:
        monkeypatch.setenv("PATH", str(place / "bin"))
        (place / "bin" / lacks).unlink()
    found = node.find_or_install()
    assert made == [node.WHEEL]
    assert (found.node, found.npm) == (place / ".venv/node/bin/node", place / ".venv/node/bin/npm")


def test_the_lock_of_the_scripts_has_hashes_and_no_address() -> None:
    text = (ROOT / "web" / "package-lock.json").read_text()
    assert "://" not in text
    packages = json.loads(text)["packages"]
    asked = json.loads((ROOT / "web" / "package.json").read_text())["devDependencies"]
    locked = {name.removeprefix("node_modules/"): package for name, package in packages.items() if name}
    assert {name: locked[name]["version"] for name in asked} == asked
    assert all(package["integrity"].startswith("sha512-") for package in locked.values())


def test_every_script_is_where_the_check_looks_for_it() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "*.js", "*.mjs"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    scripts = [Path(name) for name in listed.splitlines()]
    assert len(scripts) > 10
    assert [path for path in scripts if path.parts[0] == "web" and len(path.parts) != 3] == []
    assert '"include": ["*/*.js"]' in (ROOT / "web" / "tsconfig.json").read_text()
