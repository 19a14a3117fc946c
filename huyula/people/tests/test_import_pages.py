"""The pages on which a file is given, looked at, decided upon and undone."""

import io
import re
import zipfile
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from huyula.access.models import Agency, User
from huyula.access.samples import an_administrator, an_agency
from huyula.files.actions import discard
from huyula.files.rules import ACCEPTED, Kind, WhyGone
from huyula.journal.models import Entry
from huyula.lib import tabular
from huyula.people import tasks
from huyula.people.actions import imports, working
from huyula.people.models import Import, ImportKind, ImportState, Person
from huyula.people.queries.newcomers import new_units
from huyula.people.queries.persons import written_nip
from huyula.people.samples import a_person
from huyula.people.tests.sheets import checked, csv_of, some_rows, taken_in, units_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return an_agency()


@pytest.fixture
def admin(agency: Agency, client: Client) -> User:
    user = an_administrator(agency)
    client.force_login(user)
    return user


def _give(client: Client, agency: Agency, file: io.BytesIO, *, name: str = "export.csv", **more: str) -> Any:
    file.name = name
    words = {"agency": agency.code, "kind": "PEOPLE", "holds_on": "2026-01-05", "file": file, **more}
    return client.post(reverse("people:new_import"), words)


def _work(batch: Import) -> Import:
    for task in (tasks.stage_import, tasks.merge_import):
        task(import_id=str(batch.pk))
    batch.refresh_from_db()
    return batch


def test_the_page_names_the_size_that_is_taken(client: Client, agency: Agency, admin: User) -> None:
    page = client.get(reverse("people:new_import")).content.decode()

    assert 'data-most="60000000"' in page
    assert "60,0 MB" in page
    assert ACCEPTED[Kind.SHEET].most_bytes == tabular.MOST_BYTES == 60_000_000


def test_a_file_goes_the_whole_way(client: Client, agency: Agency, admin: User) -> None:
    response = _give(client, agency, csv_of(some_rows(3, agency=agency)))
    batch = Import.objects.get()
    page = reverse("people:import", args=[batch.pk])
    assert response.headers["Location"] == page

    fragment = client.get(page, headers={"HX-Request": "true"})
    assert b"every 2s" in fragment.content
    assert b"<html" not in fragment.content

    _work(batch)
    whole = client.get(page, headers={"HX-Request": "true"})
    assert whole.headers["HX-Refresh"] == "true"
    shown = client.get(page).content.decode()
    assert batch.seen_state in shown

    words = {"file": batch.file.sha256, "state": batch.seen_state}
    client.post(reverse("people:application", args=[batch.pk]), words)
    _work(batch)
    assert batch.state == ImportState.APPLIED
    assert Person.objects.count() == 3

    undo = reverse("people:undo", args=[batch.pk])
    assert client.get(undo).status_code == 200
    client.post(undo)
    tasks.undo_import(import_id=str(batch.pk), user_id=str(admin.pk))
    assert client.get(undo).status_code == 200
    batch.refresh_from_db()
    assert batch.state == ImportState.UNDONE
    assert batch.by == admin


def test_what_is_no_table_is_said_beside_the_field(client: Client, agency: Agency, admin: User) -> None:
    response = _give(client, agency, io.BytesIO(b"%PDF-1.7 tabel"))
    assert response.status_code == 422
    assert not Import.objects.exists()

    checked(some_rows(1, agency=agency), agency=agency, by=admin)
    response = _give(client, agency, csv_of(some_rows(1, agency=agency)))
    assert response.status_code == 422
    assert Import.objects.count() == 1
    assert _give(client, agency, csv_of([]), holds_on="2999-01-01").status_code == 422
    assert _give(client, an_agency(), csv_of([])).status_code == 422


@pytest.mark.usefixtures("admin")
def test_a_file_that_can_not_be_read_says_why(client: Client, agency: Agency) -> None:
    batch = checked(io.BytesIO(b"nama,nip\nSari,1\n"), agency=agency)
    shown = client.get(reverse("people:import", args=[batch.pk])).content.decode()
    assert "nip_baru" in shown


@pytest.mark.usefixtures("admin")
def test_a_decision_after_a_change_is_asked_again(client: Client, agency: Agency) -> None:
    batch = checked(some_rows(2, agency=agency), agency=agency)
    a_person("Budi", agency=agency)
    page = reverse("people:import", args=[batch.pk])
    act = reverse("people:application", args=[batch.pk])

    for words in ({"file": batch.file.sha256, "state": batch.seen_state}, {"file": "x", "state": ""}):
        response = client.post(act, words, follow=True)
        assert response.redirect_chain == [(page, 302)]
    batch.refresh_from_db()
    assert batch.state == ImportState.STAGED

    client.post(reverse("people:check", args=[batch.pk]))
    assert _work(batch).new == 2
    client.post(reverse("people:discarding", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.state == ImportState.DISCARDED


def _letters(place: int) -> str:
    """Name a column as spreadsheets do."""
    return (chr(64 + place // 26) if place >= 26 else "") + chr(65 + place % 26)


@pytest.mark.usefixtures("admin")
def test_wrong_cells_are_shown_and_handed_out_as_a_marked_workbook(client: Client, agency: Agency) -> None:
    rows = some_rows(4, agency=agency)
    rows[1] |= {"nama": "<script>alert(1)</script>", "tanggal_lahir": "31-02-1990", "nik": "123"}
    batch = checked(rows, agency=agency)

    shown = client.get(reverse("people:wrong_cells", args=[batch.pk])).content.decode()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;" in shown
    assert ">123<" not in shown

    sheet = client.get(reverse("people:marked_sheet", args=[batch.pk]))
    table = tabular.opened(io.BytesIO(sheet.content), name="baris-salah.xlsx")
    (wrong,) = [dict(zip(table.header, row, strict=True)) for row in table.rows]
    assert (len(table.header), wrong["nik"], wrong["nama"]) == (67, "123", "<script>alert(1)</script>")
    with zipfile.ZipFile(io.BytesIO(sheet.content)) as book:
        notes = book.read("xl/comments1.xml").decode()
        styles = book.read("xl/styles.xml").decode()
    places = [re.escape(f'ref="{_letters(table.header.index(name))}2"') for name in ("nama", "tanggal_lahir", "nik")]
    assert all(re.search(place, notes) for place in places)
    assert notes.count("<comment ") == 3
    assert "FFF8C9C4" in styles
    assert Entry.objects.filter(verb="people.wrong_rows_fetched").count() == 1

    corrected = wrong | {"nama": "Sari", "tanggal_lahir": "01-02-1990", "nik": ""}
    client.post(reverse("people:discarding", args=[batch.pk]))
    assert checked([corrected], agency=agency).new == 1

    discard(batch.file, because=WhyGone.EXPIRED)
    assert client.get(reverse("people:marked_sheet", args=[batch.pk])).status_code == 404


def test_script_in_any_text_is_shown_as_text(client: Client, agency: Agency, admin: User) -> None:
    script = "<script>alert(1)</script>"
    rows = some_rows(2, agency=agency)
    taken_in(rows, agency=agency)
    texts = ("unor_nama", "jabatan_nama", "gelar_depan", "pendidikan_nama", "lokasi_kerja_nama")
    rows[0] |= dict.fromkeys(texts, script)
    rows[1] |= {"nama": script, "email": script}

    batch = taken_in(csv_of(rows), agency=agency, name=f"{script}.csv")

    assert (batch.changed, batch.wrong) == (1, 1)
    for name in ("people:import", "people:wrong_cells", "people:differences"):
        page = client.get(reverse(name, args=[batch.pk])).content.decode()
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page
    assert "<script>alert" not in client.get(reverse("people:imports")).content.decode()


@pytest.mark.usefixtures("admin")
def test_changes_are_shown_with_restricted_values_masked(client: Client, agency: Agency) -> None:
    row = some_rows(1, agency=agency)[0]
    taken_in([row], agency=agency)
    batch = checked([row | {"nama": "Nama Baru", "alamat": "Jl. Rahasia"}], agency=agency)

    shown = client.get(reverse("people:differences", args=[batch.pk])).content.decode()

    assert "Nama Baru" in shown
    assert "Rahasia" not in shown
    assert "••••" in shown


def test_others_find_nothing(client: Client, agency: Agency) -> None:
    batch = taken_in(some_rows(1, agency=agency), agency=agency)
    for who in (an_administrator(an_agency()), a_person("Sari", agency=agency).user):
        assert who is not None
        client.force_login(who)
        for name in ("import", "differences", "wrong_cells", "marked_sheet", "undo"):
            assert client.get(reverse(f"people:{name}", args=[batch.pk])).status_code == 404
        for name in ("application", "check", "discarding", "undo"):
            assert client.post(reverse(f"people:{name}", args=[batch.pk])).status_code == 404
    for name in ("imports", "new_import", "import_columns"):
        assert client.get(reverse(f"people:{name}")).status_code == 403


@pytest.mark.usefixtures("admin")
def test_new_persons_are_listed_before_and_after_the_decision(client: Client, agency: Agency) -> None:
    known, *new = some_rows(3, agency=agency)
    taken_in([known], agency=agency)
    batch = checked([known | {"jabatan_nama": "Lain"}, *new], agency=agency)
    address = reverse("people:newcomers", args=[batch.pk])
    assert address in client.get(reverse("people:import", args=[batch.pk])).content.decode()

    before = client.get(address).content.decode()
    imports.apply(batch, by=None, seen=(batch.file.sha256, batch.seen_state), in_background=False)
    working.take_in(batch)
    after = client.get(address).content.decode()

    for shown in (before, after):
        assert written_nip(known["nip_baru"]) not in shown
        for row in new:
            assert written_nip(row["nip_baru"]) in shown
            assert row["nik"] not in shown
            assert escape(row["unor_nama"]) in shown
            assert escape(row["jabatan_nama"]) in shown
    assert "Baris 3" in before
    assert str(Person.objects.get(identifiers__value=new[0]["nip_baru"]).pk) in after


@pytest.mark.usefixtures("admin")
def test_the_dry_run_says_how_many_units_would_be_made(client: Client, agency: Agency) -> None:
    first, second = some_rows(2, agency=agency)
    batch = checked([first | {"unor_id": "U-1", "unor_nama": "Unit Satu"}], agency=agency)
    shown = client.get(reverse("people:import", args=[batch.pk])).content.decode()
    assert "2 unit baru akan dibuat." in shown
    assert "Unit Satu" in shown
    assert "Instansi ini belum memiliki unit." in shown

    imports.discard(batch, by=None)
    done = taken_in([first | {"unor_id": "U-1", "unor_nama": "Unit Satu"}], agency=agency)
    assert "unit baru" not in client.get(reverse("people:import", args=[done.pk])).content.decode()

    same = {name: first[name] for name in ("satuan_kerja_induk_id", "satuan_kerja_induk_nama")}
    batch = checked([second | same | {"unor_id": "U-2", "unor_nama": "Dua"}], agency=agency)
    shown = client.get(reverse("people:import", args=[batch.pk])).content.decode()
    assert "1 unit baru akan dibuat." in shown
    assert "tercatat dua kali" in shown


def test_of_many_new_units_the_first_are_named(agency: Agency) -> None:
    rows = [(f"U-{n:03d}", "U-000" if n else "", f"Unit {n:03d}") for n in range(103)]
    found = new_units(checked(units_of(rows), agency=agency, kind=ImportKind.UNITS))

    assert (found.count, len(found.names), found.more) == (103, 100, 3)
    assert found.names[0] == "Unit 000"
    assert not found.has_tree
