"""The rules about learning hours, as a real installation begins with them."""

from huyula.hours.actions import load_rules
from huyula.site.demo.world import Demo


def fill(_demo: Demo) -> None:
    """Enter the national rules; what nobody has compared with the regulation stays unconfirmed."""
    load_rules()
