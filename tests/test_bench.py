"""The benchmark: its decks are what they say, its page and chart say what was measured, and nothing else. No clock is asked here."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from test_layers import modules

from deckgen.pipeline.load import load
from tools.bench import environments
from tools.bench.__main__ import DOCS, as_json
from tools.bench.chart import _apart, chart
from tools.bench.decks import FILES, cards, edit, sources, write_project
from tools.bench.page import page
from tools.bench.peers import PEERS
from tools.bench.results import TARGETS, Results, Spread
from tools.bench.rounds import Fault, Task, launch

HOW = "`python3 dev.py bench --redraw` makes page and chart of speed.json anew: then look at them"


def entry(*seconds: float, peak: int = 50_000) -> dict[str, Any]:
    """What a task took, once in each round."""
    return {"seconds": [[one] for one in seconds], "peak": peak}


def measured(**instead: Any) -> dict[str, Any]:
    """What a small run measured."""
    found = {
        "machine": {"processor": "Abacus 3", "cores": 2, "memory": 8e9, "system": "Linux", "python": "3.11.7", "load": 0.1},
        "versions": {"deckgen": "0.1.0", "genanki": "0.13.1"},
        "peers": {
            "raw": {"package": "genanki", "version": "0.13.1", "python": "3.11.7"},
            "ankcompiler": {"package": "ankcompiler", "version": "0.6.0", "python": "3.11.7"},
        },
        "left_out": {"yaml2anki": "it needs Python 3.13 or newer, and here is none"},
        "notes": [1000, 10_000],
        "rounds": 3,
        "limit": 120,
        "tasks": {
            "python -I -c pass": {"0": entry(0.010, 0.020, 0.012)},
            "deckgen --help": {"0": entry(0.014, 0.030, 0.018)},
            "raw": {"1000": entry(0.2, 0.4, 0.2), "10000": entry(1, 2, 1, peak=100_000)},
            "ankcompiler": {"1000": entry(2, 4, 2.2), "10000": {"wrong": "over 120 s"}},
            "deckgen, cold": {"1000": entry(0.1, 0.2, 0.1), "10000": entry(0.6, 1.0, 0.4)},
            "SQLite and zip": {"1000": entry(0.05, 0.05, 0.05), "10000": entry(0.1, 0.1, 0.1)},
        },
        "watched": {"set": [[0.025, 0.035, 0.03]]},
        "where": {
            "notes": 10_000,
            "cold": {"rooms": {"start": 300, "read": 699, "claims": 1}, "seconds": 2.0},
            "edited": {"rooms": {"start": 90, "anki": 10}, "seconds": 0.5},
        },
        "same_bytes": {"1000": [True, True]},
    }
    return found | instead


def row(text: str, start: str) -> list[str]:
    """The cells of the one row of a page's first table that begins so."""
    line = next(line for line in text.splitlines() if line.startswith(f"| {start}"))
    return [cell.strip() for cell in line[1:-1].split(" | ")]


# --- the decks ------------------------------------------------------------------------------------------------------------------


posix = pytest.mark.skipif(os.name != "posix", reason="the benchmark needs a system that tells what a process took")


@pytest.mark.parametrize("notes", [1000, 2500])
def test_every_fifth_note_is_a_cloze_and_there_are_a_hundred_files(notes: int) -> None:
    parts = list(cards(notes))
    made = [one for _, some in parts for one in some]
    assert len(parts) == FILES
    assert len(made) == len({one.id for one in made}) == notes
    assert sum(not one.back for one in made) == notes / 5
    assert all(("{{c1::" in one.front) == (not one.back) for one in made)


def test_half_of_the_fields_hold_markdown() -> None:
    fields = [text for _, some in cards(1000) for one in some for text in (one.front, one.back) if text]
    assert 0.4 < sum(bool(re.search(r"[*`]", text)) for text in fields) / len(fields) < 0.6


def test_the_same_numbers_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_project(tmp_path / name, 200)
        edit(tmp_path / name, 0)
    one, two = ({path.relative_to(root): path.read_bytes() for path in root.rglob("*.*")} for root in (tmp_path / "one", tmp_path / "two"))
    assert one == two
    assert len(one) == 1 + FILES + 2


def test_a_deck_of_a_thousand_is_free_of_errors_and_its_quotations_are_verified(tmp_path: Path) -> None:
    write_project(tmp_path, 1000)
    project = load(tmp_path)
    assert [one for one in project.diagnostics if one.is_error] == []
    assert len(project.diagnostics) < 5
    (deck,) = project.decks
    assert len(list(deck.notes())) == 1000
    assert sum(len(source.principles) for source in deck.sources.values()) == 100
    text = tmp_path / "content/texts/s0.txt"
    first, rest = text.read_text("utf-8").split("\n", 1)
    text.write_text(first.replace("e", "o") + "\n" + rest, "utf-8")
    assert sum(one.is_error for one in load(tmp_path).diagnostics) == 1, "another text would not be noticed"


def test_an_edit_changes_one_file_and_each_time_another(tmp_path: Path) -> None:
    write_project(tmp_path, 100)  # one a file: some files hold no answer
    seen = []
    for turn in range(5):
        before = {path: path.read_bytes() for path in tmp_path.rglob("*.yaml")}
        edit(tmp_path, turn)
        seen += [path for path, data in before.items() if path.read_bytes() != data]
    assert not [one for one in load(tmp_path).diagnostics if one.is_error]
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize("peer", [peer for peer in PEERS if peer.write], ids=lambda peer: peer.name)
def test_each_peer_gets_every_note(tmp_path: Path, peer: Any) -> None:
    peer.write(tmp_path, 300)
    text = "\n".join(path.read_text("utf-8") for path in sorted(tmp_path.rglob("*.*")) if path.is_file())
    for _, some in cards(300):
        for one in some:
            assert json.dumps(one.front)[1:-1] in text
            assert one.back in text
            assert one.extra in text


def test_sources_are_as_large_as_the_deck_is() -> None:
    assert [key for key, _, _ in sources(3000)] == ["s0", "s1", "s2"]


# --- the peers ------------------------------------------------------------------------------------------------------------------


def test_every_peer_has_its_pins_and_no_pins_are_left_over() -> None:
    files = {peer.requirements for peer in PEERS}
    assert files == set(PEERS[0].requirements.parent.glob("*.txt"))
    for peer in PEERS:
        text = peer.requirements.read_text("utf-8")
        assert "://" not in text
        pins = re.findall(r"^([a-z0-9.-]+)==\S+.*\\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)
        assert len(pins) == len(re.findall(r"^[a-z]", text, re.MULTILINE)), "a pin without a hash"
        assert peer.package in pins


def test_a_peer_for_which_no_python_is_new_enough_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environments, "_pythons", lambda: iter(["/usr/bin/python3.98", "/usr/bin/python3.99"]))
    versions = {"/usr/bin/python3.98": None, "/usr/bin/python3.99": (3, 99)}  # one is a shim that leads nowhere
    monkeypatch.setattr(environments, "_version", versions.get)
    assert environments._python((3, 98)) == "/usr/bin/python3.99"
    with pytest.raises(environments.Missing, match=r"^it needs Python 4\.0 or newer, and here is none$"):
        environments._python((4, 0))


@posix
def test_what_only_passes_for_a_python_is_none(tmp_path: Path) -> None:
    shim = tmp_path / "python3.13"
    assert environments._version(str(shim)) is None
    shim.write_text("#!/bin/sh\necho no such version\nexit 127\n", "utf-8")
    shim.chmod(0o755)
    assert environments._version(str(shim)) is None
    shim.write_text(f"#!/bin/sh\nexec '{sys.executable}' \"$@\"\n", "utf-8")
    assert environments._version(str(shim)) == (sys.version_info[:2] if find_spec("ensurepip") else None)


@posix
def test_a_command_is_run_and_what_it_took_is_told(tmp_path: Path) -> None:
    took = launch([sys.executable, "-c", "x = b'x' * 100_000_000; print('said'); raise SystemExit(3)"], tmp_path)
    assert took["code"] == 3
    assert took["said"] == "said"
    assert took["seconds"] > 0
    assert 90_000 < took["peak"] < 200_000


@posix
def test_memory_is_that_of_all_processes_together(tmp_path: Path) -> None:
    child = "x = bytearray(b'x') * 60_000_000; import time; time.sleep(1)"
    code = f"import subprocess, sys; a, b = (subprocess.Popen([sys.executable, '-c', {child!r}]) for _ in 'ab'); a.wait(), b.wait()"
    if not Path("/proc/self/smaps_rollup").exists():
        pytest.skip("this system tells only the largest process's")
    assert launch([sys.executable, "-c", code], tmp_path)["peak"] < 100_000
    assert launch([sys.executable, "-c", code], tmp_path, watch=True)["peak"] > 110_000


@posix
def test_who_takes_too_long_is_stopped_with_all_that_it_started(tmp_path: Path) -> None:
    code = "import subprocess, sys; p = subprocess.Popen(['sleep', '600']); print(p.pid, flush=True); p.wait()"
    task = Task("slow", 10, ["sleep", "600"], tmp_path, limit=1)
    task.run(3)
    assert task.wrong == "over 1 s"
    took = launch([sys.executable, "-c", code], tmp_path, limit=4)
    assert took["code"] is None
    assert took["said"].isdigit()
    state = subprocess.run(["ps", "-o", "stat=", "-p", took["said"]], check=False, capture_output=True, text=True).stdout.strip()
    assert not state or state.startswith("Z"), "it still runs"


@posix
def test_a_peer_that_fails_is_told_and_a_fault_of_ours_stops() -> None:
    bad = [sys.executable, "-c", "raise SystemExit('no such deck')"]
    peer, ours = Task("peer", 10, bad, Path(), limit=60), Task("deckgen", 10, bad, Path())
    peer.run(3)
    assert peer.wrong == "failed with exit code 1: no such deck"
    with pytest.raises(Fault, match="deckgen: failed with exit code 1: no such deck"):
        ours.run(1)


# --- what the numbers say -------------------------------------------------------------------------------------------------------


def test_ratios_are_taken_within_a_round() -> None:
    results = Results(measured())
    assert results.ratio("deckgen, cold", "raw", 10_000) == Spread(0.5, 0.4, 0.6)
    help = results.ratio("deckgen --help", "python -I -c pass")
    assert help
    assert [help.least, help.middle, help.most] == pytest.approx([1.4, 1.5, 1.5])
    assert results.growth("raw") == Spread(0.5, 0.5, 0.5)
    assert results.ratio("ankcompiler", "raw", 10_000) is None
    assert results.watched("set") == Spread(0.03, 0.03, 0.03)
    assert results.watched("shown") is None


def test_the_page_claims_what_was_reached_and_nothing_else() -> None:
    text = page(Results(measured()))
    assert row(text, "`deckgen --help` | 1.6") == ["`deckgen --help`", "1.6 × Python’s own start", "1.50 (1.40–1.50)", "yes"]
    assert row(text, "cold build")[1:] == ["0.5 × raw", "0.50 (0.40–0.60)", "yes"]
    assert row(text, "the same, 100,000 notes | 0.25") == ["the same, 100,000 notes", "0.25 × raw", "not measured", ""]
    slow = measured()
    slow["tasks"]["deckgen, cold"]["10000"] = entry(0.6, 1.2, 0.6)
    assert row(page(Results(slow)), "cold build")[1:] == ["0.5 × raw", "0.60", "**no**"]
    targets = text[: text.index("## Whole processes")]
    assert targets.count("| yes |") == 3
    assert targets.count("| not measured |") == len(TARGETS) - 3


def test_the_page_says_who_was_stopped_and_who_is_left_out() -> None:
    text = page(Results(measured()))
    assert row(text, "ankcompiler") == ["ankcompiler", "10.0 (10.0–11.0) ×", "over 120 s"]
    assert row(text, "raw") == ["raw", "0.20 s", "1.00 s"]
    assert "yaml2anki is left out: it needs Python 3.13 or newer, and here is none." in text


def test_the_page_tells_whether_the_bytes_were_the_same() -> None:
    assert "After each of 2 edits, the package was byte for byte that of a cold build" in page(Results(measured()))
    assert "**After 1 of 2 edits, the package was not that" in page(Results(measured(same_bytes={"1000": [True, False]})))


def test_the_page_tells_where_the_time_goes() -> None:
    text = page(Results(measured()))
    assert row(text, "all of it") == ["all of it", "2.00", "0.50"]
    assert row(text, "`read`") == ["`read`", "1.40", "–"]
    assert row(text, "`start`") == ["`start`", "0.60", "0.45"]
    assert "`claims`" not in text
    assert "**A cold build** reads" not in text  # it reached what is asked of it
    assert "**After an edit**" not in text


def test_the_page_tells_what_bounds_a_build_that_misses_its_target() -> None:
    tasks = {"deckgen, cold": {"10000": entry(3, 6, 3)}, "deckgen, one file edited": {"10000": entry(0.7, 1.4, 0.7)}}
    text = page(Results(measured(tasks={**measured()["tasks"], **tasks})))
    assert "takes 1.40 × raw, the rules and the quotations 0.002 ×" in text
    assert "loading the code takes 0.45 × raw, and SQLite and zip alone 0.10 ×: 0.55 × before anything is looked at" in text


@posix
def test_where_the_time_goes_is_told_by_rooms(tmp_path: Path) -> None:
    write_project(tmp_path, 500)
    done = subprocess.run([sys.executable, "-m", "tools.bench.where", str(tmp_path)], check=True, capture_output=True, cwd=DOCS.parent)
    found = json.loads(done.stdout)
    assert found["seconds"] > 0
    assert set(found["rooms"]) <= {room for room, _ in modules()} | {"start"}
    assert {"start", "read", "markup", "anki"} <= set(found["rooms"])
    assert (tmp_path / "dist/bench.apkg").exists()


def test_a_trial_is_called_one() -> None:
    assert "are a trial" not in page(Results(measured()))
    assert "**These numbers are a trial**: 1 round, and 0.1" in page(Results(measured(rounds=1)))
    busy = measured()["machine"] | {"load": 2.3}
    assert "**These numbers are a trial**: 3 rounds, and 2.3 other processes" in page(Results(measured(machine=busy)))


def test_the_chart_draws_and_names_every_line() -> None:
    text = chart(Results(measured()))
    root = ET.fromstring(text)
    words = [one.text for one in root.iter("{http://www.w3.org/2000/svg}text")]
    for name in (
        "raw",
        "ankcompiler, then over 120 s",
        "deckgen, cold",
        "SQLite and zip",
        "Python’s own start",
        "notes in the deck",
        "1,000",
        "10,000",
        "1 s",
    ):
        assert name in words
    assert "prefers-color-scheme:dark" in text
    height = float(root.get("height", ""))
    assert all(0 < float(one.get("y", "")) < height for one in root.iter("{http://www.w3.org/2000/svg}text"))
    titles = [one.text for one in root.iter("{http://www.w3.org/2000/svg}title")]
    assert "deckgen, cold: 0.6 s" in titles
    assert len([one for one in titles if one and one.startswith("ankcompiler")]) == 1


def test_the_chart_of_one_size_has_room() -> None:
    one = measured(notes=[1000])
    ET.fromstring(chart(Results(one)))
    assert "## Growth" not in page(Results(one))


def test_labels_keep_their_order_and_their_distance() -> None:
    places = _apart([10, 11, 12, 100, 101, 300])
    assert places == sorted(places)
    assert all(two - one > 15.99 for one, two in pairwise(places))
    assert places[-1] == 300
    assert sum(places[:3]) == pytest.approx(33)


def test_numbers_are_written_a_list_a_line_and_read_back() -> None:
    text = as_json(measured())
    assert json.loads(text) == measured()
    assert '"1000": {\n    "seconds": [[0.2], [0.4], [0.2]],\n' in text
    assert as_json({"left_out": {}}) == '{\n "left_out": {}\n}\n'


def test_page_and_chart_are_those_of_the_numbers() -> None:
    results = Results(json.loads((DOCS / "speed.json").read_text("utf-8")))
    assert (DOCS / "speed.md").read_text("utf-8") == page(results), HOW
    assert (DOCS / "speed.svg").read_text("utf-8") == chart(results), HOW
