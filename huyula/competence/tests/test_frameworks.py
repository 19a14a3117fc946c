"""What is shipped, and how it is brought in."""

import io
from dataclasses import replace

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.utils import translation

from huyula.access.samples import an_agency
from huyula.competence import actions, formats
from huyula.competence.actions.frameworks import Reworded
from huyula.competence.models import Competence, Framework, Indicator, Requirement
from huyula.competence.queries import competence
from huyula.competence.rules import BY_KEY, Kind, Pillar
from huyula.competence.samples import load_frameworks
from huyula.journal.models import Entry
from huyula.lib import clock

pytestmark = pytest.mark.django_db


def test_the_nine_and_the_twenty_seven_are_shipped() -> None:
    managerial, digital = formats.frameworks()

    assert [one.code for one in managerial.competences] == [*(f"M{n}" for n in range(1, 9)), "S9"]
    assert [one.code for one in digital.competences][-6:] == ["D.a", "D.b", "D.c", "D.d", "D.e", "D.f"]
    assert len(digital.competences) == 27
    assert {one.pillar for one in digital.competences} == set(Pillar.values)
    assert {one.kind for one in digital.competences} == {Kind.DIGITAL}
    assert "CC BY 4.0" in digital.source
    assert (managerial.confirmed, digital.confirmed) == (True, False)


def test_acts_are_written_for_the_nine_and_for_what_courses_serve() -> None:
    written = {one.code: one.acts for each in formats.frameworks() for one in each.competences if one.acts}

    assert {*(f"M{n}" for n in range(1, 9)), "S9", "D.a", "D.d", "D.e", "D1.2", "D4.1", "D4.2"} <= set(written)
    assert {len(levels) for levels in written.values()} == {5}
    assert {len(acts) for levels in written.values() for acts in levels} <= {2, 3}
    every = [act for levels in written.values() for acts in levels for act in acts]
    assert len(set(every)) == len(every)


def test_every_class_has_a_first_level_in_every_competence() -> None:
    standards = {(one.competence, one.of.key): one for one in formats.standards()}

    assert len(standards) == 36 * len(BY_KEY) == len(formats.standards())
    assert [standards["M1", key].level for key in ("PELAKSANA", "PENGAWAS", "ADMINISTRATOR", "JPT_PRATAMA")] == [
        1, 2, 3, 4,
    ]  # fmt: skip
    assert standards["M1", "JPT_MADYA"].confirmed
    assert not standards["M1", "FUNCTIONAL-MU"].confirmed
    assert not standards["D.d", "PELAKSANA"].confirmed
    assert standards["D.d", "PELAKSANA"].level == 2


def test_loading_again_changes_nothing() -> None:
    agency = an_agency()
    load_frameworks(agency)
    counted = [model.objects.count() for model in (Framework, Competence, Indicator, Requirement, Entry)]

    assert (actions.load_frameworks(), actions.seed_standards(agency)) == (0, 0)

    assert [model.objects.count() for model in (Framework, Competence, Indicator, Requirement, Entry)] == counted
    assert counted[:2] == [2, 36]
    assert competence("D.d").framework.code == "DIGITAL-ASN-1"


def test_a_title_follows_the_list_and_an_act_never_does() -> None:
    managerial, _ = formats.frameworks()
    actions.load_frameworks([managerial])
    first, *others = managerial.competences

    actions.load_frameworks([replace(managerial, competences=[replace(first, title="Jujur"), *others])])
    with pytest.raises(Reworded, match="M1"):
        actions.load_frameworks([replace(managerial, competences=[replace(first, acts=[["Lain."]] * 5), *others])])

    assert competence("M1").title == "Jujur"


def test_another_edition_brings_other_acts_beside_the_old_ones() -> None:
    managerial, _ = formats.frameworks()
    actions.load_frameworks([managerial])
    first = replace(managerial.competences[0], acts=[["Baru."]] * 5)

    assert actions.load_frameworks([replace(managerial, edition=2, competences=[first])]) == 5

    assert Indicator.objects.filter(competence__code="M1").count() == 15
    assert {act.text for act in Indicator.objects.current().filter(competence__code="M1")} == {"Baru."}


def test_an_agency_keeps_what_it_has_set() -> None:
    agency = an_agency()
    load_frameworks(agency)
    Requirement.objects.filter(position_class="PELAKSANA", competence__code="M1").update(replaced_at=clock.now())

    assert actions.seed_standards(agency) == 0


def test_names_are_told_in_the_language_of_the_page() -> None:
    load_frameworks()
    found = competence("M1")

    with translation.override("id"):
        assert str(found) == "Integritas"
    with translation.override("en"):
        assert str(found) == "Integrity"
        assert str(Framework.objects.get(code="MSK-2017")).startswith("Managerial")
        assert str(Indicator.objects.filter(competence=found).order_by("pk")[0]).startswith("Mencatat")


def test_operators_load_from_the_shell() -> None:
    an_agency()
    said = io.StringIO()

    call_command("load_competences", stdout=said)
    call_command("load_competences", stdout=said)

    assert said.getvalue().splitlines()[-2:] == ["competences: 0 rows added", "standards: 0 rows added"]
    assert Requirement.objects.count() == 36 * 14


def test_the_shell_says_which_acts_were_reworded() -> None:
    load_frameworks()
    competence("D.f")
    Indicator.objects.create(competence=competence("M1"), edition=1, level=1, place=9, text="Tambahan.")

    with pytest.raises(CommandError, match="M1"):
        call_command("load_competences", stdout=io.StringIO())


def test_the_database_keeps_acts_as_they_were() -> None:
    load_frameworks()

    with pytest.raises(DatabaseError), transaction.atomic():
        Indicator.objects.update(text="Lain.")
    with pytest.raises(DatabaseError), transaction.atomic():
        Indicator.objects.all().delete()
