"""A real installation starts with its agencies and nobody in it; the demo's agencies are nobody's."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from huyula.access.models import Agency, User
from huyula.site import wiring

DEMO = Path(wiring.__file__).parent / "data" / "demo_agencies.json"
OFFICIAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "siasn" / "instansi.json"


@pytest.mark.django_db
def test_gorontalo_starts_with_seven_agencies_and_no_people() -> None:
    for said in ("7 agencies entered", "0 agencies entered, 7 were there already"):
        out = StringIO()
        call_command("init", "gorontalo", stdout=out)
        assert said in out.getvalue()

    assert Agency.objects.filter(is_demo=False).count() == 7
    assert Agency.objects.get(code="7100").kind == "PROVINCE"
    assert not User.objects.exists()


def test_the_demo_s_province_is_whole_and_marked() -> None:
    listed = json.loads(DEMO.read_text())["agencies"]
    assert [row["code"] for row in listed] == ["9900", "9901", "9902", "9903", "9904", "9905", "9971"]
    assert all(row["is_demo"] and row["siasn_id"].startswith("CONTOH") for row in listed)


@pytest.mark.shared
def test_the_demo_s_province_bears_no_real_name_and_no_real_code() -> None:
    real = json.loads(OFFICIAL.read_text())
    codes, names = {row["kodeCepat"] for row in real}, {row["nama"].lower() for row in real}
    for row in json.loads(DEMO.read_text())["agencies"]:
        assert row["code"] not in codes
        own = row["name"].lower().removeprefix("pemerintah ")
        assert not [name for name in names if own in name]
