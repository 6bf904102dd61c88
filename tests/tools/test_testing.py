"""How the results of several pytest runs become one closing line and one exit code."""

from pathlib import Path

import pytest

from tools import environments, paths, test
from tools.test import Counts, Group


def test_the_reports_of_all_runs_are_added_up(tmp_path: Path) -> None:
    counts = Counts()
    for numbers in (
        'tests="9" failures="1" errors="2" skipped="3"',
        'tests="4" failures="0" errors="0" skipped="0"',
    ):
        report = tmp_path / "report.xml"
        report.write_text(f"<testsuites><testsuite {numbers}/></testsuites>")
        counts.add(report)
    assert counts == Counts(passed=7, failed=3, skipped=3)
    assert counts.line() == "7 passed, 3 failed, 3 skipped"


def test_every_folder_of_tests_is_run_by_make_test() -> None:
    folders = {path.name for path in (paths.ROOT / "tests").iterdir() if any(path.rglob("test_*.py"))}
    assert folders <= {path for group in test.EVERY for path in group.paths}


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with a folder of tests, run in this environment."""
    monkeypatch.setattr(test, "ROOT", tmp_path)
    monkeypatch.setattr(test, "VAR", tmp_path / "var")
    monkeypatch.setattr(environments, "ensure", lambda *_: None)
    monkeypatch.setattr(test, "EVERY", (Group("some", environments.API, ("some",), "not slow"),))
    (tmp_path / "tests" / "some").mkdir(parents=True)
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = slow\n")
    return tmp_path / "tests" / "some" / "test_it.py"


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        ("def test_a(): pass", 0, "1 passed, 0 failed"),
        ("def test_a(): pass\ndef test_b(): assert 0", 1, "1 passed, 1 failed"),
        (
            "import pytest\ndef test_a(): pytest.skip()\ndef test_b(): pass",
            0,
            "1 passed, 0 failed, 1 skipped",
        ),
        ("import nothing_of_this_name", 1, "0 passed, 1 failed"),
        ("", 1, "0 passed, 0 failed"),
    ],
)
def test_the_exit_code_and_the_closing_line_say_the_same(
    made: Path, capfd: pytest.CaptureFixture[str], content: str, code: int, line: str
) -> None:
    made.write_text(content)
    assert test.main("test") == code
    assert capfd.readouterr().out.splitlines()[-1] == line
