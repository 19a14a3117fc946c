"""`huyula verify-certificate TOKEN --keys FILE`: check a certificate without network and without database."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from huyula.credentials import formats
from huyula.credentials.rules import Outcome

FROM_INPUT = "-"
NOTE = "Whether it was revoked since, only the register of the issuer knows."


class Command(BaseCommand):
    """Check the signature of a certificate with the public keys alone."""

    help = "Check a certificate (its code, or the address in its QR code; - reads it from the input) offline."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("token", help="the code or the whole address; - for the input")
        parser.add_argument("--keys", required=True, type=Path, help="the file of /sertifikat/kunci/ (a JWK Set)")
        parser.add_argument("--json", action="store_true", help="as JSON")

    def handle(self, *, token: str, keys: Path, **options: Any) -> None:
        try:
            known = formats.keys_in(keys.read_text(encoding="utf-8"))
        except (OSError, ValueError) as fault:
            raise CommandError(f"{keys} can't be read as a JWK Set: {fault}") from fault
        given = (sys.stdin.read() if token == FROM_INPUT else token).strip()
        reading = formats.read(given.rpartition("/s/")[2], keys=known)
        claim = reading.claim.data() if reading.claim else {}
        if options["json"]:
            self.stdout.write(json.dumps({"outcome": reading.outcome.value, **claim}, ensure_ascii=False, indent=2))
        else:
            self.stdout.write(f"{reading.outcome.value}  (key {reading.key_id or '-'})")
            for name, value in claim.items():
                self.stdout.write(f"  {name:<6} {value}")
        if reading.outcome != Outcome.VALID:
            raise CommandError("The certificate is not confirmed.", returncode=2)
        if not options["json"]:
            self.stdout.write(NOTE)
