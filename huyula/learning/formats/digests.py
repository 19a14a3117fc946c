"""What makes two courses, or two lessons, the same: everything that their author wrote."""

import hashlib
import json
from dataclasses import asdict
from typing import Any

from huyula.learning.rules.courses import CourseSpec, LessonSpec


def digest_of(spec: CourseSpec | LessonSpec) -> str:
    """Give the SHA-256 of what an author wrote, in hexadecimal."""
    text = json.dumps(asdict(spec), default=_plain, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> str:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else str(value)
