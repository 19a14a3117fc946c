"""The clock of a demo can be put forward; no other can."""

import datetime as dt
from pathlib import Path

import pytest
from pytest_django import Settings

from huyula.lib import clock


def test_the_clock_of_a_demo_goes_forward_and_back(settings: Settings, tmp_path: Path) -> None:
    settings.HUYULA_IS_DEMO, settings.HUYULA_DATA = True, str(tmp_path)
    before = clock.today()

    after = clock.put_forward(30)

    assert after - before == dt.timedelta(days=30)
    assert clock.today("UTC") >= before + dt.timedelta(days=29)
    assert clock.put_forward(0) == before


def test_a_real_clock_stays(settings: Settings, tmp_path: Path) -> None:
    settings.HUYULA_IS_DEMO, settings.HUYULA_DATA = False, str(tmp_path)
    (tmp_path / "clock.json").write_text('{"days": 30}')

    with pytest.raises(ValueError, match="demo"):
        clock.put_forward(1)

    assert abs(clock.now() - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)


@pytest.mark.parametrize("days", [-1, 4_000])
def test_the_clock_goes_only_so_far(settings: Settings, tmp_path: Path, days: int) -> None:
    settings.HUYULA_IS_DEMO, settings.HUYULA_DATA = True, str(tmp_path)

    with pytest.raises(ValueError, match="0 to 3650"):
        clock.put_forward(days)


def test_a_demo_has_a_past(settings: Settings, tmp_path: Path) -> None:
    settings.HUYULA_IS_DEMO, settings.HUYULA_DATA = True, str(tmp_path)
    now = clock.today()

    with clock.days_ago(40) as then:
        assert then == clock.today() == now - dt.timedelta(days=40)

    assert clock.today() == now
    with pytest.raises(ValueError, match="0 to 3650"), clock.days_ago(-1):
        pass


def test_a_real_installation_has_no_past_that_never_was(settings: Settings) -> None:
    settings.HUYULA_IS_DEMO = False

    with pytest.raises(ValueError, match="demo"), clock.days_ago(1):
        pass
