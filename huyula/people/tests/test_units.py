"""The tree of units: shown, searched, and completed by whoever knows where units belong."""

import datetime as dt
from http import HTTPStatus
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from huyula.access.samples import an_administrator, an_agency
from huyula.journal.models import Entry
from huyula.lib import clock
from huyula.people import queries
from huyula.people.actions import units as actions
from huyula.people.models import AppointmentKind, Unit, UnitState
from huyula.people.queries.trees import Branch, shown
from huyula.people.queries.waiting import waiting_for
from huyula.people.rules.units import way_up, why_not_place
from huyula.people.samples import ALWAYS, a_person, a_position, a_unit, a_unit_officer, from_now, place
from huyula.people.tests.visits import enter, words_of

pytestmark = pytest.mark.django_db
TODAY = clock.today()


@pytest.fixture
def office() -> Unit:
    return a_unit("Dinas Pendidikan")


def an_unplaced(name: str, *, under: Unit) -> Unit:
    """Make a unit as the personnel file alone brings it."""
    made = Unit.objects.create(agency=under.agency, siasn_id=f"unor-{name}")
    UnitState.objects.create(
        unit=made,
        agency=under.agency,
        parent=under,
        name=name,
        is_provisional=True,
        valid=ALWAYS,
        recorded=from_now(),
    )
    return made


def test_the_tree_counts_people_and_names_heads(client: Client, office: Unit) -> None:
    section = a_unit("Bidang SMA", under=office)
    sari = a_person("Sari", unit=section)
    a_person("Budi", unit=office)
    place(sari, unit=office, position=a_position("Kepala", agency=office.agency), kind=AppointmentKind.ACTING)

    (root,) = queries.unit_tree(office.agency, TODAY)
    page = words_of(enter(client, sari).get(reverse("people:units")))

    assert (root.people, root.total, root.size, root.children[0].total) == (1, 2, 1, 1)
    assert ("Plt Sari · 2 orang" in page, "Bidang SMA" in page) == (True, True)


def test_units_are_found_by_words_of_their_name(client: Client, office: Unit) -> None:
    a_unit("Bidang SMA dan SMK", under=office)
    enter(client, an_administrator(office.agency))

    assert "Bidang SMA dan SMK" in words_of(client.get(reverse("people:units") + "?q=smk+bidang"))
    assert "Tidak ada unit yang ditemukan" in words_of(client.get(reverse("people:units") + "?q=kehutanan"))


def test_a_unit_page_shows_way_head_people_and_officers(client: Client, office: Unit) -> None:
    section = a_unit("Bidang SMA", under=office)
    sari = a_person("Sari", unit=section)
    a_unit_officer(section, label="Pengelola Satu")

    page = words_of(enter(client, sari).get(reverse("people:unit", args=[section.pk])))

    for word in ("Dinas Pendidikan", "Bidang SMA", "Sari", "Pengelola Satu", "Kepala belum diketahui"):
        assert word in page


def test_a_unit_that_is_over_says_so(client: Client, office: Unit) -> None:
    over = Unit.objects.create(agency=office.agency, siasn_id="unor-lama")
    UnitState.objects.create(
        unit=over,
        agency=office.agency,
        name="Dinas Lama",
        valid=(None, dt.date(2020, 1, 1)),
        recorded=from_now(),
    )
    enter(client, an_administrator(office.agency))

    assert client.get(reverse("people:unit", args=[over.pk])).status_code == HTTPStatus.NOT_FOUND
    assert queries.way_to(over, TODAY) == []


def test_whoever_belongs_to_no_agency_sees_no_units(client: Client, office: Unit) -> None:
    enter(client, a_unit_officer(office))
    office.grants.update(until=dt.date(2020, 1, 1), since=dt.date(2019, 1, 1))

    assert client.get(reverse("people:units")).status_code == HTTPStatus.NOT_FOUND


def test_the_administrator_completes_the_tree(client: Client, office: Unit) -> None:
    section = a_unit("Bidang SMA", under=office)
    schools = [an_unplaced(f"SMA {number}", under=office) for number in range(3)]
    administrator = an_administrator(office.agency)
    (item,) = waiting_for(administrator)
    assert "3 unit" in item.title
    address = reverse("people:unplaced")
    page = words_of(enter(client, administrator).get(item.address))
    assert ("SMA 0" in page, "Bidang SMA" in page) == (True, True)
    assert "belum ditempatkan" in words_of(client.get(reverse("people:units")))
    assert "Belum ditempatkan" in words_of(client.get(reverse("people:unit", args=[schools[0].pk])))

    client.post(address, {"units": [schools[0].pk, schools[1].pk], "under": section.pk})
    client.post(address, {"units": [schools[2].pk], "under": office.pk})

    parents = dict(UnitState.objects.as_of(TODAY).values_list("unit", "parent"))
    assert [parents[school.pk] for school in schools] == [section.pk, section.pk, office.pk]
    assert not UnitState.objects.standing().filter(is_provisional=True).exists()
    assert UnitState.objects.filter(unit=schools[0]).count() == 2
    assert Entry.objects.filter(verb="people.unit_placed").count() == 3
    assert waiting_for(administrator) == []
    assert "Semua unit sudah ditempatkan" in words_of(client.get(address))


def test_an_office_is_confirmed_to_hang_under_nothing(client: Client) -> None:
    agency = an_agency()
    top = Unit.objects.create(agency=agency, siasn_id="unor-atas")
    UnitState.objects.create(
        unit=top, agency=agency, name="Dinas Baru", is_provisional=True, valid=ALWAYS, recorded=from_now()
    )
    address = reverse("people:unplaced")
    assert "1 menunggu di tingkat teratas" in words_of(enter(client, an_administrator(agency)).get(address))

    client.post(address, {"units": [top.pk], "under": "top"})

    state = UnitState.objects.standing().get(unit=top)
    assert (state.parent, state.is_provisional) == (None, False)


def test_placing_what_is_placed_changes_nothing(office: Unit) -> None:
    section = a_unit("Bidang SMA", under=office)

    assert actions.place([section], under=office, by=an_administrator(office.agency)) == 0
    assert UnitState.objects.filter(unit=section).count() == 1


def test_a_ring_is_refused_also_within_one_form(client: Client, office: Unit) -> None:
    first, second = an_unplaced("Satu", under=office), an_unplaced("Dua", under=office)
    administrator = an_administrator(office.agency)
    actions.place([first], under=second, by=administrator)
    enter(client, administrator)

    ring = client.post(reverse("people:unplaced"), {"units": [second.pk], "under": first.pk})
    itself = client.post(reverse("people:unplaced"), {"units": [office.pk, first.pk], "under": first.pk})
    nothing = client.post(reverse("people:unplaced"), {"under": first.pk})

    assert ring.status_code == itself.status_code == nothing.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "membawahi" in words_of(ring)


def test_a_unit_of_another_agency_or_of_the_past_is_not_placed(office: Unit) -> None:
    administrator = an_administrator(office.agency)
    foreign = a_unit("Dinas Lain")
    over = Unit.objects.create(agency=office.agency, siasn_id="unor-lama")

    with pytest.raises(actions.CannotPlace, match="instansi lain"):
        actions.place([a_unit("Bidang", under=office)], under=foreign, by=administrator)
    with pytest.raises(actions.CannotPlace, match="tidak ada di pohon"):
        actions.place([over], under=office, by=administrator)


def test_a_personnel_officer_places_below_the_own_unit_only(office: Unit) -> None:
    section = a_unit("Bidang SMA", under=office)
    school = an_unplaced("SMA 1", under=office)
    elsewhere = a_unit("Dinas Lain", agency=office.agency)
    officer = a_unit_officer(office)

    actions.place([school], under=section, by=officer)
    with pytest.raises(PermissionDenied):
        actions.place([school], under=elsewhere, by=officer)


def test_the_list_is_handed_out_to_be_filled_in(client: Client, office: Unit) -> None:
    an_unplaced("SMA 1", under=office)
    enter(client, an_administrator(office.agency))

    book = CalamineWorkbook.from_filelike(BytesIO(client.get(reverse("people:unplaced_list")).content))

    waiting, whole = (book.get_sheet_by_index(place).to_python() for place in (0, 1))
    assert waiting[0][:3] == ["Id", "DiatasanId", "NamaUnor"]
    assert [row[2] for row in waiting[1:]] == ["SMA 1"]
    assert {row[2] for row in whole[1:]} == {"SMA 1", "Dinas Pendidikan"}


def test_only_the_administrator_sees_what_waits(client: Client, office: Unit) -> None:
    enter(client, a_person("Sari", unit=office))

    for name in ("unplaced", "unplaced_list"):
        assert client.get(reverse(f"people:{name}")).status_code == HTTPStatus.FORBIDDEN


def test_a_page_shows_whole_levels_as_long_as_they_fit() -> None:
    def branch(children: int) -> Branch:
        made = Branch(a_unit(agency=agency).pk, None, "x", False, 0)
        made.children = [Branch(a_unit(agency=agency).pk, made.id, "y", False, 0) for _ in range(children)]
        return made

    agency = an_agency()
    roots = [branch(2), branch(2)]

    assert len(shown(roots, most=6)) == 6
    assert len(shown(roots, most=5)) == 2
    assert len(shown(roots, most=1)) == 2


def test_hidden_branches_are_counted(client: Client, office: Unit) -> None:
    for number in range(3):
        above = a_unit(f"Bidang {number}", under=office)
        for inner in range(50):
            a_unit(f"Seksi {number}-{inner}", under=above)

    page = words_of(enter(client, an_administrator(office.agency)).get(reverse("people:units")))

    assert "50 unit di bawahnya" in page
    assert "Seksi 0-1" not in page


def test_the_rule_of_placing() -> None:
    a, b, c, d = (a_unit().pk for _ in range(4))
    parents = {a: None, b: a, c: b}

    assert why_not_place(unit=c, under=a, parents=parents) is None
    assert why_not_place(unit=c, under=None, parents=parents) is None
    assert why_not_place(unit=a, under=a, parents=parents) == "ITSELF"
    assert why_not_place(unit=a, under=c, parents=parents) == "CYCLE"
    assert why_not_place(unit=d, under=a, parents=parents) == "GONE"
    assert list(way_up(a, parents={a: b, b: a})) == [b]
