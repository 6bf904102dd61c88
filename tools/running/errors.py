"""Which lines of a program's output are real errors, to be shown on the console."""

import re

FIRST_OF_ERROR = re.compile(r"^(\d{4}-\d\d-\d\d[ T]\S+\s+)?\[?(ERROR|CRITICAL|FATAL)\b")
FIRST_OF_TRACEBACK = re.compile(
    r"^\s*(Traceback \(most recent call last\):|During handling of|The above exception was)"
)


class ErrorFilter:
    """Told every line in turn, says whether the person should see it: error lines and whole tracebacks."""

    def __init__(self) -> None:
        self._in_traceback = False

    def shows(self, line: str) -> bool:
        """Whether this line, without its newline, belongs to an error."""
        if FIRST_OF_TRACEBACK.match(line):
            self._in_traceback = True
            return True
        if self._in_traceback:
            # Indented lines are frames; the first line that is not tells the error and ends it.
            self._in_traceback = line.startswith((" ", "\t")) or not line
            return True
        return FIRST_OF_ERROR.match(line) is not None
