"""Where compiled loops lie. Told without loading the compiler, which takes a second."""

from __future__ import annotations

import hashlib
import os
from importlib.metadata import version
from pathlib import Path

__all__ = ["cache_folder"]


def cache_folder() -> Path:
    """Return the folder of compiled loops; it need not be there.

    The compiler keeps compiled code on disk but does not notice when a function that was compiled into another one
    changes. The folder's name therefore carries a digest of all kernel sources: changed sources find a new one.
    """
    if chosen := os.environ.get("NUMBA_CACHE_DIR"):
        return Path(chosen)
    base = os.environ.get("EQUIPOISE_CACHE") or os.environ.get("XDG_CACHE_HOME")
    root = Path(base) if base else Path.home() / ".cache"
    digest = hashlib.sha256(version("numba").encode())
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return root / "equipoise" / f"kernels-{digest.hexdigest()[:16]}"
