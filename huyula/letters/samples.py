"""Small true letterheads, signatories, patterns and letters for tests and the demo."""

import datetime as dt
import io

from huyula.access.models import Agency, User
from huyula.files.samples import a_picture_file
from huyula.letters import actions, formats, rules
from huyula.letters.models import Letter, Letterhead, NumberPattern, Signatory
from huyula.letters.rules import Authority, LetterKind

SINCE = dt.date(2025, 1, 1)


def a_letterhead(agency: Agency, *, by: User, with_logo: bool = True) -> Letterhead:
    """Give an agency a letterhead with an invented address."""
    picture = io.BytesIO(a_picture_file())
    logo = actions.keep_logo(picture, name="lambang.png", agency=agency, by=by) if with_logo else None
    return actions.set_letterhead(
        agency,
        since=SINCE,
        lines=[agency.name.upper(), "BADAN KEPEGAWAIAN DAN PENGEMBANGAN SUMBER DAYA MANUSIA"],
        address=["Jalan Contoh Nomor 1, Kota Contoh 99999", "Telepon (0000) 000000 · bkpsdm.contoh.example"],
        place="Kota Contoh",
        logo=logo,
        by=by,
    )


def a_signatory(agency: Agency, *, by: User, authority: Authority = Authority.BEHALF) -> Signatory:
    """Name an invented head of personnel who signs on behalf of the governor."""
    signer = rules.Signer(
        name="Dr. Contoh Pejabat, S.Sos., M.Si.",
        position="Kepala Badan Kepegawaian dan Pengembangan Sumber Daya Manusia",
        title="Pembina Utama Madya",
        identity="NIP 19700101 199501 1 901",
        authority=authority,
        behalf="Gubernur Contoh",
        through="Sekretaris Daerah",
    )
    return actions.add_signatory(agency, since=SINCE, signer=signer, by=by)


def a_pattern(agency: Agency, *, by: User, kind: LetterKind = LetterKind.MEMO) -> NumberPattern:
    """Give a kind of letter numbers such as 0001/800.1.4/BKPSDM/XI/2026."""
    code = {LetterKind.MEMO: "800.1.4", LetterKind.REPORT: "800.1.5", LetterKind.CERTIFICATE: "893.3"}[kind]
    pattern = "{nomor:04d}/{kode}/BKPSDM/{bulan_romawi}/{tahun}"
    return actions.add_pattern(agency, kind=kind, since=SINCE, pattern=pattern, code=code, by=by)


def a_memo(title: str = "NOTA DINAS") -> formats.Memo:
    """Write a memo with a table of two rows."""
    columns = [
        formats.Column("No.", number=True),
        formats.Column("Unit kerja", width=1),
        formats.Column("JP", number=True),
    ]
    rows = [["1", "Sekretariat Contoh", "20,0"], ["2", "Bidang Contoh", "12,5"]]
    return formats.Memo(
        title=title,
        facts=[("Yth.", "Sekretaris Daerah"), ("Dari", "Kepala BKPSDM"), ("Hal", "Rekapitulasi jam pelajaran")],
        paragraphs=["Bersama ini disampaikan rekapitulasi jam pelajaran menurut unit kerja."],
        tables=[formats.Table(columns, rows, caption="Jam pelajaran menurut unit kerja")],
        closing=["Demikian disampaikan, atas perhatiannya diucapkan terima kasih."],
        copies=["Gubernur Contoh"],
    )


def a_letter(agency: Agency, *, by: User, on: dt.date = dt.date(2026, 11, 24)) -> Letter:
    """Issue a memo; the agency needs a pattern for memos."""
    return actions.issue(a_memo(), kind=LetterKind.MEMO, agency=agency, on=on, by=by)
