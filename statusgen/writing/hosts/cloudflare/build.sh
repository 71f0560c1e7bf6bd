[% import "macros.txt" as macros with context %]
#!/bin/sh
# The build command of Cloudflare Pages: sh cloudflare-build.sh
[= macros.head("cloudflare")|lines =]
set -eu
python -m pip install --disable-pip-version-check "[= needs.requirement =]"
[% if needs.data_branch %]
[= macros.fetch(0)|lines =]
[% endif %]
statusgen lint
statusgen build
