"""Reads the whole of the conversation data into definitions and uses."""

from collections.abc import Iterator
from pathlib import Path

from tools.conversations import code as code_reading
from tools.conversations.examples import examples
from tools.conversations.names import Names
from tools.conversations.tree import Mistake, Tree, read

DEFAULT_ACTIONS = (
    "action_listen action_restart action_session_start action_default_fallback action_deactivate_loop "
    "action_back action_extract_slots action_unlikely_intent action_revert_fallback_events "
    "action_default_ask_affirmation action_default_ask_rephrase action_two_stage_fallback"
).split()
# Said by Rasa's own actions, if they are defined.
DEFAULT_RESPONSES = ("utter_restart", "utter_back", "utter_default", "utter_ask_rephrase")
# A key of Rasa's own in a message's metadata.
NOT_RESPONSES = {"utter_action"}
DEFAULT_INTENTS = ("nlu_fallback", "restart", "back", "session_start", "out_of_scope_fallback")


class Project:
    """Everything that is checked."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.mistakes: list[Mistake] = []
        self.domain = self._read(root / "domain.yml")
        self.files = {path: self._read(path) for path in sorted((root / "data").rglob("*.y*ml"))}
        self.code = code_reading.read(root)
        self.intents, self.entities = Names("intent"), Names("entity")
        self.responses, self.actions = Names("response"), Names("action")
        self.forms, self.slots = Names("form"), Names("slot")
        self.examples = [example for tree in self.files.values() for example in examples(tree)]
        self._define()
        self._use_in_data()
        self._use_in_code()

    def _read(self, path: Path) -> Tree:
        if not path.exists():
            self.mistakes.append(Mistake(path.relative_to(self.root).as_posix(), 0, "this file is missing"))
            return Tree(None, path.name)
        tree, mistakes = read(path, self.root)
        self.mistakes += mistakes
        return tree

    @property
    def kinds(self) -> tuple[Names, ...]:
        return (self.intents, self.entities, self.responses, self.actions, self.forms, self.slots)

    def _define(self) -> None:
        domain_names = (
            (self.intents, "intents"),
            (self.entities, "entities"),
            (self.actions, "actions"),
            (self.forms, "forms"),
            (self.slots, "slots"),
        )
        for names, key in domain_names:
            for name in self.domain.get(key).names():
                names.define(name.text, name.place)
        for tree in (self.domain, *self.files.values()):
            for name, _ in tree.get("responses").items():
                self.responses.define(name.text, name.place)

    def steps(self) -> Iterator[Tree]:
        """Every step of the rules and stories, their conditions too."""
        for tree in self.files.values():
            for kind in ("rules", "stories"):
                for story in tree.get(kind).entries():
                    for part in ("condition", "steps"):
                        yield from _with_alternatives(story.get(part))

    def _use_in_data(self) -> None:
        for example in self.examples:
            self.intents.use(example.intent, example.place)
            for entity in example.entities:
                self.entities.use(entity, example.place)
        for step in self.steps():
            self._use_step(step)
        for form in self.domain.get("forms").items():
            for slot in form[1].get("required_slots").names():
                self.slots.use(slot.text, slot.place)
        for mapping in self.domain.get("slots").walk():
            for key, names in (("entity", self.entities), ("active_loop", self.forms)):
                if mapping.get(key).text:
                    names.use(mapping.get(key).text, mapping.get(key).place)

    def _use_step(self, step: Tree) -> None:
        intent, action = step.get("intent"), step.get("action")
        if intent.text and intent.text not in DEFAULT_INTENTS:
            self.intents.use(intent.text, intent.place)
        if action.text and action.text not in DEFAULT_ACTIONS:
            self._names_of_action(action.text).use(action.text, action.place)
        loop = step.get("active_loop")
        if loop.text not in ("", "null", "~"):
            self.forms.use(loop.text, loop.place)
        for name in step.get("slot_was_set").names():
            self.slots.use(name.text, name.place)

    def _names_of_action(self, name: str) -> Names:
        if name.startswith("utter_"):
            return self.responses
        return self.forms if name in self.forms.defined else self.actions

    def _use_in_code(self) -> None:
        for text, place in self.code.texts.items():
            if text in self.code.beginnings:
                continue
            if text.startswith("utter_") and text.isidentifier() and text not in NOT_RESPONSES:
                self.responses.use(text, place)
            for names in (self.intents, self.entities, self.slots, self.forms):
                names.use_any([text], place)
        for name in DEFAULT_RESPONSES:
            if name in self.responses.defined:
                self.responses.use(name, self.responses.defined[name])
        self.responses.used_beginnings = {text for text in self.code.beginnings if text.startswith("utter_")}
        self.responses.used_endings = self.code.endings
        for name, place in self.code.actions.items():
            self.actions.use(name, place)


def _with_alternatives(steps: Tree) -> Iterator[Tree]:
    for step in steps.entries():
        yield step
        yield from _with_alternatives(step.get("or"))
