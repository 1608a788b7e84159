"""What a measure refuses: a code and parameters. The edge words them."""


class MeasureError(ValueError):
    """Base of every refusal of a measure.

    Attributes:
        code: Stable name of the reason, snake_case.
        params: Values that the sentence needs.
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params


class EmptyCouncilError(MeasureError):
    """There is no seat at all, or none is held, so that there is no share of them."""

    def __init__(self) -> None:
        super().__init__("empty_council")


class ArrayError(MeasureError):
    """Arrays do not have the shape or the values that the measure asks for."""
