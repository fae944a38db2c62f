"""Pictures of a text, named by their paths inside the project: two files may mean two pictures by one name. And how large they are.

In: texts as they were read. Out: their blocks, in which every picture's `src` is a key of `Deck.media`.
In: a picture's bytes. Out: how many pixels it has, by its head alone: whoever decodes it has them all in memory.
"""

from __future__ import annotations

import base64
import html
import re
from binascii import Error
from collections.abc import Callable, Iterable
from dataclasses import replace
from urllib.parse import unquote_to_bytes

from deckgen.markup.nodes import Block
from deckgen.markup.walk import with_images
from deckgen.model import Text, media_path

SAVE_AGAIN = "save it again, as a PNG or JPEG picture of the size that it needs"
"""What to do about a picture that cannot be printed."""


def located(text: Text) -> tuple[Block, ...]:
    """Give the blocks of a text."""
    return located_in(text.blocks, text.span.file)


def located_in(blocks: Iterable[Block], file: str) -> tuple[Block, ...]:
    """Give blocks that stand in a file."""
    return with_images(blocks, lambda image: replace(image, src=media_path(file, image.src)))


# --- how many pixels ---------------------------------------------------------------------------------------------------------

_Sides = tuple[int, int]
_EMBEDDED = re.compile(r"""data:([^,"'<>]*),([^"'<>]+)""")
_NO_SIZE = frozenset((0xC4, 0xC8, 0xCC))
"""Among the markers of JPEG that tell its size, those that do not."""


def pixels(picture: bytes) -> int:
    r"""Give how many pixels a picture has; of an SVG, those of all pictures in it.

    >>> gif = b"GIF89a\x02\x00\x03\x00"
    >>> pixels(gif), pixels(b"<svg><image href='data:image/gif;base64," + base64.b64encode(gif) + b"'/></svg>")
    (6, 6)
    """
    if (sides := _sides(picture)) is not None:
        return sides[0] * sides[1]
    text = html.unescape(picture.decode("utf-8", "replace"))
    inside = (_sides(_embedded(kind, data)) for kind, data in _EMBEDDED.findall(text))
    return sum(wide * tall for wide, tall in filter(None, inside))


def _embedded(kind: str, data: str) -> bytes:
    """Give the bytes of what an SVG embeds."""
    plain = unquote_to_bytes(data)
    try:
        return base64.b64decode(plain + b"==") if kind.rstrip().endswith("base64") else plain
    except Error:
        return b""


def _sides(picture: bytes) -> _Sides | None:
    """Give the width and height of a picture made of pixels; what its file lacks counts as nothing."""
    return next((sides(picture) for beginning, sides in _HEADS.items() if picture.startswith(beginning)), None)


def _png(picture: bytes) -> _Sides:
    return int.from_bytes(picture[16:20], "big"), int.from_bytes(picture[20:24], "big")


def _gif(picture: bytes) -> _Sides:
    return int.from_bytes(picture[6:8], "little"), int.from_bytes(picture[8:10], "little")


def _jpeg(picture: bytes) -> _Sides:
    """Walk from marker to marker, up to the one that tells the size."""
    at = 2
    while at + 9 <= len(picture) and picture[at] == 0xFF:
        marker = picture[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in _NO_SIZE:
            return int.from_bytes(picture[at + 7 : at + 9], "big"), int.from_bytes(picture[at + 5 : at + 7], "big")
        at += 1 if marker == 0xFF else 2 + int.from_bytes(picture[at + 2 : at + 4], "big")
    return 0, 0


def _webp(picture: bytes) -> _Sides:
    match picture[12:16]:
        case b"VP8X":
            return int.from_bytes(picture[24:27], "little") + 1, int.from_bytes(picture[27:30], "little") + 1
        case b"VP8L":
            bits = int.from_bytes(picture[21:25], "little")
            return bits % 0x4000 + 1, bits // 0x4000 % 0x4000 + 1
        case _:
            return int.from_bytes(picture[26:28], "little") % 0x4000, int.from_bytes(picture[28:30], "little") % 0x4000


_HEADS: dict[bytes, Callable[[bytes], _Sides]] = {b"\x89PNG": _png, b"GIF8": _gif, b"\xff\xd8": _jpeg, b"RIFF": _webp}
