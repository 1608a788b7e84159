"""The folder in which files wait between being sent and being imported: readable by the platform's account alone."""

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sqlalchemy.orm import Session, sessionmaker

PIECE = 1 << 20
PART = ".part"
OWNER_ONLY = 0o600


class TooLargeError(Exception):
    """More bytes than are taken; `limit` in bytes."""

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.limit = limit


@dataclass(frozen=True)
class Received:
    """A file that has come in whole and has no list yet."""

    path: Path
    sha256: str


class Folder:
    """The files of lists, by the list's number: what was sent, what the check read, what it found."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def sent(self, list_id: int) -> Path:
        """Return where the file itself lies."""
        return self.path / str(list_id)

    def sample(self, list_id: int) -> Path:
        """Return where its header and first rows lie, so that pages need not read all of it."""
        return self.path / f"{list_id}.sample"

    def rows(self, list_id: int) -> Path:
        """Return where the rows lie as the check understood them."""
        return self.path / f"{list_id}.rows"

    def faults(self, list_id: int) -> Path:
        """Return where all that the check found lies."""
        return self.path / f"{list_id}.faults"

    @contextmanager
    def receive(self, stream: BinaryIO, limit: int) -> Iterator[Received]:
        """Take a file in under a name of its own; it is gone at the end unless `keep` was called.

        Raises:
            TooLargeError: It has more bytes than `limit`.
        """
        path = self.path / f"{secrets.token_hex(8)}{PART}"
        digest, size = hashlib.sha256(), 0
        try:
            with self.create(path) as target:
                while piece := stream.read(PIECE):
                    size += len(piece)
                    if size > limit:
                        raise TooLargeError(limit)
                    digest.update(piece)
                    target.write(piece)
            yield Received(path, digest.hexdigest())
        finally:
            path.unlink(missing_ok=True)

    def keep(self, received: Received, list_id: int) -> None:
        """Give a file that came in to its list."""
        received.path.rename(self.sent(list_id))

    def create(self, path: Path) -> BinaryIO:
        """Open a new or emptied file for writing, for the owner only."""
        self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
        return os.fdopen(handle, "wb")

    def discard(self, list_id: int) -> None:
        """Delete all files of a list; twice is once."""
        for path in (self.sent(list_id), self.sample(list_id), self.rows(list_id), self.faults(list_id)):
            path.unlink(missing_ok=True)

    def sweep(self, waiting: set[int], before: float) -> int:
        """Delete what belongs to no list that waits, and what began to come in before an instant and never ended.

        Args:
            before: Seconds since 1970.
        """
        done = 0
        for path in self.path.iterdir() if self.path.is_dir() else ():
            stem = path.name.partition(".")[0]
            with suppress(FileNotFoundError):
                is_waited_for = stem.isdigit() and int(stem) in waiting
                if path.stat().st_mtime < before if path.suffix == PART else not is_waited_for:
                    path.unlink()
                    done += 1
        return done


def folder_of(source: "Session | sessionmaker[Session]") -> Folder:
    """Return the folder of the application whose database this is."""
    info = source.info if isinstance(source, Session) else source.kw["info"]
    return Folder(Path(info["instance_path"]) / "imports")
