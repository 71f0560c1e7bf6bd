"""Files of incidents as people write them: many layouts of the same content."""

from collections.abc import Callable

Layout = Callable[[str], bytes]


def plain(text: str) -> bytes:
    return text.encode()


def crlf(text: str) -> bytes:
    return text.replace("\n", "\r\n").encode()


def old_mac(text: str) -> bytes:
    return text.replace("\n", "\r").encode()


def with_mark(text: str) -> bytes:
    return "\ufeff".encode() + text.encode()


def without_end(text: str) -> bytes:
    return text.rstrip("\n").encode()


BLOCK = """\
# who: on call
title: Sign-in fails   # as users say it
impact:   {web: major_outage}
updates:
  - at: 2025-03-10T09:45Z     # first word
    status: investigating
    text: |
      We look into it.

      More later.
  - at: 2025-03-10 14:45:30 Asia/Karachi
    status: identified
    text: 'It''s the "database"'

# the end
cause: database
"""
INDENTLESS = """\
title: Sign-in fails
updates:
-   at: 2025-03-10T09:45Z
    status: investigating
-   at: 2025-03-10T10:00Z
    text: >-
      Folded
      words
related: []
"""
SPACED = """\
title: Sign-in fails
updates:

    - at: 2025-03-10T09:45Z
      text: One

    - at: 2025-03-10T10:00Z
      text: |+
        Two


postmortem: |
  Learned.
"""
NEWEST_FIRST = """\
title: Sign-in fails
updates:
  # newest first
  - at: 2025-03-10T10:00Z
    text: Two
  - at: 2025-03-10T09:45Z
    text: One
"""
FLOW = """\
title: Sign-in fails
updates: [{at: 2025-03-10T09:45Z, status: investigating}, {at: "2025-03-10T10:00Z"}]   # on one line
severity: minor
"""
WHOLE_FLOW = """\
{title: Sign-in fails, started_at: 2025-03-10T09:45Z,
 updates: [
   {at: 2025-03-10T09:45Z},
 ]}
"""
EMPTY = """\
title: Sign-in fails
started_at: 2025-03-10T09:45Z
updates: []   # none yet
severity: minor
"""
EMPTY_LAST = """\
title: Sign-in fails
started_at: 2025-03-10T09:45Z
updates: []
"""
MISSING = """\
---
title: Sign-in fails
started_at: 2025-03-10T09:45Z
postmortem: |
  Learned.

# nothing more
"""
FLOW_MISSING = """\
{"title": "Sign-in fails", "started_at": "2025-03-10T09:45Z"}
"""
DASH_ALONE = """\
title: Sign-in fails
updates:
  -
    at: 2025-03-10T09:45Z
    text: "One
      more"
  -
    at: 2025-03-10T10:00Z
...
"""
WRITTEN = {
    name.lower(): text
    for name, text in dict(globals()).items()
    if name.isupper() and isinstance(text, str) and "title" in text
}
"""By name: ways to write a file."""
LAYOUTS: dict[str, Layout] = {
    "plain": plain,
    "crlf": crlf,
    "old_mac": old_mac,
    "with_mark": with_mark,
    "without_end": without_end,
}
