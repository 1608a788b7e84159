"""The arrays that measures take, and the one place that checks them."""

import numpy as np
from numpy.typing import NDArray

from participation.measures.errors import ArrayError

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
BoolArray = NDArray[np.bool_]
DayArray = NDArray[np.datetime64]


def require_counts(**arrays: IntArray) -> None:
    """Refuse arrays that are not counts of the same groups.

    Args:
        arrays: Counts per group by their argument's name. Shape (groups,), integers >= 0.

    Raises:
        ArrayError: `not_one_dimension`, `lengths_differ` or `negative_count`, with the argument's name.
    """
    lengths = set()
    for name, array in arrays.items():
        if array.ndim != 1:
            raise ArrayError("not_one_dimension", name=name)
        if (array < 0).any():
            raise ArrayError("negative_count", name=name)
        lengths.add(len(array))
    if len(lengths) > 1:
        raise ArrayError("lengths_differ", names=sorted(arrays))
