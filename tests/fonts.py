"""Small fonts for tests, made when they are asked for: each glyph is a box whose width tells which one it is."""

from __future__ import annotations

import io
from collections.abc import Mapping

from fontTools.feaLib.builder import addOpenTypeFeaturesFromString
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen

FORMS = {"": 900, ".init": 500, ".medi": 400, ".fina": 700}
"""Widths of a letter that joins others: alone, at the beginning, in the middle, at the end of a word."""


def font(family: str, characters: str, *, joined: str = "", widths: Mapping[str, int] | None = None) -> bytes:
    """Make a TrueType font with some characters, all 1000 units wide but for those of `widths`; those of `joined` have Arabic's forms."""
    advances = {".notdef": 600, "space": 250}
    advances |= {_name(one): (widths or {}).get(one, 1000) for one in characters}
    advances |= {_name(one) + form: width for one in joined for form, width in FORMS.items()}
    names = {ord(one): _name(one) for one in (*characters, *joined)} | {0x20: "space"}
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder(list(advances))
    builder.setupCharacterMap(names)
    builder.setupGlyf({name: _box(width) for name, width in advances.items()})
    builder.setupHorizontalMetrics({name: (width, 0) for name, width in advances.items()})
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": family, "styleName": "Regular", "psName": family.replace(" ", "")})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200)
    builder.setupPost()
    builder.updateHead(created=0, modified=0)
    if joined:
        addOpenTypeFeaturesFromString(builder.font, _joining(joined))
    file = io.BytesIO()
    builder.save(file)
    return file.getvalue()


def _name(character: str) -> str:
    return f"u{ord(character):04X}"


def _box(width: int) -> object:
    pen = TTGlyphPen(None)
    pen.moveTo((50, 0))
    for corner in ((width - 50, 0), (width - 50, 700), (50, 700)):
        pen.lineTo(corner)
    pen.closePath()
    return pen.glyph()


def _joining(letters: str) -> str:
    rules = (
        f"feature {form[1:]} {{ {' '.join(f'sub {_name(one)} by {_name(one)}{form};' for one in letters)} }} {form[1:]};"
        for form in FORMS
        if form
    )
    return "languagesystem arab dflt;\n" + "\n".join(rules)
