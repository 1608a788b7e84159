"""How a council stands, told on its page, which knows none of it: registered once, on import of the pages."""

from participation.councils import services as councils
from participation.representation import standing_words


def register() -> None:
    """Hang the sentence where the council's page asks."""
    if standing_words.of_council not in councils.conditions:
        councils.conditions.append(standing_words.of_council)
