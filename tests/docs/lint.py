"""The rules' pages become docs/lint.md: `make docs`."""

from statusgen.linting.explaining import page_of
from statusgen.linting.rules import RULES
from tests.linting.make import NOW, SETTINGS

INTRODUCTION = """\
# Lint

`statusgen lint` says what is wrong with people's files, and what will read badly, without building and without a
network. This page is made from the rules (`make docs`); a test holds it to that, and runs every example.

| option | what it does |
|---|---|
| `PATHS` | report these files and folders only; all of the project is read |
| `--strict` | warnings end with exit code 1 too; notes never do |
| `--fix` | write what can be mended without changing what it means: each file is read again before it is written |
| `--format text\\|json\\|sarif\\|github` | lines, one JSON document (as `--json`), SARIF 2.1.0, or annotations |
| `--explain CODE` | why a rule matters, with an example; `--explain all` lists the rules |
| `--now T` | judge at that instant: what is overdue then, what has expired |
| `-v` | show what is suppressed too |

**error**: must not be published; the exit code is 1. **warning**: a fact that readers will stumble over. **note**: advice,
or a guess about words; it fails nothing. A build prints none of this; what reading finds (SG1xx, errors) stops it.
Where a file cannot be read, the others are looked at all the same.

## Suppress a complaint

```yaml
title: "Welcome to Chirp!"   # statusgen: ignore[SG017] that is the product's name
updates:
  - at: 2025-03-10T09:45Z
    # statusgen: ignore[SG031, SG013] the mayor asked for both
    text: |
      Write to mayor@city.example until 17:00.
```

A comment with codes and a reason holds for its own line; alone on a line, for the next line that is no comment; before the
first key, for the whole file. Inside a text there are no comments: write it above the text's key, or behind its `|`. Without
a reason it suppresses nothing and is complained of (SG090); so is a code that does not exist (SG092), and one that no
longer has anything to suppress is noted (SG091). Errors of reading cannot be suppressed. What is suppressed is counted, and
SARIF carries it with its reason.

A rule that does not fit is turned off for all files, and some have limits ([settings](settings.md#lint)):

```yaml
lint: {off: [SG010], silent_after: 12h}
```

## In CI

`--format github` shows complaints beside the lines of a change. `--format sarif > lint.sarif` is for code scanning:

```yaml
      - run: statusgen lint --format sarif > lint.sarif
      - uses: github/codeql-action/upload-sarif@v3
        if: always()
        with: {sarif_file: lint.sarif}
```

Paths count from the repository's root in both, also when the project is a folder of it. A fingerprint is made of rule, file
and the text of the line, so a complaint stays the same one when lines above it move.

## The examples

"""


def document() -> str:
    """The whole page."""
    base = (
        f"They stand in this project, at {NOW:%Y-%m-%dT%H:%MZ}:\n\n```yaml\n# statusgen.yaml\n{SETTINGS}```\n"
    )
    rows = [f"| [{r.code}](#{r.code.lower()}) | {r.level} | `{r.name}` | {r.title} |" for r in RULES.values()]
    table = "\n".join(["| code | level | name | what it finds |", "|---|---|---|---|", *rows])
    pages = "\n".join(f"### {rule.code}\n\n{page_of(rule.code).markdown(rule)}" for rule in RULES.values())
    return f"{INTRODUCTION}{base}\n## The rules\n\n{table}\n\n{pages}"


if __name__ == "__main__":
    print(document(), end="")
