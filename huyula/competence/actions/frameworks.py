"""Bringing in the frameworks that are shipped, and proposing to an agency the first standards of its posts."""

from collections.abc import Sequence

from django.db import transaction

from huyula.access.models import Agency
from huyula.competence import formats
from huyula.competence.models import Competence, Framework, Indicator, Requirement
from huyula.journal.actions import record


class Reworded(ValueError):
    """That a list says something else than what is on record under the same edition."""


@transaction.atomic
def load_frameworks(listed: Sequence[formats.ListedFramework] | None = None) -> int:
    """Bring in what is shipped (or `listed`); gives how many rows were added. Running it again changes nothing.

    Titles follow the list; acts never do: what was answered stays what was asked, so other acts need a new edition.
    Raises Reworded where they differ within one edition.
    """
    added = 0
    for one in formats.frameworks() if listed is None else listed:
        words = {name: getattr(one, name) for name in ("title", "title_en", "legal_basis", "source", "confirmed")}
        framework, is_new = Framework.objects.update_or_create(code=one.code, defaults=words)
        count = is_new + sum(_load(framework, each, place=at, edition=one.edition) for at, each in _placed(one))
        if count:
            record("competence.framework_loaded", by=None, about=framework)
        added += count
    return added


@transaction.atomic
def seed_standards(agency: Agency) -> int:
    """Propose to an agency the level of each class of posts in each competence where it never had one.

    Gives how many rows were added. What the agency set, replaced or ended is left alone.
    """
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    competences = {row.code: row for row in Competence.objects.all()}
    there = set(
        Requirement.objects.filter(agency=agency, position=None).values_list(
            "competence__code", "position_class", "post_level"
        )
    )
    rows = [
        Requirement(
            agency=agency,
            competence=competences[one.competence],
            level=one.level,
            importance=one.importance,
            position_class=one.of.position_class,
            post_level=one.of.post_level,
            valid_from=one.since,
            legal_basis=one.legal_basis,
            confirmed=one.confirmed,
        )
        for one in formats.standards()
        if (one.competence, one.of.position_class, one.of.post_level) not in there
    ]
    if rows:
        Requirement.objects.bulk_create(rows)
        record("competence.standards_proposed", by=None, about=agency, agency=agency.pk)
    return len(rows)


def _placed(one: formats.ListedFramework) -> list[tuple[int, formats.ListedCompetence]]:
    return list(enumerate(one.competences, start=1))


def _load(framework: Framework, listed: formats.ListedCompetence, *, place: int, edition: int) -> int:
    """Bring in one competence with its acts; gives how many rows were added."""
    words = {name: getattr(listed, name) for name in ("kind", "pillar", "title", "title_en")}
    competence, is_new = Competence.objects.update_or_create(
        code=listed.code, defaults={"framework": framework, "place": place, **words}
    )
    wanted = {
        (level, at): text for level, acts in enumerate(listed.acts, start=1) for at, text in enumerate(acts, start=1)
    }
    held = Indicator.objects.filter(competence=competence, edition=edition)
    there = {(row.level, row.place): row.text for row in held}
    if there and there != wanted:
        raise Reworded(f"{listed.code}: its acts differ from those on record as edition {edition}; give a new edition.")
    missing = {} if there else wanted
    Indicator.objects.bulk_create(
        Indicator(competence=competence, edition=edition, level=level, place=at, text=text)
        for (level, at), text in missing.items()
    )
    return is_new + len(missing)
