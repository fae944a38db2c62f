"""The preview for the browsers of this machine.

In: a project's folder and a port. Out: HTTP on 127.0.0.1: the page, its pictures, what is printed, and a stream of changes. Whoever
comes by another name than this machine's, or from another site's page, is refused; files are served out of the project's values,
never by a path.
"""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import socket
import subprocess
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from mimetypes import guess_type
from pathlib import Path
from urllib.parse import quote

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from deckgen.pipeline.outputs import PRINTED
from deckgen.preview import printed
from deckgen.preview.document import document, mathjax, policy
from deckgen.preview.live import Live
from deckgen.preview.page import as_json, encoded
from deckgen.preview.watch import watch

_PORTS = 50
"""Ports that are tried, one after another."""
_HEADERS = {
    "cache-control": "no-store",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}


class Guard:
    """Refuses what does not come from this machine's own page, and says with every answer what the page may do."""

    def __init__(self, app: ASGIApp, port: int) -> None:
        self.app = app
        self.hosts = {f"{name}{end}" for name in ("127.0.0.1", "localhost") for end in (f":{port}", *([""] if port == 80 else []))}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(Request(scope).headers)
        if not self.may(headers):
            await PlainTextResponse("this preview is for its own page on this machine", 403)(scope, receive, send)
            return
        extra = {**_HEADERS, "content-security-policy": f"{policy()}; frame-ancestors 'none'"}

        async def answer(message: dict[str, object]) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *((name.encode(), text.encode()) for name, text in extra.items())]  # type: ignore[misc]
            await send(message)

        await self.app(scope, receive, answer)  # type: ignore[arg-type]

    def may(self, headers: dict[str, str]) -> bool:
        """Whether the names in a request are this server's: another site's page may neither ask nor come by a name of its own."""
        own = {f"http://{host}" for host in self.hosts}
        site = headers.get("sec-fetch-site", "none")
        return headers.get("host", "") in self.hosts and headers.get("origin") in {None, *own} and site in ("none", "same-origin")


def application(live: Live, port: int, ends: Callable[[], bool]) -> Starlette:
    """Give the application; its streams end when `ends` says so."""

    async def page(_: Request) -> Response:
        values = {**as_json(live.known.page), "version": live.version, "live": True, "editor": editor(live.root)}
        return HTMLResponse(document(values))

    async def events(request: Request) -> Response:
        since = request.headers.get("last-event-id") or request.query_params.get("since", "")
        return StreamingResponse(_stream(live, since, ends), media_type="text/event-stream")

    async def media(request: Request) -> Response:
        answer = _file(live.known.page.media, request.path_params["name"])
        answer.headers["content-security-policy"] = "sandbox; script-src 'none'"  # a picture may be a page: MathJax is not for it
        return answer

    async def script(request: Request) -> Response:
        data = mathjax().get(request.path_params["name"])
        return Response(data, media_type="text/javascript") if data else Response(status_code=404)

    async def sheets(request: Request) -> Response:
        product = request.path_params["product"]
        return JSONResponse(printed.as_json(await live.pages(product))) if product in PRINTED else Response(status_code=404)

    async def sheet(request: Request) -> Response:
        name = request.path_params["name"]
        return _file({name: await live.file(name) or b""}, name)

    async def opened(request: Request) -> Response:
        return Response(status_code=204 if _open(live, await request.body()) else 404)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(live.check()), asyncio.create_task(watch(live.root, live.saved, live.others))]
        yield
        for task in tasks:
            task.cancel()
        live.close()

    routes = [
        Route("/", page),
        Route("/events", events),
        Route("/media/{name}", media),
        Route("/mathjax/{name:path}", script),
        Route("/set/{product}", sheets),
        Route("/print/{name}", sheet),
        Route("/open", opened, methods=["POST"]),
    ]
    app = Starlette(routes=routes, lifespan=lifespan)
    app.add_middleware(Guard, port=port)
    return app


def _file(files: Mapping[str, bytes], name: str) -> Response:
    """Serve a file that the project's values hold."""
    data = files.get(name)
    return Response(data, media_type=guess_type(name)[0] or "application/octet-stream") if data else Response(status_code=404)


async def _stream(live: Live, since: str, ends: Callable[[], bool]) -> AsyncIterator[str]:
    queue = live.listen()
    try:
        for change in live.since(since):
            yield _event(change)
        while not ends():
            with suppress(TimeoutError):
                yield _event(await asyncio.wait_for(queue.get(), 0.3))
    finally:
        live.leave(queue)


def _event(change: dict[str, object]) -> str:
    return f"event: change\nid: {change['version']}\ndata: {encoded(change)}\n\n"


def editor(root: Path) -> str:
    """Give the address that opens a file in the editor, or `command` where DECKGEN_EDITOR is one."""
    given = os.environ.get("DECKGEN_EDITOR", "")
    if given:
        return given if "://" in given else "command"
    return f"vscode://file/{quote(root.as_posix()).lstrip('/')}/{{file}}:{{line}}:{{column}}"


def _open(live: Live, body: bytes) -> bool:
    """Run the author's own command on a file of the project; no other file can be asked for, and no shell reads its name."""
    try:
        asked = dict(json.loads(body))
    except (ValueError, TypeError, RecursionError):
        return False
    file, line, column = str(asked.get("file")), asked.get("line"), asked.get("column", 1)
    if editor(live.root) != "command" or file not in live.known.project.files or not isinstance(line, int) or not isinstance(column, int):
        return False
    values = {"{file}": str(live.root / file), "{line}": str(line), "{column}": str(column)}
    try:
        words = shlex.split(os.environ["DECKGEN_EDITOR"])
    except ValueError:
        return False
    words += [] if any("{file}" in word for word in words) else ["{file}"]
    for mark, value in values.items():
        words = [word.replace(mark, value) for word in words]
    try:
        subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
    except OSError:
        return False
    return True


class NoPort(Exception):
    """Where every port that was tried is taken; its text is for the user."""


def listen_at(port: int) -> socket.socket:
    """Take a port of this machine, or the next one that is free."""
    for number in range(port, min(port + _PORTS, 65536)):
        taken = socket.socket()
        if os.name == "posix":
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", number))
            taken.listen(64)
        except OSError:
            taken.close()
            continue
        return taken
    raise NoPort(f"no port from {port} on is free: give another with --port")


def serve(root: Path, port: int, ready: Callable[[str, bool], None]) -> None:
    """Serve until Ctrl-C; `ready` gets the address, and whether the wanted port was taken."""
    taken = listen_at(port)
    number = taken.getsockname()[1]
    live = Live(root)
    server: uvicorn.Server
    app = application(live, number, lambda: server.should_exit)
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", timeout_graceful_shutdown=2, lifespan="on"))
    ready(f"http://127.0.0.1:{number}/", number != port)
    with suppress(KeyboardInterrupt):
        server.run(sockets=[taken])
