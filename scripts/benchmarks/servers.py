"""A real server on a free port of this machine, for measurements and for tests of faults."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 60


def free_port() -> int:
    """Return a port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


class Server:
    """gunicorn with threads, as `scripts/run` starts it; it can be killed and started again on the same port."""

    def __init__(self, application: str, environ: dict[str, str], folder: Path, workers: int = 2) -> None:
        self.application = application
        self.environ = environ
        self.folder = folder
        self.workers = workers
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it in a process group of its own and wait until it answers: its port is open before its application."""
        command = [
            sys.executable, "-m", "gunicorn", "-k", "gthread", "-w", str(self.workers), "--threads", "4",
            "-b", f"127.0.0.1:{self.port}", "--no-control-socket", "--log-level", "error", self.application,
        ]
        self.process = subprocess.Popen(command, env=self.environ, cwd=self.folder, start_new_session=True)
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"the server stopped with code {self.process.returncode}")
            if self._takes_connections():
                self._answer(deadline - time.monotonic())
                return
            time.sleep(0.05)
        raise RuntimeError("the server did not start")

    def _takes_connections(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), 1).close()
        except OSError:
            return False
        return True

    def _answer(self, seconds: float) -> None:
        """Ask for a page, whichever answer comes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=max(seconds, 1.0))
        try:
            connection.request("HEAD", "/")
            connection.getresponse()
        finally:
            connection.close()

    def kill(self) -> None:
        """End all its processes at once, as a power cut does, and wait until the last has let go of the port."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None
            while self._takes_connections():
                time.sleep(0.01)

    def stop(self) -> None:
        """Ask it to finish."""
        if self.process is not None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait()
            self.process = None


@contextmanager
def server(application: str, environ: dict[str, str], folder: Path) -> Iterator[str]:
    """Run a server for the time of a block; give its address."""
    running = Server(application, environ, folder)
    running.start()
    try:
        yield running.address
    finally:
        running.stop()
