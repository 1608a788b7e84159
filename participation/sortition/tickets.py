"""Tickets and ranks (step 7)."""

from hmac import digest as mac

import numpy as np

from participation.sortition.rows import WIDTH, ByteRows, IntArray, rows_from, sort_rows
from participation.sortition.tags import tag


def tickets_of(seed: bytes, leaves: ByteRows) -> ByteRows:
    """Return the ticket of each leaf, a 256-bit big-endian integer.

    Args:
        seed: 32 bytes.
        leaves: Shape (n, 32).

    Returns:
        Shape (n, 32), in the order of the leaves.

    Source:
        Protocol step 7.
    """
    prefix, joined = tag("ticket"), leaves.tobytes()
    starts = range(0, len(joined), WIDTH)
    return rows_from(b"".join([mac(seed, prefix + joined[at : at + WIDTH], "sha256") for at in starts]))


def rank_order(tickets: ByteRows) -> IntArray:
    """Return the indexes by rank, smallest ticket first. Shape (n,).

    Equal tickets, which nobody will see, go by leaf: the sort is stable and the leaves ascend.
    """
    return sort_rows(tickets)


def ranks_of(order: IntArray) -> IntArray:
    """Return the rank of each entry, from 1. Shape (n,)."""
    ranks = np.empty(len(order), dtype=np.int64)
    ranks[order] = np.arange(1, len(order) + 1)
    return ranks
