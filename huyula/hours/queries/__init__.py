"""Reading hours: a person's year, the ledger, how units stand against the target, and the rules."""

from huyula.hours.queries.postings import Ledger, Wanted, exported, ledger, posting_because, posting_shown
from huyula.hours.queries.references import (
    Asked,
    Worth,
    conversion_rules,
    duty_rules,
    rule_for,
    target_rules,
    words_of,
    worth_of,
)
from huyula.hours.queries.units import (
    PersonHours,
    Share,
    UnitHours,
    fulfilment,
    people_of,
    standings,
    units_shown,
    whole,
)
from huyula.hours.queries.years import YearOfHours, home_card, person_card, year_of

__all__ = [
    "Asked",
    "Ledger",
    "PersonHours",
    "Share",
    "UnitHours",
    "Wanted",
    "Worth",
    "YearOfHours",
    "conversion_rules",
    "duty_rules",
    "exported",
    "fulfilment",
    "home_card",
    "ledger",
    "people_of",
    "person_card",
    "posting_because",
    "posting_shown",
    "rule_for",
    "standings",
    "target_rules",
    "units_shown",
    "whole",
    "words_of",
    "worth_of",
    "year_of",
]
