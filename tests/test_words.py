"""Every word of the screen has its Indonesian, and both have the same places to fill."""

import re

import pytest

from huyula.site import messages

PLACES = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")


@pytest.fixture(scope="module")
def translated() -> dict[tuple[object, str | None], object]:
    """Give the Indonesian of each message."""
    return {(message.id, message.context): message.string for message in messages.catalogue() if message.id}


def _key(text: str | tuple[str, ...], context: str | None) -> tuple[object, str | None]:
    return (text if isinstance(text, str) else tuple(text[:2]), context)


def test_every_message_is_translated(translated: dict[tuple[object, str | None], object]) -> None:
    missing = sorted(
        f"{file}: {text!r}"
        for text, context, file in messages.found()
        if not _filled(translated.get(_key(text, context)))
    )
    assert missing == []


def test_no_translation_is_left_over(translated: dict[tuple[object, str | None], object]) -> None:
    used = {_key(text, context) for text, context, _ in messages.found()}
    assert sorted(str(key[0]) for key in set(translated) - used) == []


def test_places_to_fill_are_the_same(translated: dict[tuple[object, str | None], object]) -> None:
    different = [
        str(text)
        for (text, _context), string in translated.items()
        if isinstance(text, str) and sorted(PLACES.findall(text)) != sorted(PLACES.findall(str(string)))
    ]
    assert different == []


def _filled(string: object) -> bool:
    return all(string) if isinstance(string, tuple | list) else bool(string)
