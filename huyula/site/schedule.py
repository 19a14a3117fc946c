"""What the clock starts: once per cluster, procrastinate sees to it that a tick is taken by one worker. Hours are UTC."""

from procrastinate import App

SCHEDULE = {
    "journal.seal": "* * * * * */20",
    "journal.free_stalled": "*/2 * * * *",
    "journal.keep_heads": "55 15 * * *",  # 23.55 WITA
}


def register(app: App) -> None:
    """Hang each periodic task on its clock once every `tasks.py` is loaded."""
    for name, cron in SCHEDULE.items():
        app.periodic(cron=cron)(app.tasks[name])
