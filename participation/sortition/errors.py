"""What the engine refuses: a code and parameters. The edge words them; nothing here is meant for a reader."""


class SortitionError(ValueError):
    """Base of every refusal of the engine.

    Attributes:
        code: Stable name of the reason, snake_case.
        params: Values that the sentence needs (numbers, codes, a path in the file).
    """

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return f"{self.code} {self.params}" if self.params else self.code


class CanonicalError(SortitionError):
    """A value has no canonical print, or a file is not strict JSON (step 0)."""


class ShapeError(SortitionError):
    """A value has not the keys, type or format asked for; `path` says where."""


class PoolError(SortitionError):
    """The people given cannot make a pool (steps 1 and 2)."""


class ParametersError(SortitionError):
    """The parameters contradict themselves (step 4)."""


class QuotaError(SortitionError):
    """No panel of this pool satisfies the quotas (step 4), or a profile is not what they name."""


class ContributionError(SortitionError):
    """A contribution is not what the plan asks for (step 5)."""


class PortfolioError(SortitionError):
    """A portfolio breaks step 9."""


class ProofError(SortitionError):
    """An inclusion proof cannot be made or does not hold (step 2)."""


class VerificationError(SortitionError):
    """A transcript does not hold.

    Attributes:
        step: Number of the first step of the protocol that fails.
    """

    def __init__(self, step: int, code: str, **params: object) -> None:
        super().__init__(code, **params)
        self.step = step

    def __str__(self) -> str:
        return f"step {self.step}: {super().__str__()}"
