#!/usr/bin/env bash
# Makes a virtual environment with the first Python 3.11 or newer found here: make_venv.sh FOLDER
set -euo pipefail

folder=$1
advice="seedcorn needs Python 3.11 or newer, and none was found. Name one: make PYTHON=/path/to/python3.13 ..."
for python in ${PYTHON:-} python3 python python3.14 python3.13 python3.12 python3.11; do
    "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || continue
    echo "Making $folder with $("$python" --version) ..."
    "$python" -m venv "$folder" >/dev/null 2>&1 || "$python" -m virtualenv --quiet "$folder" 2>/dev/null || true
    if "$folder/bin/python" -m pip --version >/dev/null 2>&1; then exit 0; fi
    rm -rf "$folder"
    advice="$python has no venv module. On Debian and Ubuntu: sudo apt install python3-venv"
done
echo "$advice" >&2
exit 2
