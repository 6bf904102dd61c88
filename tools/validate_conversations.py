"""`python -m tools.validate_conversations`: every mistake in the conversation data."""

import sys
from pathlib import Path

from tools.console import say
from tools.conversations.checks import CHECKS
from tools.conversations.project import Project
from tools.conversations.tree import Mistake
from tools.paths import ROOT


def mistakes(root: Path = ROOT) -> list[Mistake]:
    """All mistakes in the project below `root`, in the order of files and lines, each told once."""
    project = Project(root)
    found = project.mistakes + [mistake for check in CHECKS for mistake in check(project)]
    return sorted(set(found))


def main() -> int:
    """Print the mistakes; 1 when there are any."""
    found = mistakes()
    for mistake in found:
        say(str(mistake))
    say(f"{len(found)} mistakes in the conversation data." if found else "The conversation data is sound.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
