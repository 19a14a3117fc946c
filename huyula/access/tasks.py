"""Jobs of access: mail to a confirmed address, and forgetting what is not needed any more."""

from procrastinate.contrib.django import app

from huyula.access import actions


@app.task(name="access.mail_reset", retry=3)
def mail_reset(*, indexes: str) -> None:
    """Mail a code to whoever asked for one, if there is an account with a confirmed address."""
    actions.mail_reset(indexes)


@app.task(name="access.empty_answers", queueing_lock="access.empty_answers")
def empty_answers(*, timestamp: int) -> None:
    """Empty the answers of replays after 90 days."""
    actions.empty_answers()


@app.task(name="access.tidy", queueing_lock="access.tidy")
def tidy(*, timestamp: int) -> None:
    """Forget old counts of attempts, and sessions that have run out."""
    actions.tidy()
