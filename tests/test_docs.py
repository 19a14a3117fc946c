"""What the docs say is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
DOCS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
NAMED = re.compile(r"`((?:huyula|bin|docs|tests|bench|locale)/[\w./-]+)`")


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_a_page_links_to_is_there(path: Path) -> None:
    missing = [link for link in LINK.findall(path.read_text()) if not (path.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_files_that_a_page_names_are_there(path: Path) -> None:
    made = ("huyula/ui/dist", "locale/id/LC_MESSAGES/django.mo")
    missing = [name for name in NAMED.findall(path.read_text()) if not (ROOT / name).exists() and name not in made]
    assert missing == []


def test_the_map_shows_every_area() -> None:
    text = (ROOT / "docs" / "map.md").read_text()
    areas = [path.parent.name for path in (ROOT / "huyula").glob("*/__init__.py")]
    assert [area for area in areas if not re.search(rf"\b{area}\b", text)] == []


def test_what_came_last_stands_on_top_of_the_changelog() -> None:
    headings = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert headings[0] == "Unreleased"


def test_decisions_are_numbered_and_say_what_they_cost() -> None:
    for path in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        text = path.read_text()
        assert re.match(r"\d{4}-[a-z0-9-]+\.md$", path.name), path.name
        for part in ("**Context.**", "**Decision.**", "**Cost.**", "**Look again**"):
            assert part in text, (path.name, part)


def test_no_two_decisions_share_a_number() -> None:
    numbers = [path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")]
    assert len(numbers) == len(set(numbers))
