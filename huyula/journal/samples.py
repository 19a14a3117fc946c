"""Working off jobs at once, for tests that want to see what came of them."""

import asyncio
import threading
from collections.abc import Callable
from typing import Any

from django.db import connections
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.periodic import PeriodicRegistry


def work_off() -> None:
    """Run a worker in this process until nothing is due; the clock starts nothing.

    It has a thread of its own, for the caller's may hold a loop of events already.
    """
    thread = threading.Thread(target=lambda: asyncio.run(_work()))
    thread.start()
    thread.join()


async def _work() -> None:
    worker = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]  # Django's has it
    worker.periodic_registry = PeriodicRegistry()  # type: ignore[no-untyped-call]  # the clock starts nothing here
    async with worker.open_async():
        await worker.run_worker_async(
            wait=False, install_signal_handlers=False, listen_notify=False, task_middleware=[_let_go]
        )


def _let_go(job: Callable[[], Any], _context: JobContext, _worker: Any) -> Any:
    """Do a job and close what its thread has open."""
    try:
        return job()
    finally:
        connections.close_all()
