"""Verify a transcript: every condition of steps 1 to 10 again, every value recomputed, the first failure
named.

Order of the checks: the parameters' shape (step 4), the shape of the rest (step 11), then the steps in
turn. What a file cannot prove about itself is compared with what people saw, where they say it: two posters
and the minutes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from participation.sortition import seed as seeds
from participation.sortition.contributions import Contribution, check_contributions, normalise_words
from participation.sortition.draw import check_sealed_portfolio, drawn_panel, select
from participation.sortition.errors import SortitionError, VerificationError
from participation.sortition.lottery import Portfolio, chances
from participation.sortition.opening import open_pool, openings_of
from participation.sortition.parameters import Parameters, check_conditions, check_parameters_shape
from participation.sortition.pool import CLOSED, Pool
from participation.sortition.quotas import quota_table
from participation.sortition.report import UNCHECKED, Report, Seen
from participation.sortition.rows import IntArray
from participation.sortition.rules import Announced
from participation.sortition.succession import check_called, check_succession
from participation.sortition.tickets import rank_order, ranks_of, tickets_of
from participation.sortition.transcript import (
    Transcript,
    WitnessFile,
    check_transcript_shape,
    check_witness_file_shape,
)


@dataclass(frozen=True, slots=True, eq=False)
class _Case:
    """The files of one verification, read and of the right shape."""

    file: Transcript
    parameters: Parameters
    witness: WitnessFile | None
    seen: Seen


def verify(
    transcript: object, *, witness: object = None, seen: Seen | None = None, rehearsal: bool = False
) -> Report:
    """Return what holds of a transcript.

    Args:
        transcript: As parsed by `canonical.parse`.
        witness: The witnesses' file, as parsed, or None.
        seen: What the posters and the minutes say.
        rehearsal: Whether a rehearsal is accepted.

    Raises:
        VerificationError: The first step that fails, with a code and, where values differ, `expected` and
        `found`.

    Source:
        Protocol steps 1 to 11.
    """
    case = _read(transcript, witness, seen or Seen())
    file, parameters = case.file, case.parameters
    if parameters["rehearsal"] and not rehearsal:
        raise VerificationError(14, "rehearsal")
    pool = _check_pool(case)
    secret = _check_secret(case)
    announcement = _check_announcement(case)
    seal = _check_seal(case, pool)
    values = _check_chance(case)
    with _step(6):
        seed = seeds.draw_seed(secret, seal, values)
        _same("seed", seed.hex(), file["seed"])
    return _report(case, pool, seed, announcement)


def _report(case: _Case, pool: Pool, seed: bytes, announcement: str) -> Report:
    """Steps 7 to 10, and the answer."""
    file, parameters = case.file, case.parameters
    order = rank_order(tickets_of(seed, pool.leaves))  # Step 7
    portfolio, is_checked = _check_selected(case, pool, seed, order)
    table = quota_table(parameters["quotas"], pool.profiles) if is_checked else None
    earliest = parameters["entropy"]["for"]
    succession = check_succession(pool, order, table, file["selected"], file["substitutions"], earliest)
    every_chance = chances(portfolio, pool) if portfolio and is_checked else []
    beyond = tuple(name for name in UNCHECKED if name != "portfolio" or parameters["portfolio"])
    return Report(
        assurance="C" if parameters["rehearsal"] else "A",
        compared=case.seen.compared,
        to_compare=case.seen.to_compare,
        unchecked=() if is_checked else beyond,
        closed=int((pool.profile_of == CLOSED).sum()),
        parameters=parameters,
        announcement=announcement,
        seal=file["seal"],
        chance=tuple(each["value"] for each in file["contributions"]),
        seed=seed.hex(),
        pool=pool,
        order=order,
        rank=ranks_of(order),
        panel=file["panel"],
        smallest_chance=min(every_chance, default=None),
        largest_chance=max(every_chance, default=None),
        selected=tuple(file["selected"]),
        seated=tuple(succession.seated),
        substitutions=len(file["substitutions"]),
        last_substitution_at=succession.last_at,
    )


@contextmanager
def _step(number: int) -> Iterator[None]:
    """Name the step of what fails inside."""
    try:
        yield
    except VerificationError:
        raise
    except SortitionError as error:
        raise VerificationError(number, error.code, **error.params) from error


def _same(code: str, expected: object, found: object) -> None:
    if expected != found:
        raise SortitionError(code, expected=expected, found=found)


def _read(transcript: object, witness: object, seen: Seen) -> _Case:
    if not isinstance(transcript, dict) or "parameters" not in transcript:
        raise VerificationError(11, "keys", path="", missing=["parameters"], unknown=[])
    with _step(4):
        parameters = check_parameters_shape(transcript["parameters"])
    with _step(11):
        file = check_transcript_shape(transcript)
        private = None if witness is None else check_witness_file_shape(witness)
    return _Case(file, parameters, private, seen)


def _check_pool(case: _Case) -> Pool:
    """Steps 1 and 2."""
    file, parameters = case.file, case.parameters
    if not file["entries"]:
        raise VerificationError(2, "empty_pool")
    with _step(11):
        replacing = [each["replaced_by"] for each in file["substitutions"] if isinstance(each["replaced_by"], int)]
        openings = openings_of(file["entries"], case.witness, replacing)
    with _step(1):
        called = {*file["selected"], *(each["replaced_by"] for each in file["substitutions"])}
        for index, entry in enumerate(file["entries"]):
            if entry["profile"] is None and (parameters["disclosure"] == "open" or index in called):
                raise SortitionError("closed_profile", index=index)
        pool = open_pool(file["entries"], parameters["quotas"], openings)
    with _step(2):
        _same("root", pool.root.hex(), parameters["pool"]["root"])
    return pool


def _check_secret(case: _Case) -> bytes:
    """Step 3: the secret."""
    with _step(3):
        secret = bytes.fromhex(case.file["secret"])
        found = seeds.secret_commitment(case.parameters["draw"], secret)
        _same("secret", case.parameters["announced"]["secret_commitment"], found)
    return secret


def _check_announcement(case: _Case) -> str:
    """Step 3: the poster of the announcement."""
    announced = Announced(**case.parameters["announced"])
    value = seeds.announcement(case.parameters["draw"], announced)
    with _step(3):
        if case.seen.announcement is not None:
            _same("announcement_poster", _unspaced(case.seen.announcement), value)
    return value


def _check_seal(case: _Case, pool: Pool) -> str:
    """Step 4: conditions, seal, and its poster."""
    with _step(4):
        check_conditions(case.parameters)
        _same("size", pool.size, case.parameters["pool"]["size"])
        seal = seeds.seal(cast(dict[str, object], case.parameters))
        _same("seal", seal, case.file["seal"])
        if case.seen.seal is not None:
            _same("seal_poster", _unspaced(case.seen.seal), seal)
    return seal


def _unspaced(printed: str) -> str:
    return "".join(printed.split()).lower()


def _check_chance(case: _Case) -> list[str]:
    """Step 5: contributions, and the minutes."""
    plan = case.parameters["entropy"]["plan"]
    contributions = [Contribution(**each) for each in case.file["contributions"]]
    with _step(5):
        values = check_contributions(contributions, plan)
        if case.seen.chance is not None:
            sources = [item["source"] for item in plan]
            _same("minutes_count", len(case.seen.chance), len(values))
            for source, seen, value in zip(sources, case.seen.chance, values, strict=True):
                _same("minutes", normalise_words(seen.split()) if source == "words" else seen, value)
    return values


def _check_selected(case: _Case, pool: Pool, seed: bytes, order: IntArray) -> tuple[Portfolio | None, bool]:
    """Steps 8 and 9: return the portfolio, where one is at hand, and whether the selection was recomputed."""
    file, parameters = case.file, case.parameters
    number = 8 if parameters["method"] == "ranked" else 9
    with _step(number):
        portfolio = _portfolio(case)
        table = quota_table(parameters["quotas"], pool.profiles)
        is_whole = not (pool.profile_of == CLOSED).any()
        is_checked = is_whole and (parameters["portfolio"] is None or portfolio is not None)
        if is_checked:
            check_sealed_portfolio(portfolio, parameters, pool, table)
        panel = drawn_panel(seed, parameters)
        _same("panel_number", panel, file["panel"])
        if not is_checked:
            check_called(pool, file["selected"], parameters["seats"], number)
            return portfolio, False
        expected = select(pool, order, table, parameters["seats"], portfolio, panel)
        if expected != file["selected"]:
            raise SortitionError("selected", **_first_difference(expected, file["selected"]))
    return portfolio, True


def _portfolio(case: _Case) -> Portfolio | None:
    """Return the portfolio from the one file where it must be: the transcript, or the witnesses' alone."""
    public, private = case.file["portfolio"], case.witness["portfolio"] if case.witness else None
    is_lottery, is_open = case.parameters["portfolio"] is not None, case.parameters["disclosure"] == "open"
    if (public is not None) != (is_lottery and is_open):
        raise SortitionError("portfolio_expected", expected=is_lottery and is_open)
    if case.witness is not None and (private is not None) != (is_lottery and not is_open):
        raise SortitionError("witness_portfolio_expected", expected=is_lottery and not is_open)
    return public if is_open else private


def _first_difference(expected: list[int], found: list[int]) -> dict[str, object]:
    for position, (ours, theirs) in enumerate(zip(expected, found, strict=False)):
        if ours != theirs:
            return {"position": position, "expected": ours, "found": theirs}
    return {"position": min(len(expected), len(found)), "expected": len(expected), "found": len(found)}
