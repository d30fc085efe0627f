#!/usr/bin/env bash
# Pins every dependency of pyproject.toml with the hashes of all its files: lock.sh FOLDER-OF-PIP-COMPILE [--upgrade]
# Run it with the oldest Python we support: what only newer ones leave out is then there for all.
set -euo pipefail

bin=$1
shift
compile() {
    local target=$1
    shift
    "$bin/pip-compile" --quiet --generate-hashes --allow-unsafe --strip-extras \
        --no-header --no-emit-index-url --no-emit-find-links --no-emit-trusted-host \
        --output-file "$target" "$@" pyproject.toml
    printf '# Made by: make lock\n%s\n' "$(grep -v '^# Made by: ' "$target")" >"$target.new"
    mv "$target.new" "$target"
}
# The build backend is locked too, so that the Action builds what it installs without another download.
compile requirements/run.txt --build-deps-for=wheel "$@"
compile requirements/charts.txt --extra=charts --build-deps-for=wheel --constraint=requirements/run.txt "$@"
compile requirements/dev.txt --extra=dev --build-deps-for=wheel --constraint=requirements/run.txt "$@"
