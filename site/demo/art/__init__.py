"""The demo's pictures, drawn by code: nothing is downloaded, and every run draws the same from the same seeds.

`PICTURES` names them all, with the title, description and credit that the image library keeps.
"""

import io
from collections.abc import Callable
from dataclasses import dataclass

from PIL import Image

from demo.art import fields, lounge, night


@dataclass(frozen=True)
class Picture:
    """A drawing and what must be said about it; the description doubles as alternative text."""

    slug: str
    title: str
    title_fr: str
    description_en: str
    description_fr: str
    draw: Callable[[], Image.Image]
    focal_point: tuple[float, float] | None = None
    """The point to keep in sight when the picture is cropped, as shares of width and height."""

    credit: str = "Institute / Pillow"
    """Who drew it, in words that need no translation: the project, and the library that holds the pen."""

    def jpeg(self) -> bytes:
        """The picture as the bytes of a JPEG file."""
        buffer = io.BytesIO()
        self.draw().save(buffer, "JPEG", quality=88, optimize=True, progressive=True)
        return buffer.getvalue()


PICTURES: dict[str, Picture] = {
    picture.slug: picture
    for picture in (
        Picture(
            "lounge",
            "An evening conversation",
            "Une conversation du soir",
            "Three students listen to a professor around a café table; behind them, a window on a city at dusk.",
            "Trois étudiants écoutent un professeur autour d’une table de café\u202f; derrière eux, une fenêtre donne sur une ville au crépuscule.",
            lounge.draw,
            (0.5, 0.55),
        ),
        Picture(
            "night",
            "Looking up",
            "Lever les yeux",
            "A person stands on a hill and looks up at the Milky Way above a lake.",
            "Une personne, debout sur une colline, lève les yeux vers la Voie lactée au-dessus d’un lac.",
            night.draw,
            (0.35, 0.6),
        ),
        Picture(
            "flow",
            "Streamlines",
            "Lignes de courant",
            "Fine blue and ochre lines flow together like a current.",
            "De fines lignes bleues et ocre coulent ensemble comme un courant.",
            fields.flow,
        ),
        Picture(
            "descent",
            "Gradients",
            "Gradients",
            "Level lines on a night-blue ground; six paths descend from the edges to one bright point.",
            "Des lignes de niveau sur fond bleu nuit\u202f; six chemins descendent des bords vers un même point lumineux.",
            fields.descent,
            (0.62, 0.54),
        ),
        Picture(
            "waves",
            "Layers",
            "Couches",
            "Layered hills, from pale rose to night blue, under a rising sun.",
            "Des collines en couches successives, du rose pâle au bleu nuit, sous un soleil levant.",
            fields.waves,
        ),
        Picture(
            "network",
            "Communities",
            "Communautés",
            "A graph of coloured nodes, grouped in communities and linked by curved lines.",
            "Un graphe de nœuds colorés, groupés en communautés et reliés par des courbes.",
            fields.network,
        ),
        Picture(
            "alignment",
            "Attention",
            "Attention",
            "A grid of small dots on a dark ground; a line of lit dots crosses it and turns back on itself once.",
            "Une grille de petits points sur fond sombre\u202f; une ligne de points lumineux la traverse et revient une fois sur elle-même.",
            fields.alignment,
        ),
        Picture(
            "voices",
            "Two voices",
            "Deux voix",
            "Two bands of sound, one blue and one rust, that take turns as in a conversation.",
            "Deux bandes sonores, l’une bleue, l’autre rouille, qui se répondent comme dans une conversation.",
            fields.voices,
        ),
        Picture(
            "eight",
            "Eight around a table",
            "Huit autour d’une table",
            "Eight circles on a rust-red ground, joined each to each by fine pale lines.",
            "Huit cercles sur fond rouge rouille, reliés deux à deux par de fines lignes claires.",
            fields.eight,
        ),
        Picture(
            "forest",
            "Decision trees",
            "Arbres de décision",
            "Bare trees with glowing leaves stand before an evening sky; every branch divides in two.",
            "Des arbres nus aux feuilles lumineuses devant un ciel du soir\u202f; chaque branche se divise en deux.",
            fields.forest,
        ),
    )
}

__all__ = ["PICTURES", "Picture"]
