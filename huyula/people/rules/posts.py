"""What follows from the words of a file about posts, ranks and categories of employment."""

import re

SEXES = {
    "m": "M", "f": "F", "l": "M", "p": "F", "pria": "M", "wanita": "F", "laki-laki": "M", "perempuan": "F",
    "1": "M", "2": "F", "male": "M", "female": "F",
}  # fmt: skip
CATEGORIES = {"c": "CPNS", "cpns": "CPNS", "p": "PNS", "pns": "PNS"}
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII")
PNS_RANK = re.compile(r"(I|II|III)/[a-d]|IV/[a-e]")
LEVELS = (
    (re.compile(r"\bahli utama\b"), "UT"),
    (re.compile(r"\bahli madya\b"), "MA"),
    (re.compile(r"\bahli muda\b"), "MU"),
    (re.compile(r"\bahli pertama\b"), "PT"),
    (re.compile(r"\bpenyelia\b"), "PY"),
    (re.compile(r"\b(mahir|pelaksana lanjutan)\b"), "MH"),
    (re.compile(r"\bterampil\b"), "TR"),
    (re.compile(r"\bpemula\b"), "PM"),
)
ECHELON_CLASS = {"1": "JPT_MADYA", "2": "JPT_PRATAMA", "3": "ADMINISTRATOR", "4": "PENGAWAS"}
# Titles of regional governments (PP 18/2016 jo. 72/2019, articles on perangkat daerah), from the top down.
TITLES = (
    (re.compile(r"^sekretaris daerah\b.*\bprovinsi\b|^sekretaris daerah$"), "JPT_MADYA"),
    (re.compile(r"^(kepala|sekretaris) (sub ?bagian|sub ?bidang|seksi|sub ?bag|sub ?bid)\b"), "PENGAWAS"),
    (re.compile(r"^(kepala|kasub|kasi) ?(upt|uptd|unit pelaksana|sub)|^lurah\b|^kepala tata usaha\b"), "PENGAWAS"),
    (re.compile(r"^(kepala|sekretaris) (bidang|bagian|cabang)\b|^inspektur pembantu\b|^camat\b"), "ADMINISTRATOR"),
    (re.compile(r"^sekretaris (dinas|badan|inspektorat|satuan|kecamatan|camat)\b|^wakil direktur\b"), "ADMINISTRATOR"),
    (
        re.compile(r"^(kepala|plt\.? kepala) (dinas|badan|biro|satuan|pelaksana)\b|^inspektur\b|^direktur\b"),
        "JPT_PRATAMA",
    ),
    (re.compile(r"^(asisten|staf ahli|sekretaris daerah|sekretaris dprd|sekretaris dewan)\b"), "JPT_PRATAMA"),
)
# PP 11/2017 article 239: JPT 60, administrator, pengawas and pelaksana 58; functional posts by their own list.
RETIREMENT = {"JPT_MADYA": 60, "JPT_PRATAMA": 60, "ADMINISTRATOR": 58, "PENGAWAS": 58, "PELAKSANA": 58}


def category(status: str, words: str, nip: str, made_pns_on: str) -> str:
    """Give the category of employment, or "" when nothing tells it.

    `nip` is the 13th digit of the NIP, which decides where the words are silent: it is 2 for PPPK, 0 or 1 for PNS.
    """
    told = f"{status} {words}".casefold()
    if "paruh waktu" in told or "part time" in told:
        return "PPPK_PART_TIME"
    if "pppk" in told or nip == "2":
        return "PPPK"
    known = CATEGORIES.get(status.casefold(), "")
    return known if known or status else ("PNS" if made_pns_on else "")


def rank(code: str, name: str, *, names: dict[str, str]) -> tuple[str, str, str] | None:
    """Give scheme, code and name of a rank grade; None when it is none.

    `names` are the PNS grades by their SIASN code (33 -> III/c). For PPPK the code is the number of the grade.
    """
    told = name.replace(" ", "") or names.get(code, "")
    if PNS_RANK.fullmatch(told):
        known = code if names.get(code) == told else next((key for key, value in names.items() if value == told), code)
        return "PNS", known, told
    roman = told.upper() or (ROMAN[int(code) - 1] if code.isdigit() and 1 <= int(code) <= len(ROMAN) else "")
    if roman in ROMAN:
        return "PPPK", code or str(ROMAN.index(roman) + 1), roman
    return None


def level(name: str) -> str:
    """Read the level of a functional post from its name, "" when it has none."""
    told = name.casefold()
    return next((code for sign, code in LEVELS if sign.search(told)), "")


def position_class(*, kind: str, echelon: str, name: str) -> str:
    """Give the class of a post: from its echelon, else from its title; UNKNOWN when neither tells."""
    if kind == "2":
        return "FUNCTIONAL"
    if kind == "4":
        return "PELAKSANA"
    if by_echelon := ECHELON_CLASS.get(echelon[:1] if echelon != "99" else ""):
        return by_echelon
    told = " ".join(name.casefold().split())
    return next((found for sign, found in TITLES if sign.search(told)), "UNKNOWN")
