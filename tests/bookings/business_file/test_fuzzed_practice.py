"""A good file with one part of it replaced by anything else is read or refused, never a crash."""

import contextlib
from pathlib import Path

import yaml
from hypothesis import given
from hypothesis import strategies as st

from bookings.business_file import BusinessFileError, read_business_file

PRACTICE = yaml.safe_load(Path(__file__).with_name("practice.yaml").read_text(encoding="utf-8"))

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("abc:-0 9é\n\"'", max_size=8) | st.dates().map(str),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abif", max_size=4), inner, max_size=3)
    ),
    max_leaves=4,
)


def paths(value, path=()):
    """The way to each part of the file."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield from paths(part, (*path, key))


def replaced(value, path, part):
    if not path:
        return part
    copy = value.copy()
    copy[path[0]] = replaced(value[path[0]], path[1:], part)
    return copy


@given(st.sampled_from(list(paths(PRACTICE))), ANYTHING)
def test_any_part_may_be_anything(path, part):
    text = yaml.safe_dump(replaced(PRACTICE, path, part), allow_unicode=True)
    with contextlib.suppress(BusinessFileError):
        assert read_business_file(text, "x.yaml").business.id
