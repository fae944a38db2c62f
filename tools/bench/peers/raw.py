"""The script that people write by hand: `python raw.py PROJECT OUTPUT`, and `--markdown` where fields are to be more than text."""

import sys
from pathlib import Path

import genanki
import yaml

BASIC = genanki.Model(
    1607392319,
    "Basic",
    fields=[{"name": "Front"}, {"name": "Back"}],
    templates=[{"name": "Card 1", "qfmt": "{{Front}}", "afmt": "{{FrontSide}}<hr id=answer>{{Back}}"}],
)
CLOZE = genanki.Model(
    1607392320,
    "Cloze",
    fields=[{"name": "Text"}, {"name": "Extra"}],
    templates=[{"name": "Cloze", "qfmt": "{{cloze:Text}}", "afmt": "{{cloze:Text}}<br>{{Extra}}"}],
    model_type=genanki.Model.CLOZE,
)


render = str
if "--markdown" in sys.argv:
    from markdown_it import MarkdownIt

    render = MarkdownIt().render

decks = []
for number, path in enumerate(sorted(Path(sys.argv[1], "cards").glob("[0-9]*.yaml"))):
    part = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    deck = genanki.Deck(2059400110 + number, "Bench::" + part["part"])
    for card in part["cards"]:
        guid, extra = genanki.guid_for(card["id"]), render(card.get("extra", ""))
        if "cloze" in card:
            deck.add_note(genanki.Note(CLOZE, [render(card["cloze"]), extra], guid=guid))
        else:
            deck.add_note(genanki.Note(BASIC, [render(card["q"]), render(card["a"]) + "<br>" + extra], guid=guid))
    decks.append(deck)
genanki.Package(decks).write_to_file(sys.argv[2])
