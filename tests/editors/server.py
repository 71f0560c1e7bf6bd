"""The language server that editors use, spoken to as an editor does: JSON-RPC over its stdin and stdout."""

import json
import queue
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
PROGRAM = HERE / "node_modules/yaml-language-server/bin/yaml-language-server"
SETTINGS = {"yaml": {"validate": True, "completion": True, "hover": True, "schemaStore": {"enable": False}}}
"""The store of schemas is on the network."""
PATIENCE = 30
CURSOR = "¦"
"""Stands in a text where the cursor is."""


def missing() -> str | None:
    """Why the server cannot be run here."""
    if shutil.which("node") is None:
        return "there is no node"
    return None if PROGRAM.exists() else "the language server is not installed (run: sh tests/npm.sh)"


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that completion offers."""

    label: str
    text: str
    """What is written, with its tab stops."""
    start: tuple[int, int]
    end: tuple[int, int]
    about: str
    sort: str
    """Where it comes among the others."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """One diagnostic, with its place counted from 1 as ours are."""

    line: int
    column: int
    message: str


class Server:
    """A running server with an open folder."""

    def __init__(self, process: subprocess.Popen[bytes], root: Path) -> None:
        self._process, self._root = process, root
        self._count = self._opened = 0
        self._answers: queue.Queue[Any] = queue.Queue()
        self._told: dict[str, queue.Queue[Any]] = {}
        threading.Thread(target=self._listen, daemon=True).start()
        capabilities = {
            "textDocument": {
                "completion": {
                    "completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]},
                },
                "publishDiagnostics": {},
            },
            "workspace": {"configuration": True, "workspaceFolders": True},
        }
        folders = [{"uri": root.as_uri(), "name": "project"}]
        self._ask(
            "initialize",
            {
                "processId": None,
                "rootUri": root.as_uri(),
                "workspaceFolders": folders,
                "capabilities": capabilities,
            },
        )
        self._tell("initialized", {})
        self._tell("workspace/didChangeConfiguration", {"settings": SETTINGS})

    def complaints(self, name: str, text: str) -> list[Complaint]:
        """What the editor underlines in a file with this text."""
        uri = self._open(name, text)
        told = self._told[uri].get(timeout=PATIENCE)
        self._close(uri)
        places = ((one["range"]["start"], one["message"]) for one in told)
        return sorted(
            (Complaint(at["line"] + 1, at["character"] + 1, says) for at, says in places),
            key=lambda one: (one.line, one.column, one.message),
        )

    def offers(self, name: str, text: str) -> dict[str, Item]:
        """What completion offers at the cursor, by label."""
        before, _, after = text.partition(CURSOR)
        uri = self._open(name, before + after)
        line, character = before.count("\n"), len(before) - before.rfind("\n") - 1
        at = {"line": line, "character": character}
        answer = self._ask("textDocument/completion", {"textDocument": {"uri": uri}, "position": at})
        self._close(uri)
        return {one["label"]: _item(one, (line, character)) for one in answer["items"]}

    def leave(self) -> None:
        """End it as an editor does."""
        self._ask("shutdown", None)
        self._tell("exit", None)
        self._process.wait(timeout=PATIENCE)

    def _open(self, name: str, text: str) -> str:
        # The server remembers files by their address, also after they are closed.
        self._opened += 1
        uri = (self._root / name).with_stem(f"{Path(name).stem}-{self._opened}").as_uri()
        self._told[uri] = queue.Queue()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._tell("textDocument/didOpen", {"textDocument": document})
        return uri

    def _close(self, uri: str) -> None:
        del self._told[uri]
        self._tell("textDocument/didClose", {"textDocument": {"uri": uri}})

    def _ask(self, method: str, params: Any) -> Any:
        self._count += 1
        self._send({"id": self._count, "method": method, "params": params})
        answer = self._answers.get(timeout=PATIENCE)
        assert answer["id"] == self._count
        return answer["result"]

    def _tell(self, method: str, params: Any) -> None:
        self._send({"method": method, "params": params})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self._process.stdin.flush()

    def _listen(self) -> None:
        for message in _messages(self._process):
            if message.get("method") == "textDocument/publishDiagnostics":
                params = message["params"]
                if params["uri"] in self._told:
                    self._told[params["uri"]].put(params["diagnostics"])
            elif message.get("method") == "workspace/configuration":
                result = [SETTINGS.get(one.get("section"), {}) for one in message["params"]["items"]]
                self._send({"id": message["id"], "result": result})
            elif "method" in message and "id" in message:
                self._send({"id": message["id"], "result": None})
            elif "id" in message:
                self._answers.put(message)


@contextmanager
def running(root: Path) -> Iterator[Server]:
    """The server, with this folder open."""
    command = ["node", str(PROGRAM), "--stdio"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            server = Server(process, root)
            yield server
            server.leave()
        finally:
            process.kill()


def _messages(process: subprocess.Popen[bytes]) -> Iterator[dict[str, Any]]:
    stream = process.stdout
    assert stream is not None
    while header := stream.readline():
        length = int(header.split(b":")[1])
        while stream.readline().strip():
            pass
        yield json.loads(stream.read(length))


def _item(one: dict[str, Any], cursor: tuple[int, int]) -> Item:
    edit = one.get("textEdit")
    text = edit["newText"] if edit else one.get("insertText", one["label"])
    span = edit["range"] if edit else {}
    start, end = ((span[key]["line"], span[key]["character"]) if span else cursor for key in ("start", "end"))
    about = one.get("documentation") or ""
    about = about["value"] if isinstance(about, dict) else about
    return Item(one["label"], text, start, end, about, one.get("sortText") or one["label"])
