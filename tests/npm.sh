#!/bin/sh
# Installs the language server that editors use, a reader of calendars and two judges of pages, each as its lock says,
# beside the tests that ask them. Where there is no npm, or its registry is out of reach, says so.
cd "$(dirname "$0")" || exit 1
if ! command -v npm >/dev/null 2>&1; then
  echo "missing: npm (tests that need it are skipped)"
  exit 0
fi
for folder in editors rendering/icaljs page; do
  (
    cd "$folder" || exit 1
    cmp -s package-lock.json node_modules/installed && exit 0
    if npm ci --ignore-scripts --no-audit --no-fund --loglevel=error; then
      cp package-lock.json node_modules/installed
    else
      rm -rf node_modules
      echo "npm's registry is out of reach (tests that need it are skipped)"
    fi
  ) || exit 1
done
