"""What this machine computes with, told without loading a library that computes."""

from __future__ import annotations

import contextlib
import importlib.util
import logging
import os
import platform
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from kbminer.logs import line
from kbminer.similarity.embed.embedder import Device, DType

_log = logging.getLogger(__name__)


def processors() -> int:
    """Count the processors that this process may use.

    >>> processors() >= 1
    True
    """
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def computes_in_bfloat16() -> bool:
    """Tell whether the processor has bfloat16 instructions; only Linux says so without native code."""
    with contextlib.suppress(OSError):
        flags = Path("/proc/cpuinfo").read_text(encoding="utf8", errors="replace")
        return "avx512_bf16" in flags or "amx_bf16" in flags
    return False


def precision_of(dtype: DType) -> str:
    """Name the precision that ``dtype`` asks for on this processor, whatever the device.

    >>> precision_of("float32")
    'float32'
    """
    if dtype != "auto":
        return dtype
    return "bfloat16" if computes_in_bfloat16() else "float32"


def runs_as_graph(device: Device) -> bool:
    """Tell whether a model of BERT's kind runs in OpenVINO: on the processor, where that is installed."""
    if device not in {"auto", "cpu"} or (device == "auto" and has_graphics_card()):
        return False
    if importlib.util.find_spec("openvino") is None:
        _log.warning(line("torch encodes, which starts slowly: pip install openvino"))
        return False
    return True


def has_graphics_card() -> bool:
    """Tell whether torch is likely to find a graphics card: a driver is there, and torch is built for one.

    Torch itself knows, but loading it takes longer than encoding a small forum.
    """
    if sys.platform == "darwin":
        return platform.machine() == "arm64"
    driver = "C:/Windows/System32/nvcuda.dll" if sys.platform == "win32" else "/proc/driver/nvidia/version"
    try:
        return Path(driver).exists() and "+cpu" not in version("torch")
    except PackageNotFoundError:
        return False
