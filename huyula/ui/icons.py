"""Icons of our own on a grid of 24, drawn with one stroke."""

from functools import lru_cache

from markupsafe import Markup

PATHS = {
    "alert": "M12 4 2.8 20h18.4zM12 10v4.5M12 17.2v.1",
    "arrow-left": "M20 12H4M10 6l-6 6 6 6",
    "arrow-right": "M4 12h16M14 6l6 6-6 6",
    "award": "M12 3l5 5-5 5-5-5zM9 11.5 7.5 21l4.5-3 4.5 3-1.5-9.5",
    "bell": "M6 17V11a6 6 0 0 1 12 0v6l2 1.5H4zM10 21h4",
    "book": "M12 6.5C10 5 7 4.5 3.5 4.5v14C7 18.5 10 19 12 20.5c2-1.5 5-2 8.5-2v-14C17 4.5 14 5 12 6.5zM12 6.5v14",
    "building": "M4 21V9l8-5 8 5v12M2.5 21h19M9 21v-5h6v5M8.5 12h.1M15.4 12h.1",
    "calendar": "M4 6h16v14H4zM4 10.5h16M8 3.5V8M16 3.5V8M8 14.5h2M14 14.5h2",
    "camera": "M3.5 8H8l1.5-3h5L16 8h4.5v11h-17zM12 10.2a3.2 3.2 0 1 0 0 6.4 3.2 3.2 0 0 0 0-6.4z",
    "chart": "M4 4v16h16M8.5 16v-4M13 16V8M17.5 16v-6",
    "check": "M5 12.5l4.5 4.5L19 7.5",
    "check-circle": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8 12.3l2.8 2.8L16 9.5",
    "chevron-down": "M6 9.5l6 6 6-6",
    "chevron-left": "M14.5 6l-6 6 6 6",
    "chevron-right": "M9.5 6l6 6-6 6",
    "chevron-up": "M6 14.5l6-6 6 6",
    "circle-x": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9 9l6 6M15 9l-6 6",
    "clock": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7v5.3l3.5 2",
    "close": "M6 6l12 12M18 6L6 18",
    "cloud-off": "M7 18.5a4.5 4.5 0 0 1-.5-9M10 6.2A5.5 5.5 0 0 1 17.3 10a4.3 4.3 0 0 1 2.5 7M4 4l16 16",
    "contrast": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 3v18M15 6v12M18 9v6",
    "device": "M7 2.5h10v19H7zM10.5 18.5h3",
    "download": "M12 4v11M7 10.5l5 5 5-5M4 20h16",
    "edit": "M4 20l1-4.5L16.5 4 20 7.5 8.5 19zM14 6.5l3.5 3.5",
    "external": "M10 5H5v14h14v-5M14 4h6v6M20 4l-9 9",
    "eye": (
        "M2.5 12C5 7.5 8.3 5.5 12 5.5s7 2 9.5 6.5c-2.5 4.5-5.8 6.5-9.5 6.5S5 16.5 2.5 12z"
        "M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6z"
    ),
    "file": "M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6",
    "filter": "M3.5 5h17L14 12.5V19l-4 1.5v-8z",
    "globe": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM3 12h18M12 3c-5.5 5.5-5.5 12.5 0 18M12 3c5.5 5.5 5.5 12.5 0 18",
    "hands": "M3 9l4-3.5L12 8l5-2.5L21 9v6l-3 .5-6 4.5-6-4.5L3 15zM12 8l-3 4c1.5 1.2 3 .8 4-.5l5 4",
    "home": "M3.5 11.5 12 4l8.5 7.5M6 9.5V20h12V9.5M10 20v-5.5h4V20",
    "inbox": "M4 13.5 6.5 5h11l2.5 8.5V19H4zM4 13.5h4.5L10 16h4l1.5-2.5H20",
    "info": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.5M12 7.7v.1",
    "key": "M8 10.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM11.2 11.8 19.5 3.5M16 7l3 3",
    "language": "M3 6h10M8 3.5V6M11 6c-1 4-3.5 6.5-7.5 8M5.5 8.5c1 2.5 3 4.5 6 5.5M12 20.5l4.5-10 4.5 10M13.6 17h5.8",
    "letters": "M2.5 19 8 5l5.5 14M4.5 14.5h7M15 19l3-8 3 8M16.1 16.5h3.8",
    "list": "M8.5 6H20M8.5 12H20M8.5 18H20M4 6h.1M4 12h.1M4 18h.1",
    "lock": "M5 11h14v9.5H5zM8 11V7.5a4 4 0 0 1 8 0V11M12 15v2",
    "mail": "M3 5.5h18v13H3zM3 6.5l9 7 9-7",
    "menu": "M4 6.5h16M4 12h16M4 17.5h16",
    "moon": "M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z",
    "more": (
        "M5 11.2a.8.8 0 1 0 0 1.6.8.8 0 0 0 0-1.6zM12 11.2a.8.8 0 1 0 0 1.6.8.8 0 0 0 0-1.6z"
        "M19 11.2a.8.8 0 1 0 0 1.6.8.8 0 0 0 0-1.6z"
    ),
    "people": (
        "M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM2.5 20c.3-4 2.5-6 6.5-6s6.2 2 6.5 6"
        "M15.5 5.3a3.5 3.5 0 0 1 0 6.4M17.5 14.5c2.5.6 3.8 2.4 4 5.5"
    ),
    "person": "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20.5c.5-4 3-6 7.5-6s7 2 7.5 6",
    "play": "M7 4.5 19 12 7 19.5z",
    "plus": "M12 5v14M5 12h14",
    "printer": "M7 9V3.5h10V9M7 17H3.5V9h17v8H17M7 14h10v6.5H7z",
    "qr": "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.5v2.5H14zM20 14v.1M14 20h.1M20 18v2h-2",
    "question": (
        "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z"
        "M9.2 9.5c.2-1.7 1.3-2.5 2.8-2.5s2.8 1 2.8 2.4c0 2-2.8 2.2-2.8 4.3M12 16.9v.1"
    ),
    "refresh": "M19.5 9.5A8 8 0 0 0 5 8M4.5 4v4.5H9M4.5 14.5A8 8 0 0 0 19 16M19.5 20v-4.5H15",
    "search": "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13zM15.3 15.3 20.5 20.5",
    "shield": "M12 3l8 3v5.5c0 4.5-3 7.7-8 9.5-5-1.8-8-5-8-9.5V6zM8.5 12l2.5 2.5 4.5-5",
    "sign-in": "M13 4h6v16h-6M3.5 12H15M10.5 7.5 15 12l-4.5 4.5",
    "sign-out": "M11 4H5v16h6M9.5 12h11M16 7.5l4.5 4.5-4.5 4.5",
    "sliders": "M4 7h9M17 7h3M4 17h3M11 17h9M15 5v4M9 15v4",
    "sort": "M8 5v14M4.5 15.5 8 19l3.5-3.5M16 19V5M12.5 8.5 16 5l3.5 3.5",
    "star": "M12 3.5l2.6 5.6 6 .8-4.4 4.2 1.1 6-5.3-3-5.3 3 1.1-6L3.4 9.9l6-.8z",
    "sun": (
        "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4"
        "M17.3 17.3l1.4 1.4M18.7 5.3l-1.4 1.4M6.7 17.3l-1.4 1.4"
    ),
    "target": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM12 12h.1",
    "trash": "M4 6.5h16M9 6.5V4h6v2.5M6 6.5l1 14h10l1-14M10 10.5v6M14 10.5v6",
    "tree": "M9 3.5h6v5H9zM3 15.5h6v5H3zM15 15.5h6v5h-6zM12 8.5V12M6 15.5V12h12v3.5",
    "undo": "M8.5 4.5 4 9l4.5 4.5M4 9h10a5.5 5.5 0 0 1 0 11H9",
    "upload": "M12 16V5M7 9.5l5-5 5 5M4 20h16",
}


@lru_cache(maxsize=1024)
def icon(name: str, label: str = "", size: int = 24) -> Markup:
    """Draw a picture: with a label it speaks, without one it is silent decoration."""
    says = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
    picture = '<svg class="icon" width="{0}" height="{0}" viewBox="0 0 24 24" {1}><path d="{2}"/></svg>'
    return Markup(picture).format(  # noqa: S704  (a text of ours)
        size, says, PATHS[name]
    )
