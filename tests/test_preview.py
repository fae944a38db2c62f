"""The preview's page as a value, its files, and its server: what is in them, and what they refuse."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sample import PIXEL, write_project
from starlette.testclient import TestClient

from deckgen.cli import deckgen, preview
from deckgen.pipeline.load import load
from deckgen.pipeline.outputs import PRINTED
from deckgen.preview import server
from deckgen.preview.document import mathjax
from deckgen.preview.export import export
from deckgen.preview.live import Live
from deckgen.preview.page import difference, follow, make_page
from deckgen.preview.quick import Known, quick
from deckgen.preview.server import Guard, application, listen_at
from tools import preview_pictures

PORT = 8420
OWN = f"http://127.0.0.1:{PORT}"
FIRST = "cards/01-first.yaml"


def known(root: Path) -> Known:
    """Give a project and its page."""
    project = load(root)
    return Known(project, make_page(project))


def edit(root: Path, name: str, old: str, new: str) -> None:
    """Replace something in a file."""
    text = (root / name).read_text("utf-8")
    assert old in text
    (root / name).write_text(text.replace(old, new), "utf-8")


# --- the page ------------------------------------------------------------------------------------------------------------------


def test_a_page_holds_every_card_with_what_it_is_found_by(tmp_path: Path) -> None:
    page = known(write_project(tmp_path)).page
    assert list(page.cards)[:3] == ["opposite.1", "dri.1", "dri.2"]
    card = page.cards["opposite.1"]
    assert (card.part, card.kind, card.file, card.line) == ("1 First", "question", FIRST, 4)
    assert card.sources == ("one", "two")
    assert card.principles == ("one#opposite", "two#practice")
    assert {"basics", "values", "source::one", "kind::question"} <= set(card.tags)
    assert [one.key for one in page.sources] == ["one", "two"]
    assert page.sources[0].principles[0].quotations == (("any value whose opposite is also legitimate is useful", "Ann Author"),)
    assert list(page.media.values()) == [PIXEL]


def test_formulas_are_left_to_the_mathjax_that_anki_has() -> None:
    """Anki 26.9 has 3.2.2: these are the digests of that release's own files."""
    assert {name: sha256(data).hexdigest()[:16] for name, data in mathjax().items()} == {
        "tex-svg-full.js": "a4354ff94fd868ae",
        "ui/safe.js": "9fef48d868277a8b",
        "LICENSE": "cfc7749b96f63bd3",
    }


def test_a_problem_names_the_note_or_principle_that_it_stands_in(tmp_path: Path) -> None:
    page = known(write_project(tmp_path, {"content/two.md": "---\ntitle: T\nauthor: C\n---\n## P {#practice}\n\nS.\n"})).page
    assert {one.subject for one in page.problems if one.file == "cards/02-second.yaml"} == {"seniors"}


def test_notes_say_what_changed_since_the_release(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    assert CliRunner().invoke(deckgen, ["release", "1.0.0", "--project", str(root)]).exit_code == 0
    assert not any(card.changes for card in known(root).page.cards.values())
    edit(root, FIRST, "is useful?", "is of use?")
    edit(root, FIRST, "decide nothing", "settle nothing")
    edit(root, FIRST, "  - id: dri\n", "  - {id: new, q: New?, a: yes it is}\n\n  - id: dri\n")
    cards = known(root).page.cards
    assert [(one.what, one.old, one.new) for one in cards["opposite.1"].changes] == [
        ("Front", "What shows that a value is useful?", "What shows that a value is of use?")
    ]
    assert [one.what for one in cards["new.1"].changes] == ["new"]
    edit(root, FIRST, "is of use?", "is useful?")
    assert [one.what for one in known(root).page.cards["opposite.1"].changes] == ["around"]


def test_a_broken_file_keeps_its_cards_in_their_places(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    before = known(root).page
    (root / FIRST).write_text("part: [\n", "utf-8")
    after = follow(before, known(root).page)
    assert list(after.cards) == list(before.cards)
    assert [card.stale for card in after.cards.values() if card.file == FIRST] == [True] * 4
    (root / "cards/deck.yaml").write_text("deck: [\n", "utf-8")
    nothing = follow(after, known(root).page)
    assert (nothing.title, list(nothing.cards)) == ("Small", list(before.cards))


def test_a_deck_whose_own_file_is_gone_keeps_the_page(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    before = known(root).page
    (root / "cards/deck.yaml").unlink()
    after = follow(before, known(root).page)
    assert (after.title, list(after.cards), after.sources) == (before.title, list(before.cards), before.sources)
    assert all(card.stale for card in after.cards.values())
    assert [one.code for one in after.problems]


def test_a_removed_file_takes_its_cards_along(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    before = known(root).page
    (root / FIRST).unlink()
    assert {card.file for card in follow(before, known(root).page).cards.values()} == {"cards/02-second.yaml"}


def test_a_difference_holds_only_what_changed(tmp_path: Path) -> None:
    page = known(write_project(tmp_path)).page
    card = replace(page.cards["dri.1"], front="other")
    change = difference(page, replace(page, cards={**page.cards, "dri.1": card}))
    assert (list(change), list(change["cards"])) == (["cards"], ["dri.1"])
    assert difference(page, page) == {}


# --- quick -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        (FIRST, "is useful?", "is of use?"),
        (FIRST, "  - id: dri\n", "  - {id: new, q: New?, a: yes it is}\n\n  - id: dri\n"),
        ("cards/02-second.yaml", "reverse: true", "reverse: false"),
        ("content/one.md", "any value whose", "I think any value whose"),
    ],
)
def test_what_is_shown_at_once_is_what_the_full_check_shows(tmp_path: Path, file: str, old: str, new: str) -> None:
    root = write_project(tmp_path)
    before = known(root)
    edit(root, file, old, new)
    at_once = quick(before, file)
    assert at_once
    assert difference(before.page, at_once.page)
    assert difference(at_once.page, known(root).page) == {}


def test_a_half_written_file_shows_its_fault_at_once_and_keeps_its_cards(tmp_path: Path) -> None:
    root = write_project(tmp_path)
    before = known(root)
    (root / FIRST).write_text("part: 1 First\ncards:\n  - id: [\n", "utf-8")
    at_once = quick(before, FIRST)
    assert at_once
    assert list(at_once.page.cards) == list(before.page.cards)
    assert [one.file for one in at_once.page.problems] == [FIRST]


# --- files -------------------------------------------------------------------------------------------------------------------


def data_of(html: str) -> dict[str, Any]:
    """Give the values in a page."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', html, re.DOTALL)
    assert found
    values: dict[str, Any] = json.loads(found[1])
    return values


HOSTILE = "part: 1 </script><script>alert(1)</script>\ncards:\n  - {id: x, q: '</script><!-- ', a: b}\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a site that was written, of the small project and a hostile part."""
    folder = tmp_path_factory.mktemp("preview")
    root = write_project(folder / "project", {"cards/09.yaml": HOSTILE})
    done = CliRunner().invoke(deckgen, ["preview", "--export", str(folder / "site"), "--project", str(root)])
    assert done.exit_code == 0, done.output
    return folder / "site"


def test_the_export_is_a_site_that_names_nothing_of_this_machine(site: Path) -> None:
    html = (site / "index.html").read_text("utf-8")
    values = data_of(html)
    assert (values["live"], values["editor"], len(values["cards"])) == (False, "", 13)
    assert str(site.parent) not in html
    names = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    for one in values["printed"]:
        assert {f"print/{one['name']}.pdf", *(f"print/{one['name']}-{page}.png" for page in range(1, one["pages"] + 1))} <= names
    assert len(values["printed"]) == 3
    assert [name for name in names if name.startswith("media/dot-")]
    assert {"mathjax/tex-svg-full.js", "mathjax/ui/safe.js", "mathjax/LICENSE"} <= names


def test_a_site_of_a_project_with_errors_says_that_it_has_no_printed_pages(tmp_path: Path) -> None:
    root = write_project(
        tmp_path, {"cards/02-second.yaml": "part: 2 Two\ncards:\n  - id: two\n    q: One?\n    a: two\n    source: nobody\n"}
    )
    done = CliRunner().invoke(deckgen, ["preview", "--export", str(tmp_path / "site"), "--project", str(root)])
    assert (done.exit_code, done.stderr) == (0, "The site shows 1 error; with errors nothing is printed, so it has no printed pages.\n")
    assert not (tmp_path / "site/print").exists()


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    html = (site / "index.html").read_text("utf-8")
    page = re.sub(r'<script type="application/json".*?</script>', "", html, flags=re.DOTALL)
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//|@import|url\(", page)
    assert "default-src &#x27;none&#x27;" in page


def test_a_site_without_formulas_is_without_mathjax(tmp_path: Path) -> None:
    root = write_project(tmp_path, {"cards/02-second.yaml": None})
    assert not [name for name in export(load(root)) if name.startswith("mathjax")]


def test_text_of_a_card_cannot_end_the_data(site: Path) -> None:
    html = (site / "index.html").read_text("utf-8")
    assert html.count("</script>") == 2
    assert data_of(html)["cards"]["x.1"]["part"] == "1 </script><script>alert(1)</script>"


def test_the_pictures_in_the_documentation_are_of_the_page_as_it_is() -> None:
    """Of its texts and look; the deck's own cards on them may be those of a week ago."""
    known = json.loads(preview_pictures.MANIFEST.read_text("utf-8"))
    assert known == preview_pictures.digests(preview_pictures.there()), "`python3 dev.py pictures` draws them anew: then look at them"
    page = (preview_pictures.FOLDER.parent / "preview.md").read_text("utf-8")
    assert set(re.findall(r"pictures/(preview-[a-z]+\.png)", page)) == set(known["pictures"])


def test_without_the_extra_one_line_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "find_spec", lambda name: None if name == "starlette" else name)
    done = CliRunner().invoke(deckgen, ["preview", "--project", str(write_project(tmp_path))])
    assert done.exit_code == 1
    assert done.output == "the preview needs more than is installed (starlette): pip install 'deckgen-anki[preview]'\n"


# --- the server --------------------------------------------------------------------------------------------------------------


@pytest.fixture
def live(tmp_path: Path) -> Iterator[Live]:
    made = Live(write_project(tmp_path))
    yield made
    made.close()


@pytest.fixture
def client(live: Live) -> TestClient:
    return TestClient(application(live, PORT, lambda: True), base_url=OWN)


def test_the_page_is_served_with_its_policy(client: TestClient) -> None:
    answer = client.get("/")
    assert data_of(answer.text)["live"] is True
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert "unsafe-inline" not in re.findall(r"script-src[^;]*", answer.headers["content-security-policy"])[0]
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": f"evil.example:{PORT}"},
        {"host": "127.0.0.1"},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
@pytest.mark.parametrize("path", ["/", "/events", "/set/sheet", "/open"])
def test_whoever_comes_from_elsewhere_is_refused(client: TestClient, path: str, headers: dict[str, str]) -> None:
    assert client.request("POST" if path == "/open" else "GET", path, headers=headers).status_code == 403


@pytest.mark.parametrize("name", ["../cards/deck.yaml", "..%2Fcards%2Fdeck.yaml", "%2Fetc%2Fpasswd", "deck.yaml", "dot.png"])
def test_only_pictures_of_cards_are_served(client: TestClient, live: Live, name: str) -> None:
    assert client.get(f"/media/{name}").status_code == 404
    (picture,) = live.known.page.media
    answer = client.get(f"/media/{picture}")
    assert answer.content == PIXEL
    assert "sandbox; script-src 'none'" in answer.headers.get_list("content-security-policy"), "a picture may be a page with a script"


def test_printed_pages_are_drawn_as_they_are_asked_for(client: TestClient) -> None:
    assert client.get("/set/other").status_code == 404
    for one in (one for product in PRINTED for one in client.get(f"/set/{product}").json()):
        assert client.get(f"/print/{one['name']}.pdf").content.startswith(b"%PDF")
        for page in (1, one["pages"]):
            assert client.get(f"/print/{one['name']}-{page}.png").content.startswith(b"\x89PNG")
        for name in (f"{one['name']}-0.png", f"{one['name']}-{one['pages'] + 1}.png", f"{one['name']}-x.png", "other-1.png", "..%2F-1.png"):
            assert client.get(f"/print/{name}").status_code == 404


def test_a_browser_that_was_away_gets_what_it_missed(client: TestClient, live: Live) -> None:
    before = live.version
    edit(live.root, FIRST, "is useful?", "is of use?")
    live.saved([FIRST])
    missed = client.get(f"/events?since={before}").text
    change = json.loads(missed.partition("data: ")[2])
    assert list(change["cards"]) == ["opposite.1"]
    assert client.get(f"/events?since={change['version']}").text == ""
    whole = json.loads(client.get("/events?since=of-another-server").text.partition("data: ")[2])
    assert len(whole["cards"]) == 12


def test_a_fault_of_our_own_leaves_the_page_as_it_was(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("deckgen.preview.live.quick", fails)
    before = live.known
    live.saved([FIRST])
    assert live.known is before


def test_the_editor_s_command_opens_files_of_the_project_alone(client: TestClient, live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[list[str]] = []
    monkeypatch.setattr("deckgen.preview.server.subprocess.Popen", lambda words, **_: ran.append(words))
    assert client.post("/open", json={"file": FIRST, "line": 4}).status_code == 404
    monkeypatch.setenv("DECKGEN_EDITOR", "edit --at {line}")
    assert client.post("/open", json={"file": "../secret", "line": 4}).status_code == 404
    assert client.post("/open", json={"file": FIRST, "line": "4; rm"}).status_code == 404
    assert client.post("/open", json=[FIRST]).status_code == 404
    assert client.post("/open", content=b"\xff{").status_code == 404
    assert client.post("/open", json={"file": FIRST, "line": 4}).status_code == 204
    assert ran == [["edit", "--at", "4", str(live.root / FIRST)]]


@pytest.mark.parametrize("command", ["no-such-editor", "edit 'never closed"])
def test_an_editor_s_command_that_cannot_be_run_is_answered(client: TestClient, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    monkeypatch.setenv("DECKGEN_EDITOR", command)
    assert client.post("/open", json={"file": FIRST, "line": 4}).status_code == 404


def test_at_port_80_browsers_name_no_port(live: Live) -> None:
    guard = Guard(application(live, 80, lambda: True), 80)
    assert guard.may({"host": "127.0.0.1", "origin": "http://127.0.0.1"})
    assert not guard.may({"host": "evil.example"})


def test_a_taken_port_gives_the_next() -> None:
    first = listen_at(18420)
    second = listen_at(first.getsockname()[1])
    try:
        assert second.getsockname()[0] == "127.0.0.1"
        assert second.getsockname()[1] > first.getsockname()[1]
    finally:
        first.close()
        second.close()


def test_where_no_port_is_free_one_line_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server, "_PORTS", 1)
    taken = listen_at(18430)
    try:
        port = taken.getsockname()[1]
        done = CliRunner().invoke(deckgen, ["preview", "--no-open", "--port", str(port), "--project", str(write_project(tmp_path))])
        assert (done.exit_code, done.output) == (1, f"no port from {port} on is free: give another with --port\n")
    finally:
        taken.close()
