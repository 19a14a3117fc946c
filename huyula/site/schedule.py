"""What the clock starts. Hours are UTC; procrastinate sees to it that one worker of the cluster takes a tick."""

from procrastinate import App

from huyula.journal.tasks import retry_beside_its_like

SCHEDULE = {
    "access.empty_answers": "20 17 * * *",  # 01.20 WITA
    "access.tidy": "40 17 * * *",  # 01.40 WITA
    "calendar.keep_up": "30 16 1 * *",  # the first of the month, 00.30 WITA
    "exams.close_overdue": "*/2 * * * *",
    "files.retire": "10 16 * * *",  # 00.10 WITA
    "insight.count_all": "10 17 * * *",  # 00.10 WIB, 01.10 WITA, 02.10 WIT: the day has begun in each zone
    "journal.seal": "* * * * * */20",
    "journal.free_stalled": "*/2 * * * *",
    "journal.keep_heads": "*/5 * * * *",
    "people.count_units": "5 15-17 * * *",  # 00.05 WIT, WITA, WIB: where the day has begun it is counted
    "people.forget_imports": "20 16 * * *",  # 00.20 WITA
}


def register(app: App) -> None:
    """Hang each periodic task on its clock once every `tasks.py` is loaded, and say how every worker works."""
    for name, cron in SCHEDULE.items():
        app.periodic(cron=cron)(app.tasks[name])
    app.worker_defaults["worker_middleware"] = [retry_beside_its_like]
