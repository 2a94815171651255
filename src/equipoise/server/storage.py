"""How static files are kept: each under a name with a hash of its content, and packed beforehand."""

from __future__ import annotations

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage

__all__ = ["StaticFiles"]


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """WhiteNoise's storage, with gzip alone: where Brotli happens to be installed, packing would take half a minute."""

    def create_compressor(self, **kwargs: Any) -> Compressor:
        """Return what packs a file."""
        return Compressor(use_brotli=False, **kwargs)
