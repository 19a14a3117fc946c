"""The long runs of bench/, in small."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest

FILE = Path(__file__).resolve().parent.parent / "bench" / "soak_journal.py"


@pytest.mark.django_db(transaction=True)
def test_the_journal_holds_under_load_and_shows_every_edit(
    settings: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.HUYULA_DATA = str(tmp_path)
    spec = importlib.util.spec_from_file_location("soak_journal", FILE)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    wrong = module.soak(seconds=1.5, writers=3, every=0.2)

    said = capsys.readouterr().out
    assert wrong == [], said
    assert "an edited entry, not sealed: entry" in said
