import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bookings.business_file import BusinessFileError, read_business_file
from bookings.business_file.tree import Entries, Items, Scalar, UnreadableYaml, read_tree


def plain(node):
    """The tree as lists, dicts and texts."""
    if isinstance(node, Scalar):
        return None if node.is_null else node.text
    if isinstance(node, Items):
        return [plain(item) for item in node.items]
    return {key: plain(entry.node) for key, entry in node.entries.items()}


def test_scalars_stay_as_they_were_written():
    tree = read_tree(
        "{phone: 0207946, time: 10:30, no: yes, date: 2026-12-25, quoted: 'null', none: null, empty: }"
    )
    assert plain(tree) == {
        "phone": "0207946",
        "time": "10:30",
        "no": "yes",
        "date": "2026-12-25",
        "quoted": "null",
        "none": None,
        "empty": None,
    }


def test_every_node_knows_its_line_and_column():
    tree = read_tree("a: 1\nb:\n  - x\n  - {c: y}\n")
    assert isinstance(tree, Entries)
    assert tree.entries["b"].key_mark.line == 2
    items = tree.entries["b"].node
    assert [(item.mark.line, item.mark.column) for item in items.items] == [(3, 5), (4, 5)]


def test_anchors_and_merge_keys_share_what_was_written_once():
    tree = read_tree("base: &b {x: 1, y: 2}\nmine: {<<: *b, y: 3}\nboth: {<<: [*b, {z: 4}]}\nsame: *b")
    assert plain(tree)["mine"] == {"y": "3", "x": "1"}
    assert plain(tree)["both"] == {"x": "1", "y": "2", "z": "4"}
    assert plain(tree)["same"] == {"x": "1", "y": "2"}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("", 1, "the file is empty"),
        ("# nothing\n", 1, "the file is empty"),
        ("a: 1\nb: [1, 2\nc: 3\n", 3, "not readable as YAML"),
        ("a: 1\n\tb: 2\n", 2, "not readable as YAML"),
        ("a: 1\n--- \nb: 2\n", 2, "a second document"),
        ("a: *b\n", 1, "*b refers to nothing"),
        ("a: &a [*a]\n", 1, "*a refers to nothing"),
        ("a: !!python/object/apply:os.system [ls]\n", 1, "tags"),
        ("a: 1\n[1]: 2\n", 2, "a key is a single word"),
        ("a: 1\nb: {<<: 3}\n", 2, "<< takes a mapping"),
        ("a: " + "[" * 30 + "]" * 30, 1, "nested more than 20 levels deep"),
        ("[" * 100_000, 1, "nested more than 20 levels deep"),
        ("a: 1\nb: \x07\n", 2, "0x0007"),
    ],
    ids=range(13),
)
def test_what_is_no_yaml_of_ours_is_told_with_its_line(text, line, says):
    with pytest.raises(UnreadableYaml) as caught:
        read_tree(text)
    assert caught.value.mark.line == line
    assert says in caught.value.message


@pytest.mark.parametrize(
    ("content", "line", "says"),
    [
        (b"business: {}\nname: caf\xe9\n", 2, "byte 0xe9 is no UTF-8 text"),
        (b"x" * (1024 * 1024 + 1), 1, "expected at most 1048576"),
        (b"- a\n", 1, "expected a mapping with business"),
        (b"hello", 1, 'found "hello", expected a mapping'),
    ],
)
def test_a_file_that_is_no_business_file_is_told_what_is_wrong(content, line, says):
    with pytest.raises(BusinessFileError) as caught:
        read_business_file(content, "x.yaml")
    (mistake,) = caught.value.mistakes
    assert mistake.line == line
    assert says in mistake.message


@pytest.mark.parametrize(
    ("text", "line", "hint"),
    [
        ("text: How bad: from 0 to 10?", 1, "needs quotes"),
        ("a: 1\n\tb: 2", 2, "spaces, not tabs"),
        ("a:\n\tb: 2", 2, "indent with spaces"),
        ("price: @5", 1, "quote texts that begin"),
        ("a: 1\nb\nc: 2", 3, "a colon and a space"),
        ("a:\n  b: 1\n c: 2", 3, "start in the same column"),
        ("a: [1, 2\nb: 3", 2, "a bracket that was opened"),
    ],
)
def test_what_usually_goes_wrong_in_yaml_is_explained(text, line, hint):
    with pytest.raises(UnreadableYaml) as caught:
        read_tree(text)
    assert caught.value.mark.line == line
    assert hint in caught.value.message


def test_a_byte_order_mark_does_not_matter():
    good = "business: {id: a, name: A, timezone: UTC}".encode("utf-8-sig")
    assert read_business_file(good, "x.yaml").business.name == "A"


KEYS = st.sampled_from(
    [
        "business",
        "id",
        "name",
        "timezone",
        "facts",
        "api_keys",
        "key_env",
        "scopes",
        "staff",
        "windows",
        "mon",
    ]
    + ["services", "booking_links", "slug", "title", "duration_minutes", "exceptions", "date", "closed", "<<"]
    + ["questions", "type", "choices", "min", "max", "ask_if", "routing", "if", "then", "reject", "gte", "in"]
)
WORDS = st.sampled_from(
    ["a", "b", "q_new", "number", "choice", "boolean", "true", "30", "UTC", "09:00-17:00", "2026-12-25"]
    + ["null", "''", "*x", "&x y", "-1", "1e9", "..", "round_robin", "bookings:read", "{}", "[]"]
)


def flow(value):
    """The value in YAML's flow style, its words as they are."""
    if isinstance(value, list):
        return f"[{', '.join(map(flow, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {flow(inner)}' for key, inner in value.items())}}}"
    return value


FLOWS = st.recursive(
    WORDS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=6)
)


@given(st.dictionaries(KEYS, FLOWS, max_size=5))
def test_the_reader_never_crashes_whatever_the_yaml_says(document):
    text = "\n".join(f"{key}: {flow(value)}" for key, value in document.items())
    assert_read_or_refused(text)


@given(st.text() | st.binary())
@example("%YAML 1.1\n---\n")
@example("? a\n: b")
@example("a: &x\nb: *x")
@example('"\\ud800": 1')
def test_the_reader_never_crashes_whatever_the_file_holds(content):
    assert_read_or_refused(content)


def assert_read_or_refused(content):
    mistakes = mistakes_in(content)
    assert mistakes is None or len(mistakes) > 0
    assert all(mistake.line >= 1 and mistake.message for mistake in mistakes or ())


def mistakes_in(content):
    """The file's mistakes, None if it can be used."""
    try:
        read_business_file(content, "x.yaml")
    except BusinessFileError as error:
        return error.mistakes
    return None
