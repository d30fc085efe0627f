#!/usr/bin/env bash
# Installs seedcorn, as it lies in the action's own folder, into an environment of its own, everything by hash.
# Reads GITHUB_ACTION_PATH, RUNNER_TEMP, RUNNER_TOOL_CACHE, SEEDCORN_ACTION_PYTHON and SEEDCORN_ACTION_CHARTS
# (true to draw the page's charts, too); writes the output `bin`.
set -euo pipefail

# Isolated (-I): nothing in the checkout that the step stands in can pose as one of Python's modules.
is_new_enough() {
    "$1" -I -c 'import sys, venv; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

candidates() {
    if [[ -n "${SEEDCORN_ACTION_PYTHON:-}" ]]; then
        printf '%s\n' "$SEEDCORN_ACTION_PYTHON"
        return
    fi
    printf '%s\n' python3 python python3.14 python3.13 python3.12 python3.11
    # GitHub's own runners keep several Pythons here, whatever the system's is.
    if [[ -n "${RUNNER_TOOL_CACHE:-}" ]]; then
        find "$RUNNER_TOOL_CACHE/Python" -maxdepth 4 \( -name python3 -o -name python.exe \) 2>/dev/null | sort -rV
    fi
}

find_python() {
    local candidate
    while read -r candidate; do
        if is_new_enough "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done < <(candidates)
    echo "::error title=seedcorn::No Python 3.11 or newer (with venv) was found on this runner." \
        "Put a step with actions/setup-python before this one, or name one in the input python."
    return 2
}

python=$(find_python) || { printf '%s\n' "$python"; exit 2; }
environment=$(mktemp -d "$RUNNER_TEMP/seedcorn-XXXXXX")

# Python's own pip installs into the environment where it can (since 22.3): to put one in there first takes as
# long as half of the packages. It starts the environment's Python, which must find nothing of the checkout's.
if "$python" -I -c 'import pip, sys; sys.exit([int(n) for n in pip.__version__.split(".")[:2]] < [22, 3])' \
    >/dev/null 2>&1; then
    "$python" -I -m venv --without-pip "$environment"
    pip() { env -u PYTHONPATH -u PYTHONHOME "$python" -I -m pip --python "$environment" "$@"; }
else
    "$python" -I -m venv "$environment"
    pip() { "$bin/python" -I -m pip "$@"; }
fi
bin=$environment/bin
[[ -d "$bin" ]] || bin=$environment/Scripts

install() {
    # Not compiled ahead: most modules of the three clients are never imported in one run.
    pip install -qq --disable-pip-version-check --no-input --no-compile --no-deps "$@"
}
pins=run
[[ "${SEEDCORN_ACTION_CHARTS:-false}" == true ]] && pins=charts
install --require-hashes --only-binary=:all: --requirement "$GITHUB_ACTION_PATH/requirements/$pins.txt"
install --no-build-isolation --no-index "$GITHUB_ACTION_PATH"
echo "bin=$bin" >>"$GITHUB_OUTPUT"
