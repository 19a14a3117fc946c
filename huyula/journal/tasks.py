"""Jobs of the journal: telling listeners, sealing, keeping heads, freeing jobs whose worker died."""

from typing import Any

from django.utils import timezone
from django.utils.module_loading import import_string
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status
from procrastinate.middleware import AsyncCallNext
from procrastinate.worker import Worker

from huyula.journal import actions, queries
from huyula.journal.models import Entry


@app.task(name=actions.TELL, retry=RetryStrategy(max_attempts=10, exponential_wait=4))
def tell(*, listener: str, entry: int) -> None:
    """Tell one listener of one entry."""
    import_string(listener)(Entry.objects.get(pk=entry))


@app.task(name="journal.seal", queueing_lock="journal.seal")
def seal(*, timestamp: int) -> None:
    """Seal whatever waits."""
    actions.seal_all()


@app.task(name="journal.keep_heads", queueing_lock="journal.keep_heads")
def keep_heads(*, timestamp: int) -> None:
    """Sign the heads of what was sealed since, and of each day, and write them outside the database."""
    actions.seal_all()
    actions.keep_heads(folder=queries.heads_file().parent, day=timezone.localdate())


@app.task(name="journal.free_stalled", queueing_lock="journal.free_stalled", pass_context=True)
async def free_stalled(context: JobContext, *, timestamp: int) -> None:
    """Give back the jobs of a worker that died, so that another takes them up.

    Where another with the same key (`once`) waits already, that one does the work, and this one is ended.
    """
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs():
        try:
            await jobs.retry_job(job)
        except UniqueViolation:
            await jobs.finish_job(job, status=Status.FAILED, delete_job=False)


async def retry_beside_its_like(work: AsyncCallNext, context: JobContext, _worker: Worker) -> Any:
    """Wrap each job of a worker: one that fails gives up its key (`once`) before it is retried.

    Its like may have been asked for meanwhile. Two jobs of one key can't wait, so the retry would be refused, and the
    job be held as being done for as long as the worker lives.
    """
    try:
        return await work()
    except BaseException:
        if context.job.queueing_lock and context.job.id:
            await actions.give_up_key(context.job.id, within=context.app)
        raise
