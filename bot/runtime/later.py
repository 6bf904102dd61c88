"""What Rasa imports and this bot does not use waits until somebody uses it.

Rasa imports TensorFlow, matplotlib, and the libraries of every store and channel that it knows, whichever of
them the model and the settings need: two thirds of the time that the bot takes to be ready, and half of its
memory. While Rasa is imported, the modules named in `PUT_OFF` are not; stand-ins take their place, and the
first use of one imports the module itself. Once Rasa is there, the stand-ins are out of the way: whoever
imports such a module then (a model with a DIETClassifier, say) gets it as it is.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, cast

PUT_OFF: Sequence[str] = (
    # TensorFlow, for training only (rasa.utils.train_utils).
    "rasa.utils.tensorflow.callback",
    "rasa.utils.tensorflow.data_generator",
    # matplotlib, for the reports of `rasa test`.
    "rasa.core.test",
    "rasa.nlu.test",
    # The stores that keep conversations with Amazon, or in MongoDB.
    "boto3",
    "pymongo",
    # Channels that are not open, and the terminal.
    "fbmessenger",
    "prompt_toolkit",
    "questionary",
    "rasa.core.channels.telegram",
    "rasa.core.channels.twilio",
    "slack_sdk",
    "twilio",
    "webexteamssdk",
    # Reminders within a conversation, events for RabbitMQ, reports to Sentry, coloured notes.
    "aio_pika",
    "rasa.core.jobs",
    "rich",
    "sentry_sdk",
    # See patches.quick_graph.
    "dask",
)
NAMES: Mapping[tuple[str, str], str] = {
    ("rasa.core.channels.telegram", "TelegramInput"): "telegram",
    ("rasa.core.channels.twilio", "TwilioInput"): "twilio",
}
"""What the classes of channels answer to `name()`, which Rasa asks all of them when it is imported."""


@contextmanager
def put_off(modules: Sequence[str] = PUT_OFF) -> Iterator[None]:
    """Whatever is imported within imports the stand-ins of `modules`, and of what is below them."""
    finder = _Finder(modules)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        finder.make_way()


class StandIn(ModuleType):
    """Stands for a module; its names stand for those of the module."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if isinstance(sys.modules.get(self.__name__), StandIn):
            return Later(self.__name__, name)
        return getattr(importlib.import_module(self.__name__), name)


class Later:
    """Stands for a name of a module, which is imported when the name is called, looked into or built upon."""

    def __init__(self, module: str, name: str) -> None:
        self.__module, self.__name = module, name

    def __repr__(self) -> str:
        return f"<{self.__module}.{self.__name}, not imported yet>"

    def __real(self) -> Any:
        stand_in = sys.modules.get(self.__module)
        if isinstance(stand_in, StandIn):
            cast("_Finder", stand_in.__loader__).make_way(self.__module)
        return getattr(importlib.import_module(self.__module), self.__name)

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        return self.__real()(*arguments, **named)

    def __getattr__(self, name: str) -> Any:
        if name == "name" and (told := NAMES.get((self.__module, self.__name))):
            return lambda: told
        if name.startswith("__"):
            # typing and inspect look for these in whatever they are given.
            raise AttributeError(name)
        return getattr(self.__real(), name)

    def __mro_entries__(self, _: tuple[Any, ...]) -> tuple[Any, ...]:
        return (self.__real(),)

    def __instancecheck__(self, instance: Any) -> bool:
        return isinstance(instance, self.__real())

    def __subclasscheck__(self, subclass: type) -> bool:
        return issubclass(subclass, self.__real())


class _Finder(MetaPathFinder, Loader):
    """Finds the stand-ins."""

    def __init__(self, modules: Sequence[str]) -> None:
        self.waiting = set(modules)

    def find_spec(self, fullname: str, *_: Any) -> ModuleSpec | None:
        if any(_is_in(fullname, each) for each in self.waiting):
            return ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> StandIn:
        return StandIn(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing in a stand-in."""

    def make_way(self, used: str | None = None) -> None:
        """Let the module that is used be imported, with what it is in; without one, all of them."""
        gone = {each for each in self.waiting if used is None or _is_in(used, each)}
        self.waiting -= gone
        for name, module in list(sys.modules.items()):
            if isinstance(module, StandIn) and any(_is_in(name, each) for each in gone):
                del sys.modules[name]


def _is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")
