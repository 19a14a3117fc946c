"""What invented officers have studied: as high as their post asks for, with the titles that go with it."""

import random

from huyula.people.samples.offices import NO_ECHELON

SCHOOLS = {"15": "SLTA/SMA Sederajat", "30": "Diploma III/Sarjana Muda", "40": "S-1/Sarjana", "45": "S-2"}
LEVELS, SHARES = tuple(SCHOOLS), (8, 14, 66, 12)
DIPLOMA, DEGREE, MASTER = "30", "40", "45"
# Titles behind the name by the word with which a post begins: after a diploma, a first degree, a second one.
TITLES = {
    "Guru": ("A.Ma.Pd.", ("S.Pd.", "S.Pd.", "S.Pd.SD.", "S.Ag."), "M.Pd."),
    "Perawat": ("A.Md.Kep.", ("S.Kep., Ns.",), "M.Kep."),
    "Bidan": ("A.Md.Keb.", ("S.Tr.Keb.",), "M.Keb."),
    "Dokter": ("", ("",), "M.Kes."),
    "Pranata": ("A.Md.Kom.", ("S.Kom.",), "M.Kom."),
}
ANY = ("A.Md.", ("S.E.", "S.Sos.", "S.IP.", "S.H.", "S.T.", "S.AP."), "M.Si.")
PILGRIMS = 0.15


def least(post: str, echelon: str) -> str:
    """Give the lowest schooling that a post asks for."""
    if " Ahli " in post or echelon != NO_ECHELON:
        return DEGREE
    return DIPLOMA if post.endswith(("Terampil", "Mahir")) else LEVELS[0]


def schooling(post: str, *, echelon: str, is_woman: bool, chance: random.Random) -> dict[str, str]:
    """Draw what the holder of a post has studied, and the titles before and behind the name."""
    level = max(chance.choices(LEVELS, SHARES)[0], least(post, echelon))
    diploma, degrees, master = TITLES.get(post.partition(" ")[0], ANY)
    first = chance.choice(degrees)
    behind = {DIPLOMA: diploma, DEGREE: first, MASTER: ", ".join(title for title in (first, master) if title)}
    before = ["dr."] if post.startswith("Dokter ") else []
    if chance.random() < PILGRIMS:  # who has been to Mecca
        before.append("Hj." if is_woman else "H.")
    return {
        "gelar_depan": " ".join(before),
        "gelar_belakang": behind.get(level, ""),
        "tingkat_pendidikan_id": level,
        "tingkat_pendidikan_nama": SCHOOLS[level],
        "pendidikan_id": f"CONTOH-{level}",
        "pendidikan_nama": f"{SCHOOLS[level]} Contoh",
    }
