"""From the text of every format to ours: Unicode, with mathematics as `$TeX$` and emphasis as `\\emph{…}`.

A text is first read into *marked* text, where private characters say what is a formula, what is emphasised and which
dollar is money (see `marks`), and then written in our form, in which nothing can be taken for something else.
"""

from bibliography.text.cleaning import repair, sound
from bibliography.text.inverted import text_of_inverted_index
from bibliography.text.markup import looks_like_markup, paragraphs_from_markup, text_from_markup
from bibliography.text.tex import looks_like_tex, paragraphs_from_tex, text_from_tex

__all__ = [
    "looks_like_markup",
    "looks_like_tex",
    "paragraphs_from_markup",
    "paragraphs_from_tex",
    "repair",
    "sound",
    "text_from_markup",
    "text_from_tex",
    "text_of_inverted_index",
]
