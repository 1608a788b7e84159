"""The draw: from the sealed pool, the secret and the public chance to those selected (steps 5 to 10)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from participation.sortition import seed as seeds
from participation.sortition.contributions import Contribution, check_contributions
from participation.sortition.errors import ParametersError, PortfolioError
from participation.sortition.lottery import (
    Portfolio,
    check_portfolio,
    panel_number,
    panel_words,
    portfolio_sha256,
    select_panel,
)
from participation.sortition.parameters import Parameters, check_parameters
from participation.sortition.pool import Pool
from participation.sortition.quotas import QuotaTable, quota_table
from participation.sortition.ranked import select_ranked
from participation.sortition.rows import ByteRows, IntArray
from participation.sortition.substitution import substitute
from participation.sortition.tickets import rank_order, ranks_of, tickets_of


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What follows from the seal and the chance.

    Attributes:
        seed: 32 bytes.
        tickets: Shape (n, 32), by index.
        order: Indexes by rank. Shape (n,).
        rank: Rank of each entry, from 1. Shape (n,).
        panel: Number of the panel drawn, from 0; None for `ranked`.
        selected: Indexes, in the order chosen.
    """

    seed: bytes
    tickets: ByteRows
    order: IntArray
    rank: IntArray
    panel: int | None
    selected: list[int]


def draw(
    pool: Pool,
    parameters: Parameters,
    secret: bytes,
    contributions: Sequence[Contribution],
    portfolio: Portfolio | None = None,
) -> Outcome:
    """Return the result: the same for the same arguments, on any machine.

    Args:
        pool: The sealed pool, no profile closed.
        parameters: The sealed parameters.
        secret: 32 bytes, the one committed to.
        contributions: One per item of the plan, in its order.
        portfolio: The sealed one, for `lottery` only.

    Raises:
        ShapeError: The parameters are of a wrong shape.
        ParametersError: They contradict themselves, the pool (`root`, `size`) or the secret (`secret`).
        ContributionError: The contributions do not follow the plan.
        PortfolioError: The portfolio is missing, another one or unfit.
        QuotaError: A profile is not one that the quotas name.

    Source:
        Protocol steps 5 to 9.
    """
    _check_sealed(pool, parameters, secret)
    values = check_contributions(contributions, parameters["entropy"]["plan"])
    seed = seeds.draw_seed(secret, seeds.seal(parameters), values)
    table = quota_table(parameters["quotas"], pool.profiles)
    check_sealed_portfolio(portfolio, parameters, pool, table)
    tickets = tickets_of(seed, pool.leaves)
    order = rank_order(tickets)
    panel = drawn_panel(seed, parameters)
    selected = select(pool, order, table, parameters["seats"], portfolio, panel)
    return Outcome(seed, tickets, order, ranks_of(order), panel, selected)


def _check_sealed(pool: Pool, parameters: Parameters, secret: bytes) -> None:
    check_parameters(parameters)
    if parameters["pool"]["root"] != pool.root.hex():
        raise ParametersError("root", expected=parameters["pool"]["root"], found=pool.root.hex())
    if parameters["pool"]["size"] != pool.size:
        raise ParametersError("size", expected=parameters["pool"]["size"], found=pool.size)
    if seeds.secret_commitment(parameters["draw"], secret) != parameters["announced"]["secret_commitment"]:
        raise ParametersError("secret")


def drawn_panel(seed: bytes, parameters: Parameters) -> int | None:
    """Return the number of the panel drawn, None for `ranked`. Protocol step 9."""
    sealed = parameters["portfolio"]
    return None if sealed is None else panel_number(panel_words(seed), sealed["panels"])


def select(
    pool: Pool, order: IntArray, table: QuotaTable, seats: int, portfolio: Portfolio | None, panel: int | None
) -> list[int]:
    """Return the indexes selected by the method of the draw, in the order chosen. Protocol steps 8 and 9."""
    if portfolio is None or panel is None:
        return select_ranked(pool, order, table, seats)
    return select_panel(pool, order, table, portfolio["panels"][panel])


def check_sealed_portfolio(
    portfolio: Portfolio | None, parameters: Parameters, pool: Pool, table: QuotaTable
) -> None:
    """Check that a portfolio is the sealed one and fits the pool.

    Raises:
        PortfolioError: `portfolio_expected` (there where it must not be, or the reverse), `portfolio_sha256`,
            `panels`, or those of `check_portfolio`.
    """
    sealed = parameters["portfolio"]
    if (sealed is None) != (portfolio is None):
        raise PortfolioError("portfolio_expected", expected=sealed is not None)
    if sealed is None or portfolio is None:
        return
    found = portfolio_sha256(portfolio)
    if found != sealed["sha256"]:
        raise PortfolioError("portfolio_sha256", expected=sealed["sha256"], found=found)
    if len(portfolio["panels"]) != sealed["panels"]:
        raise PortfolioError("panels", expected=sealed["panels"], found=len(portfolio["panels"]))
    check_portfolio(portfolio, pool, table, parameters["seats"])


def replacement(
    outcome: Outcome,
    parameters: Parameters,
    pool: Pool,
    seated: Collection[int],
    called: Collection[int],
    left: int,
) -> int | None:
    """Return who takes the seat of one who leaves, or None: it stays vacant.

    Args:
        outcome: The draw's.
        parameters: The sealed parameters.
        pool: The sealed pool, no profile closed.
        seated: Indexes of those who sit, with or without the one who leaves.
        called: Indexes of all ever called: selected, or named in an earlier substitution.
        left: Index of the one who leaves.

    Source:
        Protocol step 10.
    """
    table = quota_table(parameters["quotas"], pool.profiles)
    return substitute(pool, outcome.order, table, seated, called, left)
