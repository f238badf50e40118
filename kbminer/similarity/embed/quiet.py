"""What the libraries behind a model have to say: shown to whoever asked for log lines, to nobody else."""

from __future__ import annotations

import contextlib
import importlib
import logging
from collections.abc import Iterator
from typing import Any

_LIBRARIES = ("sentence_transformers", "transformers", "huggingface_hub", "torch")


@contextlib.contextmanager
def quiet_libraries() -> Iterator[None]:
    """Hold back the libraries' warnings, unless kbminer's own log lines are shown."""
    if logging.getLogger("kbminer").isEnabledFor(logging.INFO):
        yield
        return
    loggers = [logging.getLogger(name) for name in _LIBRARIES]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


@contextlib.contextmanager
def without_foreign_bars() -> Iterator[None]:
    """Keep transformers from drawing its own bar while the model's weights load."""
    foreign: Any = importlib.import_module("transformers.utils.logging")  # Any: its functions are untyped
    shown = foreign.is_progress_bar_enabled()
    foreign.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            foreign.enable_progress_bar()
