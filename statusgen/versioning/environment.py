"""The environment of whoever typed the command becomes the one git runs in."""

from collections.abc import Mapping

_POINTERS = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_COMMON_DIR",
    "GIT_INDEX_FILE",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
)
"""Set inside a hook, and they name the repository of the hook: ours is the one that the files lie in."""
_PATHSPECS = (
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
)
"""They would change what our paths mean; each of ours says by itself that it is literal."""
_TONGUES = ("LC_ALL", "LC_MESSAGES", "LANGUAGE")


def environment(environ: Mapping[str, str], *, is_watched: bool) -> dict[str, str]:
    """The variables for git: all that were given, but English words and no question that nobody answers.

    Hooks inherit them, so the encoding of the person's locale stays: LC_ALL=C would take it away.
    """
    kept = {k: v for k, v in environ.items() if k not in (*_POINTERS, *_PATHSPECS, *_TONGUES)}
    encoding = environ.get("LC_ALL") or environ.get("LC_CTYPE") or environ.get("LANG")
    kept |= {"LC_CTYPE": encoding} if encoding else {}
    kept["LC_MESSAGES"] = "C"
    if not is_watched:
        kept["GIT_TERMINAL_PROMPT"] = "0"
        kept.setdefault("GCM_INTERACTIVE", "never")  # Git Credential Manager opens windows
    return kept
