# Sourced by the scripts: makes the virtual environment from a lock file with hashes, once per change of that file.
# Usage: . scripts/environment.sh; make_environment FOLDER LOCK

say() { printf '%s\n' "$*"; }

fail() { printf '%s\n' "$*" >&2; exit 1; }

find_python() {
    for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
        command -v "$candidate" >/dev/null 2>&1 || continue
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            say "$candidate"
            return 0
        fi
    done
    return 1
}

make_environment() {
    folder=$1
    lock=$2
    stamp="$folder/.installed-from"
    if [ -x "$folder/bin/python" ] && [ -f "$stamp" ] && cmp -s "$lock" "$stamp"; then
        return 0
    fi
    python=$(find_python) || fail "Python 3.11 or newer is needed: install the Debian package python3 (Debian 12 has 3.11)."
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        fail "The Debian package python3-venv is missing: run 'apt-get install python3-venv', then this script again."
    fi
    say "Installing the locked dependencies into $folder (about a minute, once)…"
    rm -f "$stamp"
    [ -x "$folder/bin/python" ] || "$python" -m venv "$folder"
    "$folder/bin/python" -m pip install -qq --disable-pip-version-check --no-input --require-hashes -r "$lock"
    cp "$lock" "$stamp"
}

compile_catalogues() {
    "$1/bin/python" - <<'PYTHON'
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

for source in Path("translations").glob("*/LC_MESSAGES/*.po"):
    target = source.with_suffix(".mo")
    if not target.exists() or target.stat().st_mtime < source.stat().st_mtime:
        with source.open("rb") as po, target.open("wb") as mo:
            write_mo(mo, read_po(po))
PYTHON
}
