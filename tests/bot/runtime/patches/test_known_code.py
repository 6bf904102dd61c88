from __future__ import annotations

import importlib
import pkgutil

import pytest

import bot.runtime.patches
from bot.runtime.patches.known_code import UnknownCode, digest, require

MENDS = [name for _, name, _ in pkgutil.iter_modules(bot.runtime.patches.__path__) if name != "known_code"]


def test_code_with_the_expected_digest_passes() -> None:
    require({digest: digest(digest)})


def test_other_code_is_refused_by_name() -> None:
    with pytest.raises(UnknownCode, match="known_code.digest is not the code"):
        require({digest: "0" * 16})


@pytest.mark.parametrize("name", MENDS)
def test_each_mend_tells_its_reason_and_fits_the_installed_rasa(name: str) -> None:
    mend = importlib.import_module(f"bot.runtime.patches.{name}")
    assert mend.__doc__
    assert mend.KNOWN
    require(mend.KNOWN)
