"""`huyula openapi [--check]`: write the description of the API to docs/api, or say if it is out of date."""

import json
from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from huyula.site.api import api


def described() -> str:
    """Give the OpenAPI description as it stands in the file."""
    return json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=2, sort_keys=True, default=str) + "\n"


class Command(BaseCommand):
    """Keep the snapshot of the API, so that a change of it is seen in review."""

    help = "Write docs/api/openapi.json; with --check only compare."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")

    def handle(self, *, check: bool, **_options: object) -> None:
        path = Path(settings.ROOT) / "docs" / "api" / "openapi.json"
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(described(), encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != described():
            raise CommandError("docs/api/openapi.json is out of date: run `huyula openapi`.")
