"""How the results of several pytest runs become one closing line and one exit code."""

import re
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


def test_groups_run_side_by_side_and_are_told_one_after_the_other(
    made: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each waits for the other to have begun: one after the other, both would fail."""
    folder, other = made.parent, made.parents[1] / "other"
    other.mkdir()
    meet = (
        "import pathlib, time\n"
        "def test_meet():\n"
        "    pathlib.Path({own!r}).touch()\n"
        "    end = time.monotonic() + 60\n"
        "    while not pathlib.Path({theirs!r}).exists():\n"
        "        assert time.monotonic() < end\n"
        "        time.sleep(0.02)\n"
    )
    here, there = str(folder / "here"), str(other / "there")
    made.write_text(meet.format(own=here, theirs=there))
    (other / "test_other.py").write_text(meet.format(own=there, theirs=here) + "def test_bad(): assert 0\n")
    groups = [Group(name, environments.API, (name,), "not slow") for name in ("some", "other")]
    monkeypatch.setattr(test, "EVERY", tuple(groups))
    assert test.main("test") == 1
    lines = capfd.readouterr().out.splitlines()
    assert [line for line in lines if re.fullmatch("=== [a-z]+ ===", line)] == [
        "=== some ===",
        "=== other ===",
    ]
    assert lines.index("=== some ===") < lines.index("=== other ===")
    assert "1 passed in" in "\n".join(lines[: lines.index("=== other ===")])
    assert lines[-2:] == ["Not all right: other", "2 passed, 1 failed"]
    assert re.fullmatch(r" +\d+ s  some", lines[-4])


def test_a_group_that_leaves_no_report_fails_and_the_others_still_count(
    made: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    other = made.parents[1] / "other"
    other.mkdir()
    (other / "test_other.py").write_text("import os\ndef test_end(): os._exit(0)\n")
    made.write_text("def test_a(): pass")
    groups = [Group(name, environments.API, (name,), "not slow") for name in ("other", "some")]
    monkeypatch.setattr(test, "EVERY", tuple(groups))
    assert test.main("test") == 1
    output = capfd.readouterr().out
    assert "pytest did not get to run the group other (exit code 0)." in output
    assert output.splitlines()[-2:] == ["Not all right: other", "1 passed, 0 failed"]


def test_what_needs_the_model_is_not_run_when_the_training_fails(
    made: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """There are no tools in the made project, so its training fails."""
    made.write_text("def test_a(): pass")
    groups = [
        Group(name, environments.API, ("some",), needs_model=name == "talk") for name in ("talk", "some")
    ]
    monkeypatch.setattr(test, "EVERY", tuple(groups))
    assert test.main("test") == 1
    output = capfd.readouterr().out
    assert "Not run, because the training failed: talk" in output
    assert output.splitlines()[-2:] == ["Not all right: training, talk", "1 passed, 0 failed"]
