"""The sealed parameters (step 4): their shape, their conditions, and how to build them.

`check_parameters` settles everything that the parameters say about themselves; what they say about the
pool, the secret and the portfolio is compared where those are at hand.
"""

from collections.abc import Sequence
from typing import Literal, TypedDict, Unpack, cast

from participation.sortition import shapes
from participation.sortition.contributions import FACES, MIN_DICE
from participation.sortition.errors import ParametersError, ShapeError
from participation.sortition.pool import Pool
from participation.sortition.rules import Announced, Method, Rule, rule_sha256
from participation.sortition.tags import PROTOCOL

Disclosure = Literal["open", "witnessed"]


class AnnouncedJson(TypedDict):
    """`announced` of the parameters."""

    at: str
    rule_sha256: str
    secret_commitment: str


class ListJson(TypedDict):
    """One list that the pool was made from, and its number of entries."""

    name: str
    entries: int


class ChangesJson(TypedDict):
    """How the closed lists became the pool, people."""

    at_close: int
    claims: int
    withdrawn: int
    doubles: int


class PoolJson(TypedDict):
    """`pool` of the parameters."""

    size: int
    root: str
    lists: list[ListJson]
    changes: ChangesJson


class PortfolioJson(TypedDict):
    """`portfolio` of the parameters: number of panels and hashes."""

    panels: int
    sha256: str
    certificate_sha256: str | None


# `for` is a keyword, which the class syntax cannot name.
EntropyJson = TypedDict("EntropyJson", {"for": str, "place": str, "plan": list[dict[str, str | int]]})


class Circumstances(TypedDict):
    """What is sealed besides the rule, the announcement and the pool."""

    draw: str
    council: str
    sequence: int
    previous_draw: str | None
    rehearsal: bool
    disclosure: Disclosure
    title: str
    rule_change: str | None
    portfolio: PortfolioJson | None
    entropy: EntropyJson
    journal_head: str
    sealed_at: str
    software: str


class Parameters(Circumstances):
    """All that is sealed, and nothing else."""

    protocol: str
    method: Method
    seats: int
    quotas: dict[str, dict[str, list[int]]]
    announced: AnnouncedJson
    pool: PoolJson


def _plan_item(value: object, path: str) -> None:
    if isinstance(value, dict) and value.get("source") == "dice":
        _DICE(value, path)
        if value["dice"] < MIN_DICE or value["sides"] not in FACES:
            raise ShapeError("dice", path=path, minimum=MIN_DICE, sides=list(FACES))
    else:
        _WORDS(value, path)


_DICE = shapes.obj({"source": shapes.choice("dice"), "dice": shapes.count, "sides": shapes.count})
_WORDS = shapes.obj({"source": shapes.choice("words")})
_SHAPE = shapes.obj(
    {
        "protocol": shapes.choice(PROTOCOL),
        "draw": shapes.uuid,
        "council": shapes.text,
        "sequence": shapes.count,
        "previous_draw": shapes.nullable(shapes.uuid),
        "rehearsal": shapes.boolean,
        "disclosure": shapes.choice("open", "witnessed"),
        "title": shapes.text,
        "method": shapes.choice("ranked", "lottery"),
        "seats": shapes.count,
        "quotas": shapes.mapping(shapes.mapping(shapes.array(shapes.count, length=2))),
        "announced": shapes.obj(
            {"at": shapes.instant, "rule_sha256": shapes.hex32, "secret_commitment": shapes.hex32}
        ),
        "rule_change": shapes.nullable(shapes.text),
        "pool": shapes.obj(
            {
                "size": shapes.count,
                "root": shapes.hex32,
                "lists": shapes.array(shapes.obj({"name": shapes.text, "entries": shapes.count})),
                "changes": shapes.obj(
                    dict.fromkeys(("at_close", "claims", "withdrawn", "doubles"), shapes.count)
                ),
            }
        ),
        "portfolio": shapes.nullable(
            shapes.obj(
                {
                    "panels": shapes.count,
                    "sha256": shapes.hex32,
                    "certificate_sha256": shapes.nullable(shapes.hex32),
                }
            )
        ),
        "entropy": shapes.obj(
            {"for": shapes.instant, "place": shapes.text, "plan": shapes.array(_plan_item)}
        ),
        "journal_head": shapes.hex32,
        "sealed_at": shapes.instant,
        "software": shapes.text,
    }
)


def check_parameters_shape(value: object) -> Parameters:
    """Return `value` once its keys, types and formats are those of parameters.

    Raises:
        ShapeError: With the path of the first that is not.
    """
    _SHAPE(value, "parameters")
    return cast(Parameters, value)


def check_parameters(value: object) -> Parameters:
    """Return `value` once it is a set of parameters that does not contradict itself.

    Raises:
        ShapeError: Keys, type or format.
        ParametersError: A condition of step 4.

    Source:
        Protocol step 4.
    """
    parameters = check_parameters_shape(value)
    check_conditions(parameters)
    return parameters


def check_conditions(parameters: Parameters) -> None:
    """Check the conditions of step 4 on parameters whose shape holds.

    Raises:
        ParametersError: `sequence`, `seats`, `quota`, `quota_sums`, `lists_sum`, `changes_sum`,
            `rule_change`, `instants`, `method`, `portfolio`, `panels`, `plan`.
    """
    if parameters["sequence"] < 1:
        raise ParametersError("sequence", found=parameters["sequence"])
    if not 1 <= parameters["seats"] <= parameters["pool"]["size"]:
        raise ParametersError("seats", seats=parameters["seats"], size=parameters["pool"]["size"])
    check_rule(rule_of(parameters))
    _check_counts(parameters["pool"])
    _check_announced(parameters)
    _check_portfolio(parameters)
    plan = parameters["entropy"]["plan"]
    if not parameters["rehearsal"] and (not plan or plan[-1]["source"] != "dice"):
        raise ParametersError("plan")


def check_rule(rule: Rule) -> None:
    """Check that a rule does not contradict itself, before any pool is known.

    Raises:
        ParametersError: `seats` (none), `quota` (category, value), `quota_sums` (category), `method`.

    Source:
        Protocol step 4.
    """
    seats = rule.seats
    if seats < 1:
        raise ParametersError("seats", seats=seats)
    for category, values in rule.quotas.items():
        for value, (minimum, maximum) in values.items():
            if not 0 <= minimum <= maximum <= seats:
                raise ParametersError(
                    "quota", category=category, value=value, minimum=minimum, maximum=maximum
                )
        least = sum(bounds[0] for bounds in values.values())
        most = sum(bounds[1] for bounds in values.values())
        if not least <= seats <= most:
            raise ParametersError("quota_sums", category=category, seats=seats, minimum=least, maximum=most)
    if rule.method == "ranked" and len(rule.quotas) > 1:
        raise ParametersError("method", method=rule.method, categories=len(rule.quotas))


def _check_counts(pool: PoolJson) -> None:
    changes = pool["changes"]
    listed = sum(each["entries"] for each in pool["lists"])
    if listed != changes["at_close"]:
        raise ParametersError("lists_sum", expected=changes["at_close"], found=listed)
    size = changes["at_close"] + changes["claims"] - changes["withdrawn"] - changes["doubles"]
    if size != pool["size"]:
        raise ParametersError("changes_sum", expected=pool["size"], found=size)


def _check_announced(parameters: Parameters) -> None:
    sealed = rule_sha256(rule_of(parameters))
    announced = parameters["announced"]
    if (parameters["rule_change"] is None) != (sealed == announced["rule_sha256"]):
        raise ParametersError("rule_change", expected=announced["rule_sha256"], found=sealed)
    instants = [announced["at"], parameters["sealed_at"], parameters["entropy"]["for"]]
    if not instants[0] < instants[1] < instants[2]:
        raise ParametersError("instants", announced=instants[0], sealed=instants[1], chance=instants[2])


def _check_portfolio(parameters: Parameters) -> None:
    portfolio = parameters["portfolio"]
    if (parameters["method"] == "ranked") != (portfolio is None):
        raise ParametersError("portfolio", method=parameters["method"])
    if portfolio is not None and portfolio["panels"] < 1:
        raise ParametersError("panels", found=portfolio["panels"])


def rule_of(parameters: Parameters) -> Rule:
    """Return the rule that the parameters seal."""
    quotas = {
        category: {value: (bounds[0], bounds[1]) for value, bounds in values.items()}
        for category, values in parameters["quotas"].items()
    }
    return Rule(parameters["method"], quotas, parameters["seats"])


def build_parameters(
    pool: Pool,
    rule: Rule,
    announced: Announced,
    *,
    lists: Sequence[ListJson],
    changes: ChangesJson,
    **circumstances: Unpack[Circumstances],
) -> Parameters:
    """Return checked parameters for a sealed pool.

    Raises:
        ShapeError: Keys, type or format.
        ParametersError: A condition of step 4.

    Source:
        Protocol step 4.
    """
    sealed_pool = {"size": pool.size, "root": pool.root.hex(), "lists": list(lists), "changes": changes}
    return check_parameters(
        {
            **circumstances,
            **rule.as_json(),
            "protocol": PROTOCOL,
            "announced": announced.as_json(),
            "pool": sealed_pool,
        }
    )
