"""One sentence in each language that a letter offers, beside the French one: an interpreter can be asked for.

A short list of short sentences, the same in every letter and on the page that its code opens.
"""

from dataclasses import dataclass

RIGHT_TO_LEFT = frozenset({"ar"})


@dataclass(frozen=True)
class Offer:
    """A sentence and its language."""

    code: str
    text: str

    @property
    def direction(self) -> str:
        """Return how it is written."""
        return "rtl" if self.code in RIGHT_TO_LEFT else "ltr"


OFFERS = (
    Offer("fr", "Vous pouvez demander un interprète."),
    Offer("en", "You can ask for an interpreter."),
    Offer("tr", "Tercüman isteyebilirsiniz."),
    Offer("pt", "Pode pedir um intérprete."),
    Offer("es", "Puede pedir un intérprete."),
    Offer("uk", "Ви можете попросити перекладача."),
    Offer("ru", "Вы можете попросить переводчика."),
    Offer("ar", "يمكنكم طلب مترجم."),
)
