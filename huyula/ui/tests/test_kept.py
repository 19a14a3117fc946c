"""The frame is kept as text: nobody sees what is another's, nothing stays that has changed, nothing slips in."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client, RequestFactory
from django.utils import translation
from django.utils.safestring import mark_safe

from huyula.ui import form_token, kept
from huyula.ui.addresses import address_of
from huyula.ui.display import Display

SEEN = kept.Seen(
    language="id",
    is_demo=False,
    is_signed_in=True,
    is_named=True,
    agency="Provinsi Contoh",
    home="/",
    sign_out="/keluar/",
    links=(kept.Way("Data saya", "person", "/me/"),),
    bar=(kept.Way("Beranda", "home", "/", is_current=True),),
    behind=(kept.Way("Belajar", "book", "/learning/"),),
    display=Display(),
    languages=(("id", "Bahasa Indonesia"), ("en", "English")),
)
OWN = {"name": "Sari", "csrf": mark_safe("<input name=token value=a>"), "back": "/here/"}
PARTS = ("head_links", "top", "ways", "foot")
CHANGES: dict[str, Any] = {
    "is_demo": True,
    "is_signed_in": False,
    "is_named": False,
    "agency": "Kabupaten Contoh",
    "home": "/mulai/",
    "sign_out": "",
    "links": (),
    "bar": (kept.Way("Beranda", "home", "/"),),
    "behind": (),
    "display": Display(theme="dark"),
    "languages": (("id", "Bahasa Indonesia"),),
}


def page(seen: kept.Seen = SEEN, **own: str) -> str:
    """Give all parts, one after another."""
    with translation.override(seen.language):
        return "".join(kept.part(name, seen, {**OWN, **own}) for name in PARTS)


def test_it_is_rendered_once_for_all_who_see_the_same() -> None:
    page()
    before = kept._rendered.cache_info()

    said = page(name="Budi", csrf=mark_safe("<input name=token value=b>"), back="/there/")

    after = kept._rendered.cache_info()
    assert (after.hits - before.hits, after.misses - before.misses) == (len(PARTS), 0)
    assert ("Budi" in said, "value=b" in said, 'value="/there/"' in said) == (True, True, True)
    assert ("Sari" in said, "value=a" in said, "/here/" in said) == (False, False, False)


@pytest.mark.parametrize("field", CHANGES)
def test_whatever_it_depends_on_makes_another(field: str) -> None:
    first = page()

    assert page(replace(SEEN, **{field: CHANGES[field]})) != first
    assert page() == first


def test_each_language_has_its_own() -> None:
    indonesian, english = page(), page(replace(SEEN, language="en"))

    assert ("Keluar" in indonesian, "Sign out" in english) == (True, True)
    assert ("Sign out" in indonesian, "Keluar" in english) == (False, False)


def test_what_is_filled_in_is_escaped_and_no_gap_stays_open() -> None:
    said = page(name="<b>Sari", back='/?q="><script>&')

    assert "&lt;b&gt;Sari" in said
    assert "/?q=&#34;&gt;&lt;script&gt;&amp;" in said
    assert not any(gap in said for gap in kept.GAPS.values())
    assert "gap-" not in said


def test_a_page_draws_one_token_for_all_its_forms(rf: RequestFactory) -> None:
    request = rf.get("/")
    first, second = (str(form_token.once(request)["csrf_input"]) for _ in range(2))

    assert first == second != str(form_token.once(rf.get("/"))["csrf_input"])
    assert "csrfmiddlewaretoken" in first


@pytest.mark.django_db
def test_the_token_of_a_kept_frame_opens_its_form() -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get("/ui/").content.decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    words = {"theme": "dark", "next": "/ui/"}

    assert client.post("/ui/display/", {**words, "csrfmiddlewaretoken": token}).status_code == 303
    assert client.post("/ui/display/", {**words, "csrfmiddlewaretoken": token[:-4] + "xxxx"}).status_code == 403


def test_an_address_depends_on_each_of_its_parts(settings: Any) -> None:
    assert address_of("ui:outbox") == address_of("ui:outbox") != address_of("ui:display")
    numbers = [address_of("exams:answer", "0" * 8 + "-0000-4000-8000-" + "0" * 12, number) for number in (1, 2)]
    assert numbers[0] != numbers[1]
    settings.ROOT_URLCONF = "huyula.ui.tests.test_frame"
    assert address_of("ui:outbox") == "/ui/outbox/"
