"""Reading hours: a person's year, the ledger, and the rules."""

from huyula.hours.queries.postings import (
    Ledger,
    Wanted,
    exported,
    ledger,
    of_completion,
    posting_because,
    posting_shown,
)
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
from huyula.hours.queries.units import standings
from huyula.hours.queries.years import YearOfHours, home_card, person_card, year_of

__all__ = [
    "Asked",
    "Ledger",
    "Wanted",
    "Worth",
    "YearOfHours",
    "conversion_rules",
    "duty_rules",
    "exported",
    "home_card",
    "ledger",
    "of_completion",
    "person_card",
    "posting_because",
    "posting_shown",
    "rule_for",
    "standings",
    "target_rules",
    "words_of",
    "worth_of",
    "year_of",
]
