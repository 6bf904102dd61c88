"""The example in the documentation holds."""

import re
from pathlib import Path

DOCS = Path(__file__).parents[3] / "docs" / "dates.md"


def test_the_example_prints_what_the_page_says(capsys):
    code = re.search(r"```python\n(.*?)```", DOCS.read_text(), re.DOTALL)[1]
    promised = [line.removeprefix("# ").split() for line in code.splitlines() if line.startswith("# ")]
    exec(compile(code, str(DOCS), "exec"), {})
    assert [line.split() for line in capsys.readouterr().out.splitlines()] == promised
