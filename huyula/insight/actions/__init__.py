"""Every write of insight: what is asked for most stands here, the rest in the modules by noun."""

from huyula.insight.actions.counting import (
    ask_for_count,
    count,
    count_agency_soon,
    count_all,
    count_kept,
    count_person,
    count_person_soon,
    count_some,
)
from huyula.insight.actions.exports import note_export
from huyula.insight.actions.memos import CannotWrite, issue_memo
from huyula.insight.actions.releases import CannotRelease, release, withdraw

__all__ = [
    "CannotRelease",
    "CannotWrite",
    "ask_for_count",
    "count",
    "count_agency_soon",
    "count_all",
    "count_kept",
    "count_person",
    "count_person_soon",
    "count_some",
    "issue_memo",
    "note_export",
    "release",
    "withdraw",
]
