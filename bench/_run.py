"""Run one measurement in a demo folder of its own (HUYULA_DATA): keys, a PostgreSQL, migrated tables, no people.

`python bench/_run.py bench/bench_import.py`; the measurement finds Django set up, and its children find the same
database through the environment.
"""

import os
import runpy
import sys
from pathlib import Path

import django
from django.core.management import call_command

from huyula.site import data_folder
from huyula.site.postgres import launched


def main() -> None:
    """Prepare, run the file as `__main__`, and clear up after it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huyula.site.settings")
    folder = data_folder.made(data_folder.default_path(), kind="demo")
    data_folder.load_keys(folder)
    os.environ["HUYULA_DATA"] = str(folder.path)
    with launched(folder.path) as os.environ["DATABASE_URL"]:
        django.setup()
        call_command("migrate", verbosity=0, interactive=False)
        script = Path(sys.argv[1]).resolve()
        sys.argv = sys.argv[1:]
        sys.path.insert(0, str(script.parent))
        runpy.run_path(str(script), run_name="__main__")


if __name__ == "__main__":
    main()
