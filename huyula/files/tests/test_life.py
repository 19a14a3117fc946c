"""What becomes of a file: attached, served, locked, deleted."""

import datetime as dt
import io
import uuid
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from pytest_django import Settings

from huyula.access.models import Agency, User
from huyula.access.samples import a_user, an_administrator, an_agency, an_operator
from huyula.files import actions, gateways, queries, tasks
from huyula.files.models import Blob, Upload
from huyula.files.rules import Kind, WhyGone, WhyNotAttach, WhyNotRead
from huyula.files.samples import a_blob, a_picture
from huyula.journal.models import Entry
from huyula.lib import clock

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 11, 24)


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, settings: Settings) -> None:
    settings.HUYULA_DATA = str(tmp_path)


@pytest.fixture
def agency() -> Agency:
    return an_agency()


@pytest.fixture
def user(agency: Agency) -> User:
    return an_administrator(agency)


def _upload(user: User, content: bytes = b"a;b\n") -> Blob:
    return actions.upload(io.BytesIO(content), name="a.csv", kind=Kind.SHEET, by=user)


def _past(blob: Blob, **ago: int) -> None:
    Upload.objects.filter(blob=blob).update(at=clock.now() - dt.timedelta(**ago))


def _why_not_read(blob: Blob) -> str:
    with pytest.raises(queries.CannotRead) as refused:
        queries.content(blob)
    return refused.value.code


def _why_not_attach(upload: uuid.UUID, *, to: Agency, by: User) -> str:
    with pytest.raises(actions.CannotAttach) as refused:
        actions.attach(upload, to=to, by=by)
    return refused.value.code


def test_an_upload_is_attached_once_by_its_uploader(agency: Agency, user: User) -> None:
    blob = _upload(user)

    assert _why_not_attach(blob.pk, to=agency, by=a_user()) == WhyNotAttach.UNKNOWN
    assert _why_not_attach(uuid.uuid4(), to=agency, by=user) == WhyNotAttach.UNKNOWN
    assert actions.attach(blob.pk, to=agency, by=user, until=TODAY) == blob
    assert actions.attach(blob.pk, to=agency, by=user) == blob
    assert _why_not_attach(blob.pk, to=an_agency(), by=user) == WhyNotAttach.ALREADY

    blob.refresh_from_db()
    assert blob.keep_until == TODAY
    assert blob.sealed
    assert list(Entry.objects.filter(about_id=str(blob.pk)).values_list("verb", flat=True)) == [
        "files.kept",
        "files.attached",
    ]


def test_an_upload_that_nobody_used_is_gone_after_a_day(agency: Agency, user: User) -> None:
    unused, used, fresh = _upload(user, b"1\n"), _upload(user, b"2\n"), _upload(user, b"3\n")
    actions.attach(used.pk, to=agency, by=user)
    for blob in (unused, used):
        _past(blob, hours=25)

    assert actions.retire() == 1

    assert set(Blob.objects.standing()) == {used, fresh}
    unused.refresh_from_db()
    assert unused.gone_because == WhyGone.UNATTACHED
    assert _why_not_attach(unused.pk, to=agency, by=user) == WhyNotAttach.GONE
    assert _why_not_read(unused) == WhyNotRead.GONE


def test_somebody_who_uses_nothing_can_send_no_more(user: User) -> None:
    for number in range(30):
        _upload(user, b"%d\n" % number)

    with pytest.raises(actions.CannotKeep) as refused:
        _upload(user, b"one more\n")

    assert refused.value.code == "TOO_MANY_WAITING"


def test_whoever_acts_for_no_agency_sends_nothing() -> None:
    with pytest.raises(PermissionDenied):
        _upload(a_user())


def test_what_the_upload_address_does_not_take_is_refused(user: User) -> None:
    with pytest.raises(PermissionDenied):
        actions.upload(io.BytesIO(b"%PDF-"), name="a.pdf", kind=Kind.LETTER, by=user)


def test_a_discarded_content_is_gone_but_its_row_stays(agency: Agency, user: User) -> None:
    blob = a_picture(agency)
    assert blob.thumbnail is not None

    actions.discard(blob, because=WhyGone.WITHDRAWN, by=user)
    actions.discard(blob, because=WhyGone.REPLACED, by=user)
    for each in (blob, blob.thumbnail):
        tasks.erase(sha256=each.sha256, sealed=each.sealed)

    assert list(gateways.lying()) == []
    assert _why_not_read(blob) == WhyNotRead.GONE
    row = Blob.objects.get(pk=blob.pk)
    assert (row.gone_because, row.gone_at) == (WhyGone.WITHDRAWN, blob.gone_at)
    assert Entry.objects.filter(verb="files.discarded", actor_id=user.pk).count() == 1
    assert Blob.objects.standing().count() == 0


def test_a_content_that_another_blob_stands_for_is_not_erased(agency: Agency) -> None:
    one, two = a_blob(agency), a_blob(an_agency())

    actions.discard(one, because=WhyGone.WITHDRAWN)
    tasks.erase(sha256=one.sha256, sealed=False)

    with queries.content(two) as file:
        assert file.read()


def test_a_file_goes_when_its_last_day_is_over(agency: Agency) -> None:
    yesterday = clock.today() - dt.timedelta(days=1)
    blob = actions.keep(io.BytesIO(b"x\n"), name="x.csv", kind=Kind.SHEET, by=None, agency=agency, until=yesterday)
    a_blob(agency)

    tasks.retire(timestamp=0)

    blob.refresh_from_db()
    assert blob.gone_because == WhyGone.EXPIRED


def test_a_locked_file_is_given_to_nobody(agency: Agency, user: User) -> None:
    blob, operator = a_blob(agency), an_operator(agency)
    with pytest.raises(PermissionDenied):
        actions.quarantine(blob, because="virus", by=user)

    first = actions.quarantine(blob, because="virus", by=operator)
    assert actions.quarantine(blob, because="again", by=operator) == first
    assert _why_not_read(blob) == WhyNotRead.QUARANTINED
    actions.release(blob, by=operator)
    actions.release(blob, by=operator)

    with queries.content(blob) as file:
        assert file.read()
    assert Entry.objects.filter(verb="files.released").count() == 1
    assert str(first) == "virus"


def test_the_operator_locks_at_the_shell(agency: Agency, capsys: pytest.CaptureFixture[str]) -> None:
    blob = a_blob(agency)

    call_command("lock_file", str(blob.pk), because="virus")
    assert _why_not_read(blob) == WhyNotRead.QUARANTINED
    call_command("lock_file", str(blob.pk), release=True)
    assert "Given out again" in capsys.readouterr().out
    with pytest.raises(CommandError, match="Say why"):
        call_command("lock_file", str(blob.pk))
    with pytest.raises(CommandError, match="no file"):
        call_command("lock_file", str(uuid.uuid4()), because="virus")


def test_changed_and_missing_contents_are_found(agency: Agency, capsys: pytest.CaptureFixture[str]) -> None:
    sealed, plain, missing = a_blob(agency, sealed=True), a_blob(agency, text="2\n"), a_blob(agency, text="3\n")
    call_command("verify_files")
    assert "is what it was" in capsys.readouterr().out

    root = gateways.folder()
    (root / sealed.place).write_bytes((root / sealed.place).read_bytes()[:-1])
    (root / plain.place).write_bytes(b"changed")
    (root / missing.place).unlink()
    broken = a_blob(agency, text="4\n", sealed=True)
    (root / broken.place).write_bytes(b"HUYS1")

    with pytest.raises(CommandError, match="4 files"):
        call_command("verify_files")
    said = capsys.readouterr().err
    assert all(str(blob.pk) in said for blob in (sealed, plain, missing, broken))
    assert _why_not_read(broken) == WhyNotRead.MISSING


@pytest.mark.parametrize("inline", [True, False])
def test_a_file_is_served_so_that_it_can_do_no_harm(agency: Agency, inline: bool) -> None:
    blob = a_picture(agency)

    response = queries.serve(blob, as_name='lambang "baru"\r\n.exe', inline=inline)

    content = b"".join(map(bytes, response.streaming_content))  # type: ignore[arg-type]  # a synchronous stream
    response.close()
    assert len(content) == blob.size == int(response["Content-Length"])
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert "no-store" not in response["Cache-Control"]
    assert response["Content-Disposition"].startswith("inline" if inline else "attachment")
    assert response["Content-Disposition"].endswith('filename="lambang \\"baru\\".png"')


def test_a_table_is_never_shown_by_the_browser(agency: Agency) -> None:
    response = queries.serve(a_blob(agency, sealed=True), inline=True)

    assert response["Content-Disposition"] == 'attachment; filename="daftar.csv"'
    assert response["Cache-Control"] == "private, no-store"
    response.close()


def test_rows_say_what_they_are(agency: Agency, user: User) -> None:
    blob = _upload(user)
    actions.attach(blob.pk, to=agency, by=user)

    assert str(blob) == "a.csv"
    assert str(Upload.objects.get()) == str(blob.pk)
    assert str(Blob.objects.select_related("attachment").get(pk=blob.pk).attachment) == f"access.agency:{agency.pk}"
