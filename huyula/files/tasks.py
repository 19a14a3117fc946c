"""Jobs of files: taking contents off the disk, and the daily look for what is over."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from huyula.files import actions


@app.task(name="files.erase", retry=RetryStrategy(max_attempts=10, exponential_wait=4))
def erase(*, sha256: str, sealed: bool) -> None:
    """Take one content off the disk."""
    actions.erase(sha256=sha256, sealed=sealed)


@app.task(name="files.retire", queueing_lock="files.retire")
def retire(*, timestamp: int) -> None:
    """Delete what is over its time."""
    actions.retire()
