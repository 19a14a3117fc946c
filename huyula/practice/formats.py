"""The rules of asking as they stand in `data/`."""

import datetime as dt
import tomllib
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "data" / "asking.toml"


@dataclass(frozen=True, slots=True)
class Listed:
    """One rule of asking: its days of force, its basis, its numbers of days and the reason for them."""

    valid_from: dt.date
    legal_basis: str
    confirmed: bool
    ask_after: int
    answer_within: int
    ask_again_after: int
    keep_photo: int
    reason: str
    reason_en: str


def listed_rules() -> list[Listed]:
    """Read the rules that the product comes with."""
    return [Listed(**row) for row in tomllib.loads(FILE.read_text(encoding="utf-8"))["rule"]]
