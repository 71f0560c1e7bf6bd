#!/bin/sh
# Installs the Debian packages whose commands are missing, where that is possible; elsewhere says so.
# An argument is command:package, or one word for both.
missing=""
for argument in "$@"; do
  command -v "${argument%%:*}" >/dev/null 2>&1 || missing="$missing ${argument##*:}"
done
[ -z "$missing" ] && exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "missing:$missing (tests that need them are skipped; as root on Debian they would be installed)"
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
# Servers are for tests to start: none that is installed here begins to serve by itself.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod +x "$policy"
fi
apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing >/dev/null
