#!/bin/sh
# Installs the language server that editors use, as its lock says, into tests/editors/node_modules. Where there is
# no npm, or its registry is out of reach, says so.
cd "$(dirname "$0")/editors" || exit 1
cmp -s package-lock.json node_modules/installed && exit 0
if ! command -v npm >/dev/null 2>&1; then
  echo "missing: npm (tests that need it are skipped)"
  exit 0
fi
if npm ci --ignore-scripts --no-audit --no-fund --loglevel=error; then
  cp package-lock.json node_modules/installed
else
  rm -rf node_modules
  echo "npm's registry is out of reach (tests that need it are skipped)"
fi
