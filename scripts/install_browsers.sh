#!/usr/bin/env bash
# Installs what opens our pages, sheets and prints in the tests, and the Java that Spark runs on, where they are
# missing and where this machine lets us: a browser, LibreOffice's sheets, pdftotext and letters to draw with. Never
# fails: without them those tests are skipped, and say so.
set -uo pipefail

missing=()
need() { # PACKAGE COMMAND...: the package, unless one of the commands is here
    local package=$1 command
    shift
    for command in "$@"; do
        if command -v "$command" >/dev/null; then return; fi
    done
    missing+=("$package")
}
need chromium chromium chromium-browser google-chrome
need libreoffice-calc soffice libreoffice
need poppler-utils pdftotext
need openjdk-17-jre-headless java
if [[ -z "$(fc-list 2>/dev/null)" ]]; then missing+=(fonts-dejavu-core); fi

left_out() {
    echo "Not installed: ${missing[*]} ($1). The tests that need them will be skipped."
    exit 0
}
if [[ ${#missing[@]} -eq 0 ]]; then exit 0; fi
command -v apt-get >/dev/null || left_out "there is no apt-get here"
root=()
if [[ $(id -u) -ne 0 ]]; then
    sudo -n true 2>/dev/null || left_out "that takes root, or sudo without a password"
    root=(sudo -n)
fi
apt() { "${root[@]}" env DEBIAN_FRONTEND=noninteractive timeout 900 apt-get -qq -o DPkg::Lock::Timeout=120 "$@"; }

echo "Installing ${missing[*]}, a minute or two ..."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
apt update >"$log" 2>&1 # lists that are old or not there; what fails here shows below
apt install --no-install-recommends "${missing[@]}" >>"$log" 2>&1 </dev/null && exit 0
tail -n 5 "$log"
left_out "apt-get could not"
