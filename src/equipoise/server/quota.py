"""A bound on what one request may send, told before it is read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

__all__ = ["Quota"]


class Quota(FileUploadHandler):
    """Refuses a form whose files together are larger than ``settings.UPLOAD_MOST`` bytes."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: dict[str, Any],  # noqa: N803 - Django's name
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        """Look at the length that the request announces."""
        del input_data, META, boundary, encoding
        if content_length > settings.UPLOAD_MOST:
            raise RequestDataTooBig("what was sent is larger than the server takes at once")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass the data on."""
        del start
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""
        del file_size
