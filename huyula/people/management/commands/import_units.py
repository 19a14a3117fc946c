"""`huyula import-units FILE --agency CODE`: take in the tree of units (ref-unor) of SIASN."""

from huyula.people.management.from_shell import ImportCommand
from huyula.people.models import ImportKind


class Command(ImportCommand):
    """Take in the file of units of an agency."""

    help = "Take in the tree of units (ref-unor: Id, DiatasanId, NamaUnor ...); rows of rings and orphans are left out."
    kind = ImportKind.UNITS
