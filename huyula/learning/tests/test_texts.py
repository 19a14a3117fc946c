"""Texts and pictures of lessons: what comes in is made harmless."""

import pytest

from huyula.learning.formats import html
from huyula.learning.formats.pictures import MOST_BYTES, CannotDraw, drawn
from huyula.learning.samples import a_picture_spec

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30">{0}</svg>'


def svg(inside: str) -> bytes:
    return SVG.format(inside).encode()


@pytest.mark.parametrize(
    "bad",
    [
        "<script>alert(1)</script>",
        "<style>p{}</style>",
        '<img src="javascript:alert(1)" alt="x" onerror="alert(1)">',
        '<iframe src="https://example.org"></iframe>',
        '<p onclick="alert(1)" style="color:red" class="btn">x</p>',
        '<form action="/"><input name="x"></form>',
        '<svg><animate onbegin="alert(1)"/></svg>',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="data:text/html,x">x</a>',
    ],
)
def test_nothing_that_runs_comes_through(bad: str) -> None:
    clean = html.cleaned(f"<p>Halo</p>{bad}")

    assert clean.startswith("<p>Halo</p>")
    for word in ("script", "alert", "iframe", "style", "onclick", "class", "form", "input", "svg", "data:"):
        assert word not in clean


def test_what_a_lesson_needs_stays() -> None:
    text = "<h2>A</h2><section><p>B <strong>C</strong></p></section><table><tbody><tr><td>D</td></tr></tbody></table>"
    assert html.cleaned(text) == text
    assert 'href="https://jdih.example"' in html.cleaned('<a href="https://jdih.example">x</a>')


def test_a_picture_gets_its_size_and_its_address() -> None:
    clean = html.cleaned('<p>x</p><img src="a.png" alt="1 &lt; 2, &quot;ya&quot; &gt; tidak">')
    assert html.pictures_in(clean) == [html.Shown("a.png", '1 < 2, "ya" > tidak')]

    sized = html.with_sizes(clean, {"a.png": (40, 30)})
    shown = html.with_addresses(sized, {"a.png": "/learning/pictures/1/"})

    assert 'width="40" height="30" loading="lazy"' in sized
    assert '<img src="/learning/pictures/1/" alt="1 &lt; 2, &quot;ya&quot; &gt; tidak" width="40"' in shown
    assert html.with_addresses(sized, {"b.png": "/x/"}) == sized


def test_a_picture_without_a_name_is_found_as_such() -> None:
    assert html.pictures_in(html.cleaned("<img>")) == [html.Shown("", "")]


def test_a_drawing_becomes_a_picture() -> None:
    made = drawn("a.svg", alt="x", content=svg('<rect width="10" height="10" fill="#14734f"/>'))

    assert (made.width, made.height) == (40, 30)
    assert made.content[:4] == b"RIFF"


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        '<image href="file:///etc/passwd" width="10" height="10"/>',
        '<use href="#a"/>',
        "<foreignObject><p>x</p></foreignObject>",
        "<style>@import 'https://example.org/x.css'</style>",
        '<rect onload="alert(1)"/>',
        '<g xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="https://example.org"/>',
    ],
)
def test_a_drawing_holds_plain_shapes_alone(inside: str) -> None:
    with pytest.raises(CannotDraw):
        drawn("a.svg", alt="x", content=svg(inside))


@pytest.mark.parametrize(
    "content",
    [
        b"no drawing",
        b'<!DOCTYPE svg [<!ENTITY a "x">]><svg xmlns="http://www.w3.org/2000/svg" width="1" height="1">&a;</svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg" width="1e9" height="1"></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg" height="1"></svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg" width="9999" height="1"></svg>',
        b'<g xmlns="http://www.w3.org/2000/svg" width="1" height="1"></g>',
    ],
)
def test_a_drawing_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(CannotDraw):
        drawn("a.svg", alt="x", content=content)


def test_a_picture_is_drawn_anew_and_bounded() -> None:
    spec = a_picture_spec()
    assert drawn("a.png", alt="x", content=spec.content).width == 40
    with pytest.raises(CannotDraw, match="no picture"):
        drawn("a.png", alt="x", content=b"no picture")
    with pytest.raises(CannotDraw, match="larger"):
        drawn("a.png", alt="x", content=bytes(MOST_BYTES + 1))
