#!/bin/sh
# Installs clients of Statuspage's API that others wrote, as their locks say: Python's into tests/clients/venv,
# npm's into tests/clients/node_modules. Where a registry is out of reach, says so.
# The argument is the Python to take.
cd "$(dirname "$0")/clients" || exit 1
if ! cmp -s requirements.txt venv/installed; then
  rm -rf venv
  if "${1:-python3}" -m venv venv && venv/bin/python -m pip install --quiet --require-hashes -r requirements.txt; then
    cp requirements.txt venv/installed
  else
    rm -rf venv
    echo "the package registry is out of reach (tests that need it are skipped)"
  fi
fi
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
