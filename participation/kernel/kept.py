"""What takes long to make and follows from known values alone, kept by each process."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

V = TypeVar("V")


class Kept(Generic[V]):
    """The values asked for last, at most `size`. A key names its content, so that nothing gets old."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[str, V] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str, make: Callable[[], V]) -> V:
        """Return the value of a key, made at first need; what `make` raises is not kept."""
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
                return self._values[key]
        # Outside the lock: two at once may both make it, and make the same.
        value = make()
        with self._lock:
            self._values[key] = value
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        return value


class Latest(Generic[V]):
    """The last value of each of the `size` subjects asked for last, made again as soon as what it follows from differs.

    The values it follows from are compared whole, never by a date: nothing gets old, and what was erased goes.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._values: OrderedDict[Hashable, tuple[object, V]] = OrderedDict()
        self._lock = Lock()

    def get(self, subject: Hashable, follows_from: object, make: Callable[[], V]) -> V:
        """Return the value of a subject; what `make` raises is not kept."""
        with self._lock:
            found = self._values.get(subject)
            if found is not None:
                self._values.move_to_end(subject)
        if found is not None and found[0] == follows_from:
            return found[1]
        value = make()
        with self._lock:
            self._values[subject] = (follows_from, value)
            while len(self._values) > self._size:
                self._values.popitem(last=False)
        return value
