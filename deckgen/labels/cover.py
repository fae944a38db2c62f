"""The words that the cover of flashcards has: its first sheet, which says how to print and cut them."""

from __future__ import annotations

from dataclasses import dataclass

from deckgen.labels.language import in_language


@dataclass(frozen=True, slots=True)
class CoverLabels:
    """The words of one language on the cover."""

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


_BY_LANGUAGE = {
    "en": CoverLabels(
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
    ),
    "de": CoverLabels(
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
    "fr": CoverLabels(
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
    "es": CoverLabels(
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
    "it": CoverLabels(
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
    "pt": CoverLabels(
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
    "nl": CoverLabels(
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


def cover_labels(lang: str) -> CoverLabels:
    """Give the words that the cover has in a language, English where there are none."""
    return in_language(lang, _BY_LANGUAGE)
