"""Names that may be the same person's, however they were typed. It only points at pairs: people decide."""

import unicodedata
from collections import defaultdict
from collections.abc import Hashable, Iterable
from itertools import combinations

SHORTEST_NEAR = 6
"""Letters from which one letter more, less or other is likely a slip: shorter names differ by one letter in
earnest."""
MOST_IN_A_BUCKET = 200
"""A bucket fuller than this is an attack or a list of one same name: its members are paired with the first
only."""


def likeness_key(name: str) -> str:
    """Return a name without case, accents, spaces or hyphens, in whatever script; the name itself if nothing
    is left."""
    folded = unicodedata.normalize("NFKD", name).casefold()
    kept = "".join(c for c in unicodedata.normalize("NFKD", folded) if unicodedata.category(c)[0] in "LN")
    return (kept or name)[:200]


def likely_pairs(rows: Iterable[tuple[int, Hashable, str]]) -> set[tuple[int, int]]:
    """Return the pairs of identifiers, smaller first, whose names look like one person's.

    Args:
        rows: (identifier, group, key): only rows of one group are compared, such as those of one birth year;
            the key is `likeness_key` of the name.

    Returns:
        Pairs with the same letters in whatever order (« Marie Dupont », « DUPONT Marie »), or that become
        equal when each loses at most one letter.
    """
    buckets: dict[tuple[Hashable, str], list[int]] = defaultdict(list)
    for identifier, group, key in rows:
        for variant in _variants(key):
            buckets[(group, variant)].append(identifier)
    pairs: set[tuple[int, int]] = set()
    for members in buckets.values():
        alike = sorted(set(members))
        if len(alike) > MOST_IN_A_BUCKET:
            pairs.update((alike[0], other) for other in alike[1:])
        else:
            pairs.update(combinations(alike, 2))
    return pairs


def _variants(key: str) -> set[str]:
    """Return what stands for a key in the buckets: its letters in order, and the key less each one of its
    letters."""
    variants = {"=" + "".join(sorted(key))}
    if len(key) >= SHORTEST_NEAR:
        variants |= {key} | {key[:i] + key[i + 1 :] for i in range(len(key))}
    return variants
