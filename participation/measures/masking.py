"""Which numbers of a table to leave out so that none that must stay secret can be computed from the others.

A table whose lines add up gives a number back when it is the only one missing of its row or column, or when rows and
columns together leave no freedom for it. Seen as a graph, rows and columns are its points and each missing number joins
two of them: a number can be computed exactly when its edge is a bridge. So each secret one must lie on a cycle.

Source: D. Gusfield, « A graph theoretic approach to statistical data security », SIAM Journal on Computing 17 (1988).
"""

from heapq import heappop, heappush

import numpy as np

from participation.measures.arrays import BoolArray, FloatArray
from participation.measures.errors import ArrayError

EMPTY = 1e9
"""What leaving a zero out costs: everybody guesses it."""


def masked(counts: FloatArray, secret: BoolArray, least: int) -> BoolArray:
    """Return which numbers of a table to leave out.

    Args:
        counts: Persons. Shape (rows, columns), >= 0, at least 2 x 2; the last row is the sum of the others, the last
            column too. NaN where the number is not known, or is kept secret by its source.
        secret: What the source keeps secret. Shape (rows, columns).
        least: Numbers above 0 and below it are secret too, in persons, >= 0.

    Returns:
        Every secret number, and those left out with them: the smallest ones that make a cycle. Shape (rows, columns);
        what is not known is not in it, unless it is secret.

    Raises:
        ArrayError: `not_a_table`, `lengths_differ` or `negative_count`.

    Note:
        Nothing can be computed exactly. Bounds still can: a hidden part is at most its total.
    """
    if counts.ndim != 2 or min(counts.shape) < 2:
        raise ArrayError("not_a_table")
    if counts.shape != secret.shape:
        raise ArrayError("lengths_differ", names=["counts", "secret"])
    if (counts < 0).any():
        raise ArrayError("negative_count", name="counts")
    must: BoolArray = secret | ((counts > 0) & (counts < least))
    hidden: BoolArray = must | np.isnan(counts)
    for row, column in np.argwhere(must):
        for step in _cycle(counts, hidden, int(row), int(column)):
            hidden[step] = True
    return hidden & (must | ~np.isnan(counts))


def masked_parts(counts: FloatArray, secret: BoolArray, least: int) -> BoolArray:
    """Return which numbers of one line to leave out: parts, then their sum.

    Args:
        counts: Persons, NaN where not known. Shape (parts + 1,), >= 0, the last is the sum of the others.
        secret: What the source keeps secret. Shape (parts + 1,).
        least: Numbers above 0 and below it are secret too, in persons, >= 0.

    Returns:
        Every secret number, and the smallest other one where a secret one would be the only one missing. Same shape.

    Raises:
        ArrayError: `not_a_line`, `lengths_differ` or `negative_count`.
    """
    if counts.ndim != 1 or len(counts) < 2:
        raise ArrayError("not_a_line")
    if counts.shape != secret.shape:
        raise ArrayError("lengths_differ", names=["counts", "secret"])
    if (counts < 0).any():
        raise ArrayError("negative_count", name="counts")
    must: BoolArray = secret | ((counts > 0) & (counts < least))
    unknown = must | np.isnan(counts)
    if must.any() and int(unknown.sum()) == 1:
        must = must.copy()
        must[int(np.argmin(np.where(unknown, np.inf, _costs(counts))))] = True
    return must


def _costs(counts: FloatArray) -> FloatArray:
    """What leaving a number out loses; a zero comes last."""
    return np.where(counts > 0, counts, EMPTY)


def _cycle(counts: FloatArray, hidden: BoolArray, row: int, column: int) -> list[tuple[int, int]]:
    """Return the numbers that close a cycle through one, the cheapest way; what is hidden already costs nothing."""
    rows, columns = counts.shape
    costs = np.where(hidden, 0.0, _costs(counts))
    # Points are rows, then columns; the way leads from the row to the column without their own edge.
    best = {row: 0.0}
    before: dict[int, int] = {}
    waiting = [(0.0, row)]
    goal = rows + column
    while waiting:
        so_far, point = heappop(waiting)
        if point == goal:
            break
        if so_far > best[point]:
            continue
        is_row = point < rows
        for other in range(columns if is_row else rows):
            cell = (point, other) if is_row else (other, point - rows)
            if cell == (row, column):
                continue
            target, cost = (rows + other if is_row else other), so_far + float(costs[cell])
            if cost < best.get(target, np.inf):
                best[target], before[target] = cost, point
                heappush(waiting, (cost, target))
    return _way(before, row, goal, rows)


def _way(before: dict[int, int], start: int, goal: int, rows: int) -> list[tuple[int, int]]:
    """Return the cells of a way, backwards."""
    cells, point = [], goal
    while point != start:
        last, point = point, before[point]
        cells.append((last, point - rows) if last < rows else (point, last - rows))
    return cells
