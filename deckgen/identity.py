"""Who is who in Anki, for ever: the formulas for GUIDs and ids.

In: the deck's random `uid` and a note's `id`. Out: what Anki knows them by. Published in ARCHITECTURE.md with a test vector:
a change here costs every learner their reviews. Nothing of a note's content goes in, so every edit keeps its reviews.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterable
from hashlib import sha256

FIRST_ID = 1_000_000_000_000
"""Anki's ids are times in milliseconds: this one is September 2001. Ids after today would be "repaired" by Check Database."""
BLOCK = 1_000
"""Ids reserved for a note: its own, then one for each card, so that the cards of a note have adjacent ids."""
BLOCKS = 600_000_000
"""How many blocks there are: up to September 2020."""


def _hash(*parts: str) -> bytes:
    return sha256(f"deckgen:{':'.join(parts)}".encode()).digest()


def guid(uid: str, id: str) -> str:
    """Give a note's GUID: 96 bits of SHA-256 over `deckgen:note:UID:ID`, in URL-safe base 64.

    >>> guid("00000000000000000000000000000000", "opposite-test")
    'G9viTe25mwMOghlp'
    """
    return urlsafe_b64encode(_hash("note", uid, id)[:12]).decode()


def note_ids(uid: str, ids: Iterable[str], released: Iterable[int] = ()) -> dict[str, int]:
    """Give each note its block of ids: by hash, and the next free block where two notes meet.

    In: the deck's uid, the ids of its new notes in any order, and the note ids that released ones have. Out: the first id of each block.
    """
    taken = {(id - FIRST_ID) // BLOCK for id in released}
    blocks: dict[str, int] = {}
    for id in sorted(ids):
        block = int.from_bytes(_hash("ids", uid, id)[:8]) % BLOCKS
        while block in taken:
            block = (block + 1) % BLOCKS
        taken.add(block)
        blocks[id] = FIRST_ID + block * BLOCK
    return blocks


NOTE_TYPES = ("standard", "cloze")
"""The note types of every deck."""


def note_types(uid: str) -> dict[str, int]:
    """Give the ids of a deck's note types."""
    return {kind: fixed_id("note-type", uid, kind) for kind in NOTE_TYPES}


def fixed_id(kind: str, uid: str, name: str) -> int:
    """Give the id of a note type or a deck: one of the same range."""
    return FIRST_ID + int.from_bytes(_hash(kind, uid, name)[:8]) % (BLOCKS * BLOCK)
