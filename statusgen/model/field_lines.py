"""The line under each field of the model becomes data, for the reference and the JSON Schemas."""

import ast
import inspect
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldLine:
    """What stands in the source of one field."""

    annotation: str
    """Its type, as written."""
    text: str
    """The string under it, on one line; empty when there is none."""


def own_lines(kind: type) -> dict[str, FieldLine]:
    """Each field that the class itself declares. Reads the source: for commands that explain, not for all."""
    tree = ast.parse(inspect.getsource(kind)).body[0]
    assert isinstance(tree, ast.ClassDef)  # noqa: S101 (a class was asked for)
    out: dict[str, FieldLine] = {}
    for node, below in zip(tree.body, [*tree.body[1:], None], strict=True):
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            out[node.target.id] = FieldLine(ast.unparse(node.annotation), _text(below))
    return out


def lines(kind: type) -> dict[str, str]:
    """The text under each field, inherited ones too; what a class declares anew counts."""
    texts: dict[str, str] = {}
    for base in reversed(kind.__mro__[:-1]):
        texts |= {name: line.text for name, line in own_lines(base).items()}
    return texts


def _text(below: ast.stmt | None) -> str:
    if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant):
        return " ".join(str(below.value.value).split())
    return ""
