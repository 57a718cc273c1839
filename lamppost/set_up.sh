#!/bin/sh
# set_up.sh VENV REQUIREMENTS: a virtual environment of Python 3.13 with exactly the pinned packages.
# uv when it works (it can bring Python itself), pip otherwise.
set -eu
venv=$1
requirements=$2
house=$(cd "$(dirname "$0")/.." && pwd)

# `lamppost` beside the virtual environment's python, for whoever has activated it, from any folder.
put_command() {
    printf '#!/bin/sh\nPYTHONPATH="%s" exec "%s" -m lamppost "$@"\n' "$house" "$house/$venv/bin/python" > "$venv/bin/lamppost"
    chmod +x "$venv/bin/lamppost"
}

is_313() { "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' 2>/dev/null; }

# A version manager may leave a `uv` on the path that only says it is not installed, so it is asked.
if uv --version >/dev/null 2>&1; then
    [ -x "$venv/bin/python" ] || uv venv --quiet --python 3.13 "$venv"
    put_command
    exec uv pip install --quiet --python "$venv/bin/python" --require-hashes --compile-bytecode -r "$requirements"
fi
if [ ! -x "$venv/bin/python" ]; then
    for candidate in python3.13 python3 python; do
        if is_313 "$candidate"; then
            echo "Setting up $venv (once)"
            "$candidate" -m venv "$venv"
            break
        fi
    done
fi
if [ ! -x "$venv/bin/python" ]; then
    echo "lamppost: Python 3.13 was not found; install it (or uv, which brings it) and run this again" >&2
    exit 1
fi
"$venv/bin/python" -m pip --version >/dev/null 2>&1 || "$venv/bin/python" -m ensurepip --upgrade >/dev/null
put_command
exec "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$requirements"
