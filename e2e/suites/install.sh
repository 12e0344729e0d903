#!/bin/sh
# Installs the public conformance suites that ConformanceIT runs, into e2e/suites/bin: h2spec (a Go module) and kosoku
# (Autobahn's WebSocket cases, on PyPI). Whatever can't be installed is skipped, here and by the test.
set -u
here=$(CDPATH='' cd "$(dirname "$0")" && pwd -P)
mkdir -p "$here/bin"

if [ -x "$here/bin/h2spec" ]; then
    echo "h2spec: installed"
elif command -v go >/dev/null 2>&1 &&
    GOBIN=$here/bin go install github.com/summerwind/h2spec/cmd/h2spec@v2.2.1+incompatible; then
    echo "h2spec: installed now"
else
    echo "h2spec: skipped (needs Go and its module proxy)" >&2
fi

if [ -x "$here/bin/kosoku" ]; then
    echo "kosoku: installed"
elif command -v python3 >/dev/null 2>&1 &&
    python3 -m venv "$here/bin/python" &&
    "$here/bin/python/bin/pip" install -q kosoku==0.1.0; then
    ln -sf python/bin/kosoku "$here/bin/kosoku"
    echo "kosoku: installed now"
else
    echo "kosoku: skipped (needs Python 3.10 or newer with venv, and PyPI)" >&2
fi
