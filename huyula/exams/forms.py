"""What is sent as an answer without script."""

from django.http import QueryDict

from huyula.exams.rules.answers import LONGEST_ID, Value


class AnswerForm:
    """The values of one question: several options, one option, or a text; the action says whether they fit."""

    def __init__(self, sent: QueryDict) -> None:
        """Keep what was sent."""
        self.sent = sent

    def value(self) -> Value:
        """Give ids of options, or text: a single value is what it looks like to the question's kind."""
        values = self.sent.getlist("value")
        if len(values) > 1:
            return [_id(value) for value in values]
        return values[0] if values else ""


def _id(value: str) -> int:
    """Read the id of an option; what is none becomes the id of no option."""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < LONGEST_ID else 0
