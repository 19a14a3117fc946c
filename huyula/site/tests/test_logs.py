"""A line of the log is JSON, and shows nobody's number."""

import io
import json
import logging
import logging.config

import pytest

from huyula.site import logs

NIP, NIK = "198609262015051901", "7501012609860001"


@pytest.fixture
def said() -> io.StringIO:
    """Log into a text."""
    target = io.StringIO()
    settings = logs.configured("INFO")
    settings["handlers"]["console"]["stream"] = target
    settings["loggers"] = {"huyula.probe": {"handlers": ["console"], "propagate": False, "level": "INFO"}}
    del settings["root"]
    logging.config.dictConfig(settings)
    return target


def test_a_number_of_a_person_never_stands_in_a_line(said: io.StringIO) -> None:
    logging.getLogger("huyula.probe").warning("row of %s with NIK %s", NIP, NIK, extra={"nips": [NIP]})

    line = json.loads(said.getvalue())
    assert line["event"] == "row of … with NIK …"
    assert NIP not in said.getvalue()
    assert NIK not in said.getvalue()


def test_nor_in_a_traceback(said: io.StringIO) -> None:
    try:
        int(f"x{NIP}")
    except ValueError:
        logging.getLogger("huyula.probe").exception("fell")

    assert "ValueError" in said.getvalue()
    assert NIP not in said.getvalue()


@pytest.mark.parametrize(
    ("value", "hidden"), [(int(NIP), "…"), (7, 7), (True, True), ({"a": (NIK,)}, {"a": ["…"]}), (None, None)]
)
def test_numbers_are_hidden_however_deep(value: object, hidden: object) -> None:
    assert logs.hide_numbers(None, "info", {"value": value}) == {"value": hidden}
