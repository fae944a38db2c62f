"""The real yaml-language-server, as an editor talks to it: LSP over stdio.

Installed by `npm install --no-save --no-package-lock yaml-language-server@1.25.0` in the project's folder.
"""

from __future__ import annotations

import json
import queue
import shutil
import subprocess
import threading
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
PROGRAM = ROOT / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
PATIENCE = 60.0
"""Seconds to wait for an answer: it takes less than one, on a machine that does nothing else."""


def missing() -> str:
    """Say what keeps the server from running here; empty where nothing does."""
    if not shutil.which("node"):
        return "there is no Node.js"
    return "" if PROGRAM.is_file() else "there is no yaml-language-server in node_modules/: CONTRIBUTING.md says how to get it"


class Editor:
    """One editor with a folder open. It answers what the server asks, and remembers what it underlines."""

    def __init__(self, folder: Path, settings: dict[str, Any]) -> None:
        self.folder = folder
        self.settings = {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}, **settings}
        self.underlined: dict[str, list[dict[str, Any]]] = {}
        self.asked = 0
        self.process = subprocess.Popen(["node", str(PROGRAM), "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)
        self.came: queue.Queue[dict[str, Any]] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()
        self._begin()

    def close(self) -> None:
        """End the server."""
        self.process.kill()
        self.process.communicate()

    def complete(self, name: str, text: str) -> set[str]:
        """Give what is offered at the `@` in a text."""
        result = self._at("textDocument/completion", name, text)
        return {one["label"] for one in (result["items"] if isinstance(result, dict) else result)}

    def hover(self, name: str, text: str) -> str:
        """Give what is explained at the `@` in a text."""
        result = self._at("textDocument/hover", name, text)
        return str(result["contents"]["value"]) if result else ""

    def mistakes(self, name: str, text: str) -> list[tuple[str, str]]:
        """Give what is underlined in a text, each with what is said about it."""
        uri = self._open(name, text)
        while uri not in self.underlined:
            self._take(self.came.get(timeout=PATIENCE))
        lines = text.split("\n")
        return [(_stretch(lines, one["range"]), one["message"]) for one in self.underlined[uri]]

    # --- the protocol ----------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        uri = self.folder.as_uri()
        abilities = {"textDocument": {"completion": {"completionItem": {"snippetSupport": True}}, "hover": {"contentFormat": ["markdown"]}}}
        folders = [{"uri": uri, "name": "project"}]
        self._ask("initialize", {"processId": None, "rootUri": uri, "capabilities": abilities, "workspaceFolders": folders})
        self._send({"method": "initialized", "params": {}})
        self._send({"method": "workspace/didChangeConfiguration", "params": {"settings": {"yaml": self.settings}}})
        while (message := self.came.get(timeout=PATIENCE)).get("method") != "workspace/configuration":
            self._take(message)
        self._take(message)

    def _open(self, name: str, text: str) -> str:
        uri = (self.folder / name).as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        return uri

    def _at(self, method: str, name: str, text: str) -> Any:
        before = text[: text.index("@")]
        uri = self._open(name, text.replace("@", "", 1))
        position = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        return self._ask(method, {"textDocument": {"uri": uri}, "position": position})

    def _ask(self, method: str, params: dict[str, Any]) -> Any:
        self.asked += 1
        self._send({"id": self.asked, "method": method, "params": params})
        while True:
            message = self.came.get(timeout=PATIENCE)
            if message.get("id") == self.asked and "method" not in message:
                assert "error" not in message, message
                return message["result"]
            self._take(message)

    def _take(self, message: dict[str, Any]) -> None:
        """Answer a question of the server, or remember what it tells."""
        if message["method"] == "workspace/configuration":
            sections = (item.get("section") for item in message["params"]["items"])
            self._send({"id": message["id"], "result": [self.settings if section == "yaml" else None for section in sections]})
        elif "id" in message:
            self._send({"id": message["id"], "result": None})
        elif message["method"] == "textDocument/publishDiagnostics":
            self.underlined[message["params"]["uri"]] = message["params"]["diagnostics"]

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def _listen(self) -> None:
        stream = self.process.stdout
        assert stream
        while line := stream.readline():
            length = int(line.split(b":")[1])
            while stream.readline().strip():
                pass
            self.came.put(json.loads(stream.read(length)))


def _stretch(lines: list[str], range: dict[str, Any]) -> str:
    """Give the part of its first line that a range marks."""
    start, end = range["start"], range["end"]
    line: str = lines[start["line"]]
    return line[start["character"] : end["character"] if end["line"] == start["line"] else len(line)]
