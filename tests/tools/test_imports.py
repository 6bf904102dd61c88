"""Imports run one way, as docs and CONTRIBUTING.md draw it; pure parts import nothing that does I/O."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = ("bookings", "bot", "actions", "telemetry", "tools", "tests")

# What each part may import of the project, beside itself.
ALLOWED = {
    "bookings.engine": (),
    "bookings.business_file": ("bookings.engine",),
    "bookings.services": ("bookings.engine", "bookings.business_file"),
    "bookings.storage": (
        "bookings.engine",
        "bookings.services",
        "bookings.business_file",
        "bookings.identifiers",
    ),
    "bookings.outbox": ("bookings.engine", "bookings.services"),
    "bookings.integrations": ("bookings.engine", "bookings.services"),
    "bookings.api": ("bookings.engine", "bookings.services", "bookings.identifiers"),
    "bookings.metrics": (
        "bookings.engine",
        "bookings.services",
        "bookings.api.noted",
        "bookings.metrics_address",
    ),
    "bookings.bootstrap": ("bookings",),
    "bookings.cli": ("bookings",),
    "bot.temporal": (),
    "bot.catalogue": ("bot.api_settings",),
    "bot.nlu": ("bot.temporal", "bot.catalogue", "bot.clock", "bot.api_settings", "bot.zones"),
    "bot.channels": ("bot.runtime", "bot.zones", "bot.clock"),
    "bot.runtime": (),
    "bot.people": ("bot.runtime", "bot.channels", "bot.clock"),
    "actions.client": (),
    "actions.dialogue": ("bot.temporal",),
    "actions.handlers": (
        "actions.client",
        "actions.dialogue",
        "bot.temporal",
        "bot.clock",
        "bot.api_settings",
        "bot.zones",
    ),
    "tools": (),
    "telemetry": (),
}

# What all programs tell of themselves; pure parts tell nothing.
EVERYBODYS = "telemetry"

# Parts that get clock, ids and randomness passed in, and touch neither files nor the network.
PURE = ("bookings.engine", "bot.temporal", "actions.dialogue")
FORBIDDEN_IN_PURE = frozenset(
    "os io sys socket subprocess pathlib random secrets uuid time threading asyncio logging shutil tempfile "
    "urllib http httpx requests sqlalchemy litestar msgspec rasa rasa_sdk".split()
)
# The tools run before there is an environment. PyYAML is for checking the conversation data
# mkdocs calls the hooks of the site.
TOOLS_MAY_IMPORT = {"tools.conversations": {"yaml"}, "tools.site": {"mkdocs"}}


def modules(part: str) -> Iterator[tuple[str, Path]]:
    folder = ROOT / part.replace(".", "/")
    paths = sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]
    for path in paths:
        if path.exists():
            yield ".".join(path.relative_to(ROOT).with_suffix("").parts), path


def imports(name: str, path: Path) -> Iterator[str]:
    """Full names of what a module imports; `from a import b` gives a.b."""
    package = name.split(".")[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            origin = ".".join([*base, *([node.module] if node.module else [])])
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def lies_in(name: str, part: str) -> bool:
    return name == part or name.startswith(part + ".")


def parts_that_are_there() -> list[str]:
    return [part for part in ALLOWED if any(modules(part))]


@pytest.mark.parametrize("part", parts_that_are_there())
def test_a_part_imports_only_what_lies_below_it(part: str) -> None:
    wrong = [
        f"{name} imports {imported}"
        for name, path in modules(part)
        for imported in imports(name, path)
        if imported.split(".")[0] in PROGRAMS
        and not any(lies_in(imported, allowed) for allowed in (part, *allowed_to(part)))
    ]
    assert wrong == []


def allowed_to(part: str) -> tuple[str, ...]:
    return ALLOWED[part] if part in (*PURE, "tools") else (*ALLOWED[part], EVERYBODYS)


def test_every_part_of_the_programs_has_its_rule() -> None:
    packages = [
        f"{program}.{folder.name}"
        for program in ("bookings", "bot", "actions")
        for folder in (ROOT / program).iterdir()
        if any(folder.glob("*.py"))
    ]
    assert set(packages) <= set(ALLOWED)


@pytest.mark.parametrize("part", [part for part in PURE if any(modules(part))])
def test_a_pure_part_reads_no_clock_and_touches_no_file_and_no_network(part: str) -> None:
    wrong = [
        f"{name} imports {imported}"
        for name, path in modules(part)
        for imported in imports(name, path)
        if imported.split(".")[0] in FORBIDDEN_IN_PURE
    ]
    assert wrong == []


def test_the_tools_need_nothing_but_the_standard_library() -> None:
    import sys

    for name, path in modules("tools"):
        extra = next((more for part, more in TOOLS_MAY_IMPORT.items() if lies_in(name, part)), set())
        for imported in imports(name, path):
            assert imported.split(".")[0] in sys.stdlib_module_names | {"tools"} | extra, (
                f"{name}: {imported}"
            )


def test_the_rule_sees_a_forbidden_import(tmp_path: Path) -> None:
    module = tmp_path / "slots.py"
    module.write_text("def f():\n    from bookings.storage import tables\n    import os.path\n")
    assert list(imports("bookings.engine.slots", module)) == ["bookings.storage.tables", "os.path"]
