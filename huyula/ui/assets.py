"""The addresses of built files: what Vite wrote into `dist/`, found by the name it was written from."""

import json
from functools import lru_cache
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.templatetags.static import static

DIST = Path(__file__).parent / "dist"
MANIFEST = DIST / ".vite" / "manifest.json"
WORKER = "sw.js"
LARGEST_KEPT = 150_000  # bytes, before compression


def asset(name: str) -> str:
    """Give the hashed address of an entry by its plain name: `main.css`, `main.js`."""
    return static(file_of(name))


def file_of(name: str) -> str:
    """Give the hashed file of an entry inside `dist/`. Raises ImproperlyConfigured if the front end is not built."""
    try:
        return _entries(MANIFEST.stat().st_mtime_ns)[name]
    except (FileNotFoundError, KeyError) as missing:
        raise ImproperlyConfigured(f"{name} is not built: run `npm ci` and `npm run build`.") from missing


def shell_files() -> list[str]:
    """Give what a device keeps of the front end: every built file that is small, and not the service worker itself."""
    chunks = json.loads(MANIFEST.read_text()).values()
    files = {chunk["file"] for chunk in chunks} - {WORKER}
    return sorted(file for file in files if (DIST / file).stat().st_size <= LARGEST_KEPT)


@lru_cache(maxsize=2)
def _entries(_written: int) -> dict[str, str]:
    """Read the manifest once per build (`_written` is its time) and name each entry as its source is named."""
    chunks = json.loads(MANIFEST.read_text())
    return {
        f"{Path(chunk['src']).stem}{Path(chunk['file']).suffix}": chunk["file"]
        for chunk in chunks.values()
        if chunk.get("isEntry") and chunk["file"] != WORKER
    }
