"""The checks beyond "defined and used": one function each, a name that says what must hold."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

from tools.conversations.project import DEFAULT_INTENTS, Project
from tools.conversations.tree import Mistake, Place, Tree

TOPICS = frozenset(
    "booking times qualification finding proving cancelling rescheduling waitlist handover attendance "
    "business smalltalk fallback grown".split()  # grown: see seeds/README.md
)
FEWEST_EXAMPLES = 8
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def names_are_defined_and_used(project: Project) -> Iterator[Mistake]:
    for names in project.kinds:
        yield from names.mistakes()


def files_are_named_by_topic(project: Project) -> Iterator[Mistake]:
    for path in project.files:
        if path.stem not in TOPICS:
            file = path.relative_to(project.root).as_posix()
            yield Mistake(file, 0, f"a file here is named by its topic: {', '.join(sorted(TOPICS))}")


def every_intent_has_examples(project: Project) -> Iterator[Mistake]:
    """Also those that only buttons send: a person can type what is on a button."""
    counts = Counter(example.intent for example in project.examples)
    for intent, place in project.intents.defined.items():
        if counts[intent] < FEWEST_EXAMPLES and intent not in DEFAULT_INTENTS:
            yield place.mistake(
                f"the intent {intent} has {counts[intent]} examples; it needs {FEWEST_EXAMPLES} at least"
            )


def no_example_stands_twice(project: Project) -> Iterator[Mistake]:
    first: dict[str, tuple[str, Place]] = {}
    for example in project.examples:
        if example.plain in first:
            intent, place = first[example.plain]
            yield example.place.mistake(
                f"{example.plain!r} teaches {example.intent}, and {intent} in {place.file}:{place.line}"
            )
        first.setdefault(example.plain, (example.intent, example.place))


def actions_of_the_domain_are_those_of_the_code(project: Project) -> Iterator[Mistake]:
    for name, place in project.actions.defined.items():
        if name not in project.code.actions:
            yield place.mistake(f"no class in actions/ is named {name}")


def responses_have_text(project: Project) -> Iterator[Mistake]:
    for name, variations in _responses(project):
        if not list(variations.entries()):
            yield name.place.mistake(f"the response {name.text} needs a list of variations")
        for variation in variations.entries():
            if not (variation.get("text").text.strip() or variation.get("custom").is_mapping):
                yield variation.place.mistake(f"a variation of {name.text} has no text")


def variations_name_the_same_values(project: Project) -> Iterator[Mistake]:
    """Rasa picks a variation by chance: what one tells, all must tell."""
    for name, variations in _responses(project):
        sets = [_placeholders(variation.get("text").text) for variation in variations.entries()]
        if any(found != sets[0] for found in sets):
            told = " / ".join(", ".join(sorted(found)) or "none" for found in sets)
            yield name.place.mistake(f"the variations of {name.text} name different values: {told}")


def placeholders_are_given_a_value(project: Project) -> Iterator[Mistake]:
    """By a slot of the domain, or by that name in the code. A value that is missing shows as `{name}`."""
    known = set(project.slots.defined) | set(project.code.texts)
    for name, variations in _responses(project):
        for part in variations.walk():
            for value in sorted(_placeholders(part.text) - known):
                yield part.place.mistake(f"nothing gives {{{value}}} in {name.text} a value")


def braces_are_whole(project: Project) -> Iterator[Mistake]:
    for name, variations in _responses(project):
        for variation in variations.entries():
            text = variation.get("text")
            rest = PLACEHOLDER.sub(lambda found: "" if found[1].isidentifier() else found[0], text.text)
            if "{" in rest or "}" in rest:
                yield text.place.mistake(f"the braces in {name.text} do not enclose a name")


def buttons_send_known_intents(project: Project) -> Iterator[Mistake]:
    for name, variations in _responses(project):
        for variation in variations.entries():
            for button in variation.get("buttons").entries():
                payload = button.get("payload")
                intent = re.match(r"/(\w+)", payload.text)
                if intent is None or intent[1] not in project.intents.defined:
                    yield payload.place.mistake(f"a button of {name.text} sends no intent: {payload.text!r}")


def _responses(project: Project) -> Iterator[tuple[Tree, Tree]]:
    for tree in (project.domain, *project.files.values()):
        yield from tree.get("responses").items()


def _placeholders(text: str) -> set[str]:
    return {found for found in PLACEHOLDER.findall(text) if found.isidentifier()}


CHECKS: tuple[Callable[[Project], Iterator[Mistake]], ...] = (
    names_are_defined_and_used,
    files_are_named_by_topic,
    every_intent_has_examples,
    no_example_stands_twice,
    actions_of_the_domain_are_those_of_the_code,
    responses_have_text,
    variations_name_the_same_values,
    placeholders_are_given_a_value,
    braces_are_whole,
    buttons_send_known_intents,
)
