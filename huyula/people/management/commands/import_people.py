"""`huyula import-people FILE --agency CODE`: take in an Export Data ASN of SIASN, or only say what it means."""

from huyula.people.management.from_shell import ImportCommand
from huyula.people.models import ImportKind


class Command(ImportCommand):
    """Take in the personnel file of an agency."""

    help = "Take in an Export Data ASN of SIASN (CSV or XLSX); rows with a wrong cell are left out and named."
    kind = ImportKind.PEOPLE
