"""The house: what holds for every area, file and table."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "huyula"
OWN_SHAPE = {"ui", "lib", "site"}
AREAS = sorted(path.parent for path in PACKAGE.glob("*/__init__.py"))
NAMES = {
    "__init__",
    "apps",
    "urls",
    "views",
    "api",
    "management",
    "tasks",
    "listeners",
    "samples",
    "forms",
    "actions",
    "queries",
    "policies",
    "models",
    "rules",
    "formats",
    "gateways",
    "middleware",
    "templates",
    "tests",
    "migrations",
    "behaviours",
    "print",
    "data",
}
WRITERS = {"actions", "samples", "migrations", "tests"}
WRITING = re.compile(
    r"\.objects(\.\w+\([^)]*\))*\.(create|bulk_create|update|delete|get_or_create|update_or_create|bulk_update)\("
    r"|\.save\(|\bINSERT INTO\b|\bDELETE FROM\b|\bUPDATE \w+ SET\b|\.copy\("
)
# Tables that belong to no agency, each with its reason.
WITHOUT_AGENCY = {
    "access.Agency": "is the agency",
    "access.User": "an account may act in several agencies",
    "access.SignInName": "belongs to an account",
    "access.ActivationCode": "belongs to an account",
    "access.CacheEntry": "table of the framework",
    "access.Device": "belongs to an account",
    "access.Replay": "belongs to an account, whatever the agency of what was done",
    "access.Throttle": "counts attempts before anybody is known",
    "calendar.CalendarYear": "holds for the whole country",
    "calendar.Decree": "holds for the whole country",
    "calendar.Holiday": "empty where it holds for the whole country",
    "calendar.Withdrawal": "of a holiday",
    "hours.ConversionRule": "holds for the whole country",
    "hours.DutyRule": "holds for the whole country",
    "hours.Form": "a code of SIASN",
    "hours.TargetRule": "holds for the whole country",
    "competence.Competence": "holds for the whole country",
    "competence.Framework": "holds for the whole country",
    "competence.Indicator": "holds for the whole country",
    "journal.Entry": "an id without a key, the journal lies below access",
    "journal.Seal": "as the entry",
    "journal.Sealed": "place of an entry in its seal",
    "journal.Waiting": "queue of entries",
    "people.Person": "a human being belongs to no agency",
    "people.Identifier": "a number belongs to a person, whatever the agency",
    "practice.AskingRule": "holds for the whole installation",
    "people.StagedRow": "unlogged rows of an import, which has the agency",
    "people.StagedUnit": "unlogged rows of an import, which has the agency",
}


def python_files(*, tests: bool = True) -> Iterator[Path]:
    """Give every file of the package that people wrote."""
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).parts
        if "migrations" not in parts and (tests or "tests" not in parts):
            yield path


def templates() -> list[Path]:
    """Give every template."""
    return sorted(PACKAGE.glob("*/templates/**/*.html"))


def own_models() -> list[type[models.Model]]:
    """Give the tables of the house."""
    return [model for model in apps.get_models() if model.__module__.startswith("huyula.")]


def test_an_area_has_only_the_files_that_the_house_knows() -> None:
    strange = [
        str(path.relative_to(ROOT))
        for area in AREAS
        if area.name not in OWN_SHAPE
        for path in area.iterdir()
        if path.name != "__pycache__" and path.name.split(".")[0] not in NAMES
    ]
    assert strange == []


def test_an_area_says_what_it_is_for() -> None:
    silent = [area.name for area in AREAS if not ast.get_docstring(ast.parse((area / "__init__.py").read_text()))]
    assert silent == []


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    long = [str(path.relative_to(ROOT)) for path in python_files() if len(path.read_text().splitlines()) > 400]
    assert long == []


def test_no_template_is_longer_than_a_hundred_and_fifty_lines() -> None:
    assert [str(path.relative_to(ROOT)) for path in templates() if len(path.read_text().splitlines()) > 150] == []


def test_no_view_is_longer_than_twenty_five_lines() -> None:
    long = []
    for path in python_files(tests=False):
        if path.stem == "views" or "views" in path.parent.parts[-1:]:
            long += [
                f"{path.relative_to(ROOT)}:{node.name}"
                for node in ast.parse(path.read_text()).body
                if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno >= 25
            ]
    assert long == []


def test_only_actions_samples_and_migrations_write() -> None:
    found = []
    for path in python_files(tests=False):
        relative = path.relative_to(PACKAGE)
        place = relative.parts[1].removesuffix(".py") if len(relative.parts) > 1 else ""
        if relative.parts[0] in {"lib", "ui"} or place in WRITERS or relative.parts[:2] == ("site", "postgres.py"):
            continue
        for number, line in enumerate(path.read_text().splitlines(), start=1):
            if WRITING.search(line) and not line.lstrip().startswith("#"):
                found.append(f"{relative}:{number}: {line.strip()}")
    assert found == []


def test_every_fact_belongs_to_an_agency() -> None:
    without = {}
    for model in own_models():
        agency = next((field for field in model._meta.get_fields() if field.name == "agency"), None)
        if not isinstance(agency, models.ForeignKey) or agency.null:
            without[model._meta.label] = "no agency"
    assert sorted(without) == sorted(WITHOUT_AGENCY)


def relations() -> Iterator[tuple[type[models.Model], models.ForeignKey[models.Model]]]:
    """Give each foreign key of the house with its table."""
    for model in own_models():
        for field in model._meta.get_fields():
            if isinstance(field, models.ForeignKey):
                yield model, field


def test_no_fact_disappears_by_cascade() -> None:
    found = [
        f"{model._meta.label}.{field.name}"
        for model, field in relations()
        if field.remote_field.on_delete is models.CASCADE
    ]
    assert found == []


def test_keys_across_areas_leave_no_name_above() -> None:
    found = []
    for model, field in relations():
        target = field.remote_field.model
        if target._meta.app_label != model._meta.app_label and not field.remote_field.hidden:
            found.append(f"{model._meta.label}.{field.name}")
    assert found == []


def test_models_hide_nothing() -> None:
    found = [
        model._meta.label
        for model in own_models()
        if "save" in vars(model) or "delete" in vars(model) or model._meta.ordering
    ]
    assert found == []


def test_migrations_are_named_by_intent() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in PACKAGE.glob("*/migrations/0*.py")
        if re.search(r"auto_|_initial|_alter_|_remove_|\d{8}", path.stem[5:])
    ]
    assert found == []


def test_an_area_with_actions_has_tests() -> None:
    without = [
        area.name
        for area in AREAS
        if ((area / "actions.py").exists() or (area / "actions").is_dir()) and not list(area.glob("tests/test_*.py"))
    ]
    assert without == []


def test_nothing_is_left_for_later() -> None:
    later = re.compile(r"\b(TODO|FIXME|XXX|raise NotImplementedError|coming soon|segera hadir)\b", re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in [*python_files(), *templates(), *PACKAGE.glob("*/behaviours/*.ts"), *PACKAGE.glob("ui/**/*.ts")]
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if later.search(line)
    ]
    assert found == []


def test_no_test_is_skipped_and_nothing_of_ours_is_mocked() -> None:
    words = re.compile(r"mark\.(skip|xfail)|pytest\.(skip|xfail)\(|mock\.patch|MagicMock|\bassert True\b")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in [*PACKAGE.glob("*/tests/**/*.py"), *(ROOT / "tests").rglob("*.py")]
        if path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if words.search(line)
    ]
    assert found == []


def test_what_a_tool_overlooks_names_its_code_and_its_reason() -> None:
    bare = re.compile(
        r"#\s*(noqa(?!:\s*[A-Z])|type: ignore(?!\[))|#\s*(noqa:[A-Z0-9, ]+\d|type: ignore\[[a-z, -]+\])\s*$"
    )
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for folder in (PACKAGE, ROOT / "tests", ROOT / "bench")
        for path in folder.rglob("*.py")
        if path != Path(__file__)
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if bare.search(line)
    ]
    assert found == []


def test_pages_carry_no_style_and_no_script_of_their_own() -> None:
    found = [
        f"{path.relative_to(ROOT)}"
        for path in templates()
        if re.search(r"\sstyle=|<style|\son\w+=|javascript:|<script(?![^>]*\ssrc=)", path.read_text())
    ]
    assert found == []


@pytest.mark.parametrize(
    "path", ["requirements.lock", "requirements-dev.lock", "package-lock.json", ".npmrc", "pyproject.toml"]
)
def test_locks_name_no_address(path: str) -> None:
    text = (ROOT / path).read_text()
    found = [address for address in re.findall(r"https?://[^\s\"']+", text) if "funding" not in address]
    allowed = re.compile(r"https?://(github\.com|opencollective\.com|www\.patreon\.com|tidelift\.com|paulmillr\.com)")
    assert [address for address in found if not allowed.match(address)] == []
