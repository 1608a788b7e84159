"""The run command, on a folder of its own: prints where to go, serves, is quick the second time, stops cleanly."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from scripts.benchmarks.servers import free_port

pytestmark = pytest.mark.real_time
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """A virtual environment that the script takes for its own: this one, seen from another folder."""
    folder = tmp_path / "venv"
    folder.mkdir()
    for name in ("bin", "lib", "include", "pyvenv.cfg"):
        (folder / name).symlink_to(Path(sys.prefix) / name)
    (folder / ".installed-from").write_bytes((ROOT / "requirements.lock").read_bytes())
    return folder


def start(environment: Path, instance: Path, port: int) -> subprocess.Popen[str]:
    environ = os.environ | {
        "VENV": str(environment), "INSTANCE_PATH": str(instance), "PORT": str(port), "WORKERS": "1",
        "PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    return subprocess.Popen(
        [str(ROOT / "scripts/run")], env=environ, cwd="/", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, start_new_session=True,
    )


def read_until(process: subprocess.Popen[str], sentence: str) -> str:
    lines = []
    assert process.stdout is not None
    for line in process.stdout:
        lines.append(line)
        if sentence in line:
            return "".join(lines)
    pytest.fail("".join(lines))


def test_run_serves_the_demonstration_and_stops_at_an_interrupt(environment: Path, tmp_path: Path) -> None:
    port = free_port()
    for expected in ("Demonstration loaded.", "Demonstration already there."):
        process = start(environment, tmp_path / "instance", port)
        said = read_until(process, "Ctrl-C stops everything.")
        assert expected in said
        assert f"Ready: http://127.0.0.1:{port}" in said
        assert re.search(r"Facilitator:\s+\S+@example\.org\s+\S+", said)
        assert str(tmp_path / "instance" / "outbox") in said
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/") as response:
            assert response.status == 200
            assert "Set-Cookie" not in response.headers
        os.killpg(process.pid, signal.SIGINT)
        rest = process.communicate(timeout=30)[0]
        assert process.returncode == 0
        assert "Stopped." in rest
        assert "Traceback" not in said + rest
        wait_until_free(port)


def wait_until_free(port: int) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1).close()
        except OSError:
            return
        time.sleep(0.1)
    pytest.fail("the server is still there")


def test_a_port_that_is_taken_is_said_in_a_sentence(environment: Path, tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    holder = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        time.sleep(1)
        process = start(environment, tmp_path / "instance", port)
        said = process.communicate(timeout=90)[0]
    finally:
        holder.kill()
        holder.wait()
    assert process.returncode == 1
    assert f"PORT={port + 1} scripts/run" in said
