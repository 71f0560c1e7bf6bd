"""What reading complains of, family by family, as rows of the same table."""

from statusgen.linting.findings import Level
from statusgen.linting.material import Rule
from statusgen.model.codes import Code

RULES = (
    Rule(Code.FILE, "file", Level.ERROR, "A file that cannot be taken as it is"),
    Rule(Code.YAML, "yaml", Level.ERROR, "A file that cannot be read as YAML"),
    Rule(Code.UNKNOWN_KEY, "unknown-key", Level.ERROR, "A key that does not exist"),
    Rule(Code.MISSING_KEY, "missing-key", Level.ERROR, "A key that must be there"),
    Rule(Code.WRONG_VALUE, "wrong-value", Level.ERROR, "A value that its key cannot have"),
    Rule(Code.NO_ZONE, "no-zone", Level.ERROR, "A time without a zone"),
    Rule(
        Code.UNKNOWN_COMPONENT, "unknown-component", Level.ERROR, "A component that the settings do not name"
    ),
    Rule(Code.IMPOSSIBLE_TIMES, "impossible-times", Level.ERROR, "Times in an impossible order"),
    Rule(Code.TAKEN_ID, "taken-id", Level.ERROR, "An id or a name that is taken"),
    Rule(Code.WRONG_WORD, "wrong-word", Level.ERROR, "A word that belongs to another kind of file"),
    Rule(Code.CUT_VALUE, "cut-value", Level.WARNING, "A value cut short by '#'"),
    Rule(Code.LOST_FILE, "lost-file", Level.WARNING, "A file where nothing reads it"),
    Rule(Code.REPORTS, "reports", Level.ERROR, "A line of reports that cannot be counted"),
    Rule(Code.CONTRADICTION, "contradiction", Level.ERROR, "Settings that contradict themselves"),
    Rule(Code.OLD_COPY, "old-copy", Level.WARNING, "A template that is a copy of an older one"),
)
