"""Projects at random, from text to the real Anki: what `load` lets through is built, arrives, and is shown as it was typed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from itertools import product
from pathlib import Path
from string import ascii_lowercase
from tempfile import TemporaryDirectory

import anki_backend
from anki.cards import CardId
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sample import UID, write_project

from deckgen.anki import Stamp, apkg
from deckgen.anki.notetypes import style
from deckgen.anki.render import render
from deckgen.model import Deck
from deckgen.pipeline.load import Project, load
from deckgen.pipeline.outputs import Wishes, outputs

TIME = 1_700_000_000


def write(root: Path, files: dict[str, str]) -> Path:
    """Write the files of a project below a folder."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return root


def errors(project: Project) -> list[str]:
    """Give what is wrong with a project, in a line each."""
    return [f"{one.span.file}:{one.span.line} {one.code} {one.message}" for one in project.diagnostics if one.is_error]


# --- as people type --------------------------------------------------------------------------------------------------------

FRAGMENTS = (
    *("@", "@ @", "@, @.", "[@]: @", "[@]: <@>", "[^@]: @", "[@]", "[@][@]", r"\(@\)", r"\[@\]", "[LaTeX]", "[/latex]", "[$]@[/$]"),
    *("[sound:@.mp3]", "[anki:play:q:0]", "$5", "$@$", "$$@$$", "$", "**@**", "**@", "*@*", "_@_", "@_@", "*", "~~@~~", "`@`", "`` @`@ ``"),
    *(
        "`{{@}}`",
        "`@::@`",
        "`<@>`",
        "`@",
        "<br>",
        "<@>",
        "</@>",
        "<!-- @ -->",
        "<@",
        "&amp;",
        "&#123;",
        "&@;",
        "&lt;@&gt;",
        "{{",
        "}}",
        "{",
        "}",
    ),
    *(
        "::",
        ":",
        "@::@",
        "{{@}}",
        "{{#@}}",
        "# @",
        "#@",
        "- @",
        "+ @",
        "1. @",
        "2) @",
        "> @",
        "|",
        "| @ | @ |",
        "|--|:-:|",
        "---",
        "===",
        "\t",
    ),
    *(
        "\u00a0",
        "\u00a0\u00a0@",
        "\u200b",
        "\u00ad@",
        "🎉",
        "👩\u200d💻@",
        "مرحبا",
        "\u202e@\u202c",
        "日本",
        "e\u0301",
        "ﬁ",
        "½",
        "\\",
        "\\@",
        "@\\",
    ),
    *(
        "[@](https://example.org/a_b)",
        "<https://example.org/c>",
        "![@](dot.png)",
        "[@](<https://example.org/[sound:a.mp3]>)",
        "(@",
        "@)",
        "[",
        "]",
        "[[@]]",
        "https://example.org/*d*",
    ),
    *("@ — @", "“@”", '"@"', "'@'", "«@»", "@…", "@'s", "%@", "[ ] @", "[x] @", "    @", "^@^", "==@==", "{#@}", "{{{@}}}", "@@"),
)
"""What people type without a thought of Markdown, YAML or Anki; each `@` becomes a word that occurs nowhere else."""

_NAMES = tuple("qx" + "".join(letters) for letters in product("zqxj", *[ascii_lowercase] * 2))
LINES = st.lists(st.tuples(st.sampled_from(FRAGMENTS), st.sampled_from((" ", " ", " ", "", "\n", "\n\n"))), min_size=1, max_size=4)
FORMS = st.sampled_from(("q", "q", "a", "items", "gap", "gap", "why"))


def block(text: str, indent: int) -> str:
    """Write a text as a block of YAML, which needs no quotes."""
    return "|2-\n" + "".join(f"{' ' * (indent + 2)}{line}\n" if line else "\n" for line in text.split("\n"))


def note(id: str, form: str, text: str) -> str:
    """Write a note that holds a text in one of its places."""
    head = f"  - id: {id}\n"
    match form:
        case "q":
            return f"{head}    q: {block(text, 4)}    a: yes\n"
        case "a":
            return f"{head}    q: why\n    a: {block(text, 4)}    reverse: true\n"
        case "items":
            return f"{head}    list: why\n    items:\n      - {block(text, 6)}      - other\n"
        case "why":
            return f"{head}    list: why\n    items:\n      - text: one\n        why: {block(text, 8)}      - other\n"
        case _:
            return f"{head}    cloze: {block('some {{c1::' + text + '}} more', 4)}"


def typed(lines: list[tuple[str, str]], names: Iterable[str]) -> tuple[str, list[str]]:
    """Put words into fragments. Out: the text, and its words."""
    left = iter(names)
    text = "".join(fragment + behind for fragment, behind in lines).rstrip(" \n")
    words: list[str] = []

    def name(_: re.Match[str]) -> str:
        words.append(next(left))
        return words[-1]

    return re.sub("@", name, text), words


class _Shown(HTMLParser):
    """Keeps what a reader sees of HTML: characters, and what pictures are called."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("style", "script")
        self.seen += [value or "" for name, value in attrs if name == "alt"]

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("style", "script")

    def handle_data(self, data: str) -> None:
        self.seen += [] if self.hidden else [data]

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment, which nobody sees: {data}")


def shown(html: str) -> str:
    """Give what a reader sees of a card's HTML."""
    parser = _Shown()
    parser.feed(html)
    parser.close()
    return "".join(parser.seen)


def passing(root: Path, notes: dict[str, str]) -> Deck:
    """Write notes, leave out those with errors, and load what is left: it has none."""
    for _ in range(2):
        rows, owner = ["part: 1 First\n", "cards:\n"], ["", ""]
        for id, text in notes.items():
            lines = text.splitlines(keepends=True)
            rows += lines
            owner += [id] * len(lines)
        write(root, {"cards/01-first.yaml": "".join(rows)})
        project = load(root)
        bad = {owner[one.span.line - 1] for one in project.diagnostics if one.is_error}
        if not bad:
            return project.decks[0]
        notes = {id: text for id, text in notes.items() if id not in bad}
    raise AssertionError(errors(project))


@settings(max_examples=5, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(FORMS, LINES), min_size=300, max_size=300))
def test_whatever_people_type_is_shown_to_learners(given_notes: list[tuple[str, list[tuple[str, str]]]]) -> None:
    """Notes with errors are left out: an author hears of those. Not shrunk, which would take minutes: each failure names its note."""
    names = iter(_NAMES)
    notes: dict[str, str] = {}
    wanted: dict[str, list[str]] = {}
    for number, (form, lines) in enumerate(given_notes):
        text, words = typed(lines, names)
        notes[f"n{number}"], wanted[f"n{number}"] = note(f"n{number}", form, text), words
    with TemporaryDirectory() as folder, anki_backend.collection() as col:
        deck = passing(write_project(Path(folder), {"cards/02-second.yaml": None}), notes)
        anki_backend.import_package(col, apkg(deck, Stamp(TIME)).data)
        seen: dict[str, list[str]] = {one.id: [] for one in deck.notes()}
        asked = anki_backend.cards(col)
        css = f"<style>{style()}</style>"
        ours = {one.row.note_id + 1 + one.ordinal: (css + one.front, css + one.back) for one in render(deck)}
        assert [asked[id] for id in asked if ours[id] != asked[id]] == []
        for id, sides in asked.items():
            seen[col.get_card(CardId(id)).note()["Note ID"]] += sides
        assert len(seen) > 200
        assert [(notes[id], told) for id, sides in seen.items() if (told := list(faults(notes[id], wanted[id], *sides)))] == []
        assert anki_backend.faults(col) == []


_ANKI_S_OWN = re.compile(r"\[(sound|latex|/latex|\$|/\$|anki)[:\]]|src=\"latex-", re.IGNORECASE)


def faults(note: str, wanted: list[str], *sides: str) -> Iterator[str]:
    """Say what is wrong with a note's cards: words that are lost, Anki's own marks at work, a gap that does not hide."""
    texts = [shown(side) for side in sides]
    yield from (f"{word} is lost" for word in wanted if not any(word in text for text in texts))
    yield from (f"{found[0]} is Anki's" for side in sides if (found := _ANKI_S_OWN.search(side)))
    if "$" not in note and any(re.search(r"\\[(\[]", side) for side in sides):
        yield "a formula that nobody typed"
    rest = re.sub(r"(?<!`)`\w+::\w+`(?!`)", "", note.replace("{{c1::", "").replace("}} more", ""))
    if "cloze:" in note and not re.search(r"::|\{\{|\}\}", rest) and (rest.count("`") == 0 or "::" not in note.replace("{{c1::", "")):
        yield from (f"{word} is not hidden" for word in wanted if word in texts[0])


# --- what packages refuse ----------------------------------------------------------------------------------------------------

PIECES = st.sampled_from(
    (
        *("Default", "default", "::", ":", " ", "\u00a0", "\u200b", "\x1f", "\x00", "\x7f", "\x85", "\u2028", "\ufeff", "\t", "\n", ","),
        *("A", "a", "É", "e\u0301", "ß", "SS", "İ", "🎉", "العربية", "{{c1::x}}", "{{Front}}", "[sound:x.mp3]", "<b>", "&", '"', "'", "\\"),
        *("%", "*", "_", "1", "#", "-", "small", "::Default"),
    )
)
ODD = st.lists(PIECES, min_size=1, max_size=3).map("".join)
NAMES = st.one_of(
    st.sampled_from(("Default", "Default::A", "default::A", "A::Default", "A::B")), ODD, ODD.map("A{}B".format), st.just("Plain")
)
IDS = st.sampled_from(("a", "b", "c", "d-1", "e", "f"))
OTHER = "f" * 32
WAS = st.one_of(st.none(), st.none(), IDS, IDS.map(f"{UID}/{{}}".format), IDS.map(f"{OTHER}/{{}}".format))
GUIDS = st.one_of(st.none(), st.none(), ODD, st.just("q!]x#{3"))
TAGS = st.lists(st.one_of(st.just("plain"), st.just("a::b"), ODD), max_size=2)
BODIES = st.sampled_from(
    (
        "q: a\n    a: b",
        "term: a\n    means: b",
        "cloze: 'a {{c3::b}} {{c1::c}}{{c2::d}}'",
        "list: a\n    items: [b, c]",
        "said: There is no point in being right alone\n    source: one",
        "q: '[a](<https://e.org/&#31;[latex]>)'\n    a: '![&#31;](dot.png)'\n    extra: '`&#31;` c'",
        "q: a\n    a: &b b",
    )
)


def quoted(text: str) -> str:
    """Write a value for YAML between double quotes, where every character can stand."""
    return '"' + "".join(sign if sign.isprintable() and sign not in '"\\' else f"\\U{ord(sign):08x}" for sign in text) + '"'


@st.composite
def projects(draw: st.DrawFn) -> dict[str, str]:
    """Give the files of a project with odd names; `load` finds fault with about half of them."""
    head = [f"deck: {quoted(draw(NAMES))}", f"uid: {UID}", f"id: {draw(IDS)}"]
    head += [f"{key}: {quoted('https://e.org/' + draw(ODD))}" for key in ("report",) if draw(st.booleans())]
    head += [f"description: {quoted(draw(ODD))}"] if draw(st.booleans()) else []
    files = {"cards/deck.yaml": "\n".join(head) + "\n"}
    ids = draw(st.permutations(("a", "b", "c", "d-1", "e", "f")))
    for number, count in enumerate(draw(st.lists(st.integers(0, 3), max_size=2))):
        rows = [
            f"part: {quoted(f'{number} ' * draw(st.booleans()) + draw(NAMES))}",
            f"tags: [{', '.join(map(quoted, draw(TAGS)))}]",
            "cards:",
        ]
        for id in ids[number * 3 : number * 3 + count]:
            rows += [f"  - id: {id}", f"    {draw(BODIES)}"]
            rows += [f"    {key}: {quoted(value)}" for key, value in {"was": draw(WAS), "guid": draw(GUIDS)}.items() if value]
            rows += [f"    tags: [{', '.join(map(quoted, draw(TAGS)))}]"] if draw(st.booleans()) else []
        files[f"cards/{number}.yaml"] = "\n".join(rows) + "\n"
    return files


def test_what_load_lets_through_no_package_refuses_and_anki_takes_as_it_is() -> None:
    passed: list[str] = []

    @settings(max_examples=300)
    @given(projects())
    def check(files: dict[str, str]) -> None:
        left_out = dict.fromkeys(("cards/01-first.yaml", "cards/02-second.yaml"), None)
        with TemporaryDirectory() as folder:
            project = load(write_project(Path(folder), {**left_out, **files}))
            if errors(project):
                return
            (deck,) = project.decks
            made = apkg(deck, Stamp(TIME))
        passed.append(deck.head.name)
        with anki_backend.collection() as col:
            anki_backend.import_package(col, made.data)
            assert (col.note_count(), col.card_count()) == (made.notes, made.cards)
            names = {one.name for one in col.decks.all_names_and_ids()} - {"Default"}
            filled = [f"{deck.head.name}::{part.name}" for part in deck.parts if part.notes]  # Anki takes no deck without cards
            pieces = [name.split("::") for name in filled]
            wanted = {"::".join(row[:length]) for row in pieces for length in range(1, len(row) + 1)}
            assert names == wanted
            assert all(tag.startswith(f"{deck.head.id}::") for tag in col.tags.all())
            assert anki_backend.faults(col) == []

    check()
    assert len(passed) > 40
    assert len(set(passed)) > 15


# --- the same bytes ------------------------------------------------------------------------------------------------------------


@settings(max_examples=10, phases=(Phase.explicit, Phase.generate), suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(FORMS, LINES), min_size=1, max_size=25), st.booleans())
def test_the_same_project_gives_the_same_bytes_again_and_from_another_folder(
    given_notes: list[tuple[str, list[tuple[str, str]]]], sheet: bool
) -> None:
    names = iter(_NAMES)
    notes = {f"n{number}": note(f"n{number}", form, typed(lines, names)[0]) for number, (form, lines) in enumerate(given_notes)}
    with TemporaryDirectory() as one, TemporaryDirectory(prefix="une autre – ü ") as other:
        first = passing(write_project(Path(one)), notes)
        second = load(write_project(Path(other) / "p", {"cards/01-first.yaml": (Path(one) / "cards/01-first.yaml").read_bytes()})).decks[0]
        wanted = ("apkg", "sheet") if sheet else ("apkg",)
        made = [{file.name: file.make() for file in outputs(deck, wanted, Wishes(), Stamp(TIME))} for deck in (first, first, second)]
        assert made[0] == made[1] == made[2]
