"""Agencies by their official codes, and the commands of the shell."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from huyula.access import actions, policies, queries
from huyula.access.models import Agency, Grant
from huyula.access.samples import A_PASSWORD, an_account, an_agency
from huyula.journal.models import Entry

pytestmark = pytest.mark.django_db
NIP = "199001012015031901"
DATA = Path(actions.__file__).parent.parent / "data" / "agencies.json"


def _listed() -> list[actions.Listed]:
    listed: list[actions.Listed] = json.loads(DATA.read_text())["agencies"]
    return listed


def _said(*words: str) -> str:
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_the_territory_is_established_once() -> None:
    assert len(actions.establish(_listed())) == 7
    Agency.objects.filter(code="7100").update(name="Pemerintah Provinsi Gorontalo (BKPSDM)")

    assert actions.establish(_listed()) == []

    assert Agency.objects.get(code="7100").name.endswith("(BKPSDM)")
    assert Entry.objects.filter(verb="access.agency_established").count() == 7


def test_the_file_names_its_source_and_the_two_ways_of_counting_regencies() -> None:
    codes = {agency["code"]: agency["area_code"] for agency in _listed()}
    assert codes["7103"] == "75.04"  # Pohuwato
    assert codes["7104"] == "75.03"  # Bone Bolango
    assert "SIASN" in json.loads(DATA.read_text())["source"]


@pytest.mark.shared
def test_codes_and_ids_are_those_of_the_official_list() -> None:
    official = Path(__file__).resolve().parents[4] / "shared" / "data" / "siasn" / "instansi.json"
    known = {row["kodeCepat"]: (row["id"], row["nama"]) for row in json.loads(official.read_text())}
    for agency in _listed():
        assert known[agency["code"]] == (agency["siasn_id"], agency["name"])


def test_the_shell_lists_agencies() -> None:
    agency = an_agency("Provinsi Contoh")
    assert json.loads(_said("agencies", "--json")) == [
        {"code": agency.code, "name": "Provinsi Contoh", "siasn_id": agency.siasn_id}
    ]
    assert "Provinsi Contoh" in _said("agencies")


def test_the_first_administrator_comes_from_the_shell() -> None:
    agency = an_agency()

    said = _said("open_account", "--name", NIP, "--label", "Admin BKPSDM")
    code = actions.enter_code(said.split("Code ")[1].split()[0])
    user = actions.activate_with_password(code.pk, password=A_PASSWORD)
    _said("grant", "--name", NIP, "--role", "administrator", "--agency", agency.code, "--reason", "SK 1/2026")

    assert queries.user_by_name(NIP) == user
    assert policies.is_administrator(user, agency)
    assert Grant.objects.get().by is None
    assert Entry.objects.get(verb="access.granted").role == "shell"


def test_the_shell_lets_somebody_in_again() -> None:
    user = an_account(NIP)
    said = _said("open_account", "--name", NIP)
    assert str(user.pk) in said
    assert actions.enter_code(said.split("Code ")[1].split()[0]).purpose == "RESET"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"--name": "199001012015031999"}, "open-account"),
        ({"--agency": "0000"}, "huyula agencies"),
        ({"--until": "2020-01-01"}, r"\w+ \w+"),
    ],
)
def test_the_shell_says_what_to_do(changes: dict[str, str], why: str) -> None:
    an_account(NIP)
    given = {"--name": NIP, "--role": "operator", "--agency": an_agency().code, "--reason": "-", **changes}
    with pytest.raises(CommandError, match=why):
        _said("grant", *(word for pair in given.items() for word in pair))


def test_a_name_without_anything_in_it_opens_no_account() -> None:
    with pytest.raises(CommandError):
        _said("open_account", "--name", "  ")
