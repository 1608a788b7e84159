"""The bytes of files, under their digest, in a folder that no address reaches."""

import hashlib
import os
import tempfile
from pathlib import Path

from sqlalchemy.orm import Session

FOLDER = "documents"


def folder_of(session: Session) -> Path:
    """Return the folder of the application whose session it is."""
    return Path(session.info["instance_path"]) / FOLDER


def path_of(folder: Path, digest: str) -> Path:
    """Return where the bytes of a digest stand."""
    return folder / digest[:2] / digest


def keep(folder: Path, data: bytes) -> str:
    """Write bytes, whole or not at all, readable by their owner alone; return their digest."""
    digest = hashlib.sha256(data).hexdigest()
    path = path_of(folder, digest)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return digest


def read(folder: Path, digest: str) -> bytes:
    """Return the bytes of a digest."""
    return path_of(folder, digest).read_bytes()


def erase(folder: Path, digest: str) -> None:
    """Delete the bytes of a digest; twice is once."""
    path_of(folder, digest).unlink(missing_ok=True)
