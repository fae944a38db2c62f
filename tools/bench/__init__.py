"""How quick deckgen is, beside others that make Anki packages of text: `python3 dev.py bench`.

The way of a figure: `decks` makes what is built, `environments` installs the others, `rounds` runs all of them in turns through `launch`
and writes what it measured, raw, to docs/speed.json; `results` computes from that, and `page` and `chart` show it. No figure is typed.
"""
