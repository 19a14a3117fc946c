"""HTML that an author wrote, made harmless."""

import nh3

TAGS = {
    "b", "blockquote", "br", "code", "em", "i", "img", "li", "ol", "p", "pre", "s", "strong", "sub", "sup", "table",
    "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
ATTRIBUTES = {"img": {"src", "alt", "width", "height"}, "th": {"scope"}}


def cleaned(html: str) -> str:
    """Keep what a text needs (paragraphs, lists, tables, pictures) and drop the rest, scripts with their content."""
    return nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, url_schemes={"https"}).strip()
