"""Jobs of certificates: drawing their PDF."""

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from huyula.credentials import actions
from huyula.credentials.models import Certificate


@app.task(name="credentials.draw", retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def draw(*, certificate_id: str) -> None:
    """Draw the PDF of a certificate."""
    actions.draw(Certificate.objects.get(pk=certificate_id))
