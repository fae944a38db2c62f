"""The first sheet of flashcards: what is in them, how to print and cut them, and a scale to measure how far a printer's backs are off.

In: a deck, its cards and their grid. Out: the JSON that `cover.typ` sets. Measured is against the light: the cross on the front shines
through to the scales on the back, where it lies is what to write as `offset:`; so the scales are not moved by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from deckgen.model import Deck
from deckgen.print.faces import Face
from deckgen.print.grid import Grid
from deckgen.print.inks import hues
from deckgen.print.names import numbered
from deckgen.print.papers import MM
from deckgen.print.tree import Json, clean

MARGIN = 14 * MM
_FROM_THE_FOOT = 36 * MM
"""Where the middle of the cross is."""


@dataclass(frozen=True, slots=True)
class _Words:
    """What the cover says, in one language."""

    cards: tuple[str, str]
    """One card, several cards."""
    sheets: tuple[str, str]
    """One sheet, several sheets."""
    turned: dict[str, str]
    """How to print, by the way in which the paper is turned over."""
    cut: str
    pile: str
    bar: str
    """Stands beside a bar of 100 mm."""
    front: str
    """Stands beside the cross."""
    back: str
    """Stands beside the scales."""


_EN = _Words(
    ("card", "cards"),
    ("sheet", "sheets"),
    {
        "long-edge": "Print on both sides at 100 % (“actual size”), flipped on the long edge.",
        "short-edge": "Print on both sides at 100 % (“actual size”), flipped on the short edge.",
        "fold": "Print on one side at 100 % (“actual size”). Fold each sheet back along the dashed line, and glue its halves together.",
    },
    "Lay this sheet aside. Cut the others in one stack, at the marks.",
    "Pile what was cut in the order shown, 1 on top: the cards are in learning order.",
    "This bar is 100 mm long",
    "This sheet first: on its back are scales. Held against the light, they show where this cross lies.",
    "Held against the light: where the cross of the front lies, in mm to the right and down, is what to write in deck.yaml below"
    " print: as cards: {offset: 0 0}",
)
_BY_LANGUAGE = {
    "en": _EN,
    "de": _Words(
        ("Karte", "Karten"),
        ("Blatt", "Blätter"),
        {
            "long-edge": "Beidseitig bei 100 % („tatsächliche Größe“) drucken, an der langen Kante gewendet.",
            "short-edge": "Beidseitig bei 100 % („tatsächliche Größe“) drucken, an der kurzen Kante gewendet.",
            "fold": "Einseitig bei 100 % („tatsächliche Größe“) drucken. Jedes Blatt an der gestrichelten Linie nach hinten falten und"
            " die Hälften zusammenkleben.",
        },
        "Dieses Blatt beiseitelegen. Die anderen als einen Stapel an den Marken schneiden.",
        "Das Geschnittene in der gezeigten Reihenfolge aufeinanderlegen, 1 zuoberst: So liegen die Karten in Lernreihenfolge.",
        "Dieser Balken ist 100 mm lang",
        "Zuerst dieses Blatt: Auf der Rückseite sind Skalen. Gegen das Licht gehalten zeigen sie, wo dieses Kreuz liegt.",
        "Gegen das Licht gehalten: Wo das Kreuz der Vorderseite liegt, in mm nach rechts und nach unten, kommt in deck.yaml unter"
        " print: als cards: {offset: 0 0}",
    ),
    "fr": _Words(
        ("carte", "cartes"),
        ("feuille", "feuilles"),
        {
            "long-edge": "Imprimer recto verso à 100 % (« taille réelle »), retournement sur le bord long.",
            "short-edge": "Imprimer recto verso à 100 % (« taille réelle »), retournement sur le bord court.",
            "fold": "Imprimer sur un côté à 100 % (« taille réelle »). Plier chaque feuille vers l’arrière le long du pointillé, puis"
            " en coller les moitiés.",
        },
        "Mettre cette feuille de côté. Couper les autres en une pile, aux repères.",
        "Empiler les paquets dans l’ordre indiqué, 1 au-dessus : les cartes sont dans l’ordre d’apprentissage.",
        "Cette barre mesure 100 mm",
        "D’abord cette feuille : au verso, des échelles montrent, à contre-jour, où se trouve cette croix.",
        "À contre-jour : la place de la croix du recto, en mm vers la droite et vers le bas, s’écrit dans deck.yaml sous"
        " print: comme cards: {offset: 0 0}",
    ),
    "es": _Words(
        ("tarjeta", "tarjetas"),
        ("hoja", "hojas"),
        {
            "long-edge": "Imprimir a doble cara al 100 % («tamaño real»), girando por el borde largo.",
            "short-edge": "Imprimir a doble cara al 100 % («tamaño real»), girando por el borde corto.",
            "fold": "Imprimir a una cara al 100 % («tamaño real»). Doblar cada hoja hacia atrás por la línea discontinua y"
            " pegar las mitades.",
        },
        "Apartar esta hoja. Cortar las demás en un solo montón, por las marcas.",
        "Apilar lo cortado en el orden indicado, 1 encima: las tarjetas quedan en orden de aprendizaje.",
        "Esta barra mide 100 mm",
        "Primero esta hoja: las escalas del dorso muestran, a contraluz, dónde está esta cruz.",
        "A contraluz: donde está la cruz del anverso, en mm hacia la derecha y hacia abajo, se escribe en deck.yaml bajo"
        " print: como cards: {offset: 0 0}",
    ),
    "it": _Words(
        ("carta", "carte"),
        ("foglio", "fogli"),
        {
            "long-edge": "Stampare fronte-retro al 100 % («dimensioni effettive»), capovolgendo sul lato lungo.",
            "short-edge": "Stampare fronte-retro al 100 % («dimensioni effettive»), capovolgendo sul lato corto.",
            "fold": "Stampare su un lato al 100 % («dimensioni effettive»). Piegare ogni foglio all’indietro lungo la linea tratteggiata e"
            " incollarne le metà.",
        },
        "Mettere da parte questo foglio. Tagliare gli altri in un’unica pila, ai segni.",
        "Impilare i mazzetti nell’ordine indicato, 1 in cima: le carte sono nell’ordine di studio.",
        "Questa barra è lunga 100 mm",
        "Prima questo foglio: sul retro ci sono scale che, in controluce, mostrano dov’è questa croce.",
        "In controluce: dov’è la croce del fronte, in mm verso destra e verso il basso, si scrive in deck.yaml sotto"
        " print: come cards: {offset: 0 0}",
    ),
    "pt": _Words(
        ("cartão", "cartões"),
        ("folha", "folhas"),
        {
            "long-edge": "Imprimir frente e verso a 100 % (“tamanho real”), virando na borda longa.",
            "short-edge": "Imprimir frente e verso a 100 % (“tamanho real”), virando na borda curta.",
            "fold": "Imprimir de um lado a 100 % (“tamanho real”). Dobrar cada folha para trás na linha tracejada e colar as metades.",
        },
        "Pôr esta folha de lado. Cortar as outras numa só pilha, pelas marcas.",
        "Empilhar o que foi cortado na ordem indicada, 1 em cima: os cartões ficam na ordem de estudo.",
        "Esta barra tem 100 mm",
        "Primeiro esta folha: no verso há escalas que, contra a luz, mostram onde está esta cruz.",
        "Contra a luz: onde está a cruz da frente, em mm para a direita e para baixo, escreve-se em deck.yaml sob"
        " print: como cards: {offset: 0 0}",
    ),
    "nl": _Words(
        ("kaart", "kaarten"),
        ("vel", "vellen"),
        {
            "long-edge": "Dubbelzijdig afdrukken op 100 % (“werkelijke grootte”), omgeslagen langs de lange zijde.",
            "short-edge": "Dubbelzijdig afdrukken op 100 % (“werkelijke grootte”), omgeslagen langs de korte zijde.",
            "fold": "Enkelzijdig afdrukken op 100 % (“werkelijke grootte”). Vouw elk vel naar achteren langs de stippellijn en lijm"
            " de helften op elkaar.",
        },
        "Leg dit vel opzij. Snijd de andere als één stapel, bij de merktekens.",
        "Stapel wat gesneden is in de getoonde volgorde, 1 bovenop: de kaarten liggen in leervolgorde.",
        "Deze balk is 100 mm lang",
        "Eerst dit vel: op de achterkant staan schalen die tegen het licht tonen waar dit kruis ligt.",
        "Tegen het licht: waar het kruis van de voorkant ligt, in mm naar rechts en omlaag, komt in deck.yaml onder"
        " print: als cards: {offset: 0 0}",
    ),
}


def cover(deck: Deck, faces: Sequence[Face], lying: Grid, sheets: int, ink: str, first: int, edition: str) -> Json:
    """Give all that the cover shows; `first` is the number of the first card."""
    words = _BY_LANGUAGE.get(deck.head.lang.replace("_", "-").split("-")[0].lower(), _EN)
    duplex = lying.flip != "fold"
    cross = (lying.paper[0] / 2, lying.paper[1] - _FROM_THE_FOOT)
    return {
        "margin": MARGIN,
        "subtitle": clean(deck.head.subtitle),
        "counts": [_counted(len(faces), words.cards), _counted(sheets, words.sheets)],
        "parts": list(_parts(faces, ink, first)),
        "steps": [words.turned[lying.flip], words.cut, words.pile],
        "grid": _diagram(lying),
        "bar": words.bar,
        "front": words.front if duplex else "",
        "back": words.back,
        "cross": cross if duplex else None,
        "scales": lying.behind(*cross) if duplex else None,
        "edition": edition,
    }


def _counted(count: int, word: tuple[str, str]) -> str:
    return f"{count:,} {word[count != 1]}"


def _parts(faces: Sequence[Face], ink: str, first: int) -> list[Json]:
    """Give each part with its color and the numbers of its cards."""
    numbers: dict[tuple[int, str], list[int]] = {}
    for number, face in enumerate(faces, first):
        numbers.setdefault((face.place, face.part), []).append(number)
    return [
        numbered(name) | {"hues": hues(place, ink), "cards": f"{own[0]}–{own[-1]}" if len(own) > 1 else f"{own[0]}"}
        for (place, name), own in numbers.items()
    ]


def _diagram(lying: Grid) -> Json:
    """Give a picture of a sheet, folded if it is to be, in parts of its longer side: its cells, each with the place of its pile."""
    paper = (lying.fold, lying.paper[1]) if lying.flip == "fold" else lying.paper
    scale = 1 / max(paper)
    cells = [(*lying.front(place), place + 1) for place in range(lying.places)]
    return {
        "paper": [side * scale for side in paper],
        "card": [side * scale for side in lying.card],
        "cells": [(x * scale, y * scale, number) for x, y, number in cells],
    }
