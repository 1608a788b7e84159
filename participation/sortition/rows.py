"""Rows of 32 bytes as NumPy arrays: how hashes are held and sorted.

Rows sort as big-endian integers. Words of 64 bits keep every bit and the order of the bytes; dtype `S32`
would drop trailing zero bytes, little-endian words would sort otherwise and float64 would merge neighbours.
"""

import numpy as np
from numpy.typing import NDArray

WIDTH = 32

ByteRows = NDArray[np.uint8]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]
WordArray = NDArray[np.uint64]


def rows_from(data: bytes | bytearray) -> ByteRows:
    """Return joined 32-byte values as an array of shape (n, 32)."""
    return np.frombuffer(data, dtype=np.uint8).reshape(-1, WIDTH)


def words_of(rows: ByteRows) -> WordArray:
    """Return each row as four unsigned words, most significant first. Shape (n, 4)."""
    return np.ascontiguousarray(rows).view(">u8").astype(np.uint64)


def sort_rows(rows: ByteRows) -> IntArray:
    """Return the positions that put the rows in ascending order; equal rows keep their order. Shape (n,)."""
    words = words_of(rows)
    return np.lexsort((words[:, 3], words[:, 2], words[:, 1], words[:, 0])).astype(np.int64, copy=False)


def first_not_ascending(rows: ByteRows) -> int | None:
    """Return the first position whose row is not greater than the one before, or None."""
    words = words_of(rows)
    before, after = words[:-1], words[1:]
    column = np.argmax(before != after, axis=1)
    line = np.arange(len(column))
    broken = np.flatnonzero(before[line, column] >= after[line, column])
    return int(broken[0]) + 1 if len(broken) else None


def hex_of(rows: ByteRows) -> list[str]:
    """Return each row in lower-case hexadecimal."""
    joined = rows.tobytes().hex()
    return [joined[start : start + 2 * WIDTH] for start in range(0, len(joined), 2 * WIDTH)]
