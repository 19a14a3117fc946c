"""Receiving files from a form: never in memory, never under a name on the disk, never more than the house takes."""

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

# The largest thing that any door takes, and a little more, so that whoever counts sees that it was too much.
MOST_BYTES = 100 << 20


class NamelessUploadHandler(FileUploadHandler):
    """Write what comes into a file without a name, which is gone with the process that reads it.

    Beyond 100 MiB per request nothing is written any more, but the sender is heard out, so that a form can answer; the
    file's `size` then says how much came, though less is there.
    """

    def __init__(self, *args: Any, **more: Any) -> None:
        """Begin to count."""
        super().__init__(*args, **more)
        self.written = 0

    def new_file(self, *args: Any, **more: Any) -> None:
        """Open a file for the next field."""
        super().new_file(*args, **more)
        folder = Path(settings.HUYULA_DATA) / "incoming"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.file = tempfile.TemporaryFile(dir=folder)  # noqa: SIM115  (closed by the request)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Write a piece, unless enough was written."""
        if self.written <= MOST_BYTES:
            self.written += self.file.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> "UploadedFile[Any]":
        """Hand over the file, at its beginning."""
        self.file.seek(0)
        return UploadedFile(
            file=self.file,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )

    def upload_interrupted(self) -> None:
        """Let go of what a broken line left."""
        if hasattr(self, "file"):
            self.file.close()
