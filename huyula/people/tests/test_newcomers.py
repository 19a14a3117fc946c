"""Whom a file brought: as it said, whatever became of them since, and nothing of what others know."""

import pytest
from django.test import Client
from django.urls import reverse

from huyula.access.samples import an_administrator, an_agency
from huyula.people.actions import undo, working
from huyula.people.models import Import, ImportState
from huyula.people.queries.newcomers import newcomers
from huyula.people.tests.sheets import checked, some_rows, taken_in

pytestmark = pytest.mark.django_db


def _shown(client: Client, batch: Import) -> str:
    client.force_login(an_administrator(batch.agency))
    return client.get(reverse("people:newcomers", args=[batch.pk])).content.decode()


def test_who_went_to_another_agency_is_shown_as_the_own_file_said(client: Client) -> None:
    old, new = an_agency(), an_agency()
    row = some_rows(1, agency=old, tmt_jabatan="01-01-2020")[0]
    batch = taken_in([row], agency=old)
    moved = row | {
        "instansi_kerja_id": new.siasn_id, "instansi_induk_id": new.siasn_id, "tmt_jabatan": "01-06-2026",
        "unor_id": "unor-tujuan", "unor_nama": "Unit Tujuan", "satuan_kerja_induk_id": "unor-tujuan",
        "jabatan_nama": "Jabatan Tujuan",
    }  # fmt: skip
    there = taken_in([moved], agency=new)

    here = _shown(client, batch)
    assert "Tujuan" not in here
    assert row["unor_nama"] in here
    assert row["jabatan_nama"] in here
    assert "Unit Tujuan" in _shown(client, there)


def test_what_was_undone_and_taken_in_again_brings_the_same_persons(client: Client) -> None:
    agency = an_agency()
    rows = some_rows(2, agency=agency)
    first = taken_in(rows, agency=agency)
    undo.ask(first, by=None, in_background=False)
    working.take_back(first, by=None)
    first.refresh_from_db()
    second = taken_in(rows, agency=agency)
    third = checked([rows[0] | {"jabatan_nama": "Lain"}], agency=agency)

    assert first.state == ImportState.UNDONE
    assert newcomers(first, number=1) is None
    client.force_login(an_administrator(agency))
    assert client.get(reverse("people:newcomers", args=[first.pk])).status_code == 404
    for batch, count in ((second, 2), (third, 0)):
        page = newcomers(batch, number=1)
        assert page
        assert len(page.rows) == count == batch.new
