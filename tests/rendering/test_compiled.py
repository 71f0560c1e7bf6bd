"""Our templates are compiled once for all processes, and what lies on the disk is never believed blindly."""

from collections.abc import Iterator
from pathlib import Path

import jinja2
import pytest

from statusgen.rendering import engine
from statusgen.rendering.compiled import CompiledBeside
from statusgen.rendering.speaking import language

_FRAME = {
    "title": "A title",
    "lang": "en",
    "direction": "ltr",
    "policy": "default-src 'none'",
    "icon": "icon.svg",
    "style_files": ["style.css"],
    "brand": {"text": "Chirp"},
    "root": "../",
}


class Compiler:
    """Counts what is compiled, in processes that share a place for compiled code."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.count, self._patch = 0, patch
        compile_ = jinja2.Environment.compile

        def counted(environment: jinja2.Environment, *given: object, **named: object) -> object:
            self.count += 1
            return compile_(environment, *given, **named)  # type: ignore[call-overload]

        patch.setattr(jinja2.Environment, "compile", counted)

    def by_a_new_process(self) -> str:
        """A page."""
        made = engine._made(language("en"), [], CompiledBeside())
        return made.get_template("moved.html").render(frame=_FRAME, view={"href": "there", "canonical": None})


@pytest.fixture
def compiler(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Compiler]:
    monkeypatch.setattr("sys.pycache_prefix", str(tmp_path))
    monkeypatch.setattr("sys.dont_write_bytecode", False)
    return Compiler(monkeypatch)


def _kept(folder: Path) -> list[Path]:
    # What Python compiles meanwhile lies there too.
    return [path for path in folder.rglob("template-*") if path.is_file()]


def test_a_second_process_compiles_nothing(compiler: Compiler) -> None:
    first = compiler.by_a_new_process()
    count = compiler.count
    assert count > 0
    assert compiler.by_a_new_process() == first
    assert compiler.count == count


def test_where_python_keeps_nothing_we_do_not_either(
    compiler: Compiler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.dont_write_bytecode", True)
    compiler.by_a_new_process()
    assert _kept(tmp_path) == []


@pytest.mark.parametrize("damage", [b"", b"j", b"rubbish" * 40])
def test_what_is_damaged_is_compiled_anew_and_replaced(
    compiler: Compiler, tmp_path: Path, damage: bytes
) -> None:
    first = compiler.by_a_new_process()
    whole = {path: path.read_bytes() for path in _kept(tmp_path)}
    for path in whole:
        path.write_bytes(damage)
    assert compiler.by_a_new_process() == first
    assert {path: path.read_bytes() for path in _kept(tmp_path)} == whole


def test_what_is_cut_short_anywhere_is_compiled_anew(compiler: Compiler, tmp_path: Path) -> None:
    first = compiler.by_a_new_process()
    path = _kept(tmp_path)[0]
    data = path.read_bytes()
    # Its head is read by another way than the code behind it.
    for length in (*range(200), *range(200, len(data), 97)):
        path.write_bytes(data[:length])
        assert compiler.by_a_new_process() == first
        assert path.read_bytes() == data


def test_a_bit_that_fell_over_anywhere_is_noticed(compiler: Compiler, tmp_path: Path) -> None:
    first = compiler.by_a_new_process()
    path = _kept(tmp_path)[0]
    data = path.read_bytes()
    for place in (*range(200), *range(200, len(data), 97)):
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        assert compiler.by_a_new_process() == first
        assert path.read_bytes() == data


def test_another_dialect_of_templates_finds_nothing(
    compiler: Compiler, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiler.by_a_new_process()
    count = compiler.count
    monkeypatch.setattr("statusgen.rendering.compiled._dialect", lambda: "another")
    compiler.by_a_new_process()
    assert compiler.count == 2 * count


def test_a_place_that_cannot_be_written_costs_time_alone(
    compiler: Compiler, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "taken").write_text("")
    monkeypatch.setattr("sys.pycache_prefix", str(tmp_path / "taken"))
    assert compiler.by_a_new_process()
