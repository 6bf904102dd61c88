from __future__ import annotations

import gc
import subprocess
import sys

import pytest

from bot.runtime import memory


def test_what_is_there_when_all_is_loaded_is_not_looked_at_again() -> None:
    try:
        memory.settle()
        assert gc.get_freeze_count() > 1000
    finally:
        gc.unfreeze()


@pytest.mark.slow
def test_tensorflow_does_without_jax() -> None:
    code = (
        "from bot.runtime import memory; memory.spare(); import tensorflow as tf, sys;"
        "assert not [name for name in sys.modules if name.startswith('jax.')];"
        "print(float(tf.constant(2.0) * 3))"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True)
    assert done.stdout.split() == ["6.0"], done.stderr
