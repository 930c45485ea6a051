r"""TeX becomes Unicode, its formulas stay formulas, and what we export is read back as it was."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibliography.formats.bibtex_writer import escape, escape_title
from bibliography.text import paragraphs_from_tex, text_from_tex
from bibliography.text.math import plain_math, render_math, split_math


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"M{\"u}ller, {\'E}mile, \'{\i}, {\^\i}, \v{c}, \c c, \H{o}, {\AA}, \o stergaard", "Müller, Émile, í, î, č, ç, ő, Å, østergaard"),
        (r"\L{}\'od\'z, {\ss}, \ae{}sir, \k{a}, \.{z}, \u{g}, \~n, \={a}", "Łódź, ß, æsir, ą, ż, ğ, ñ, ā"),
        (r"pages 1--2 --- ``so'' `it' is, don't", "pages 1–2 — “so” ‘it’ is, don't"),
        (r"A {{GAN}} of {E}. coli~x\,y\\z", "A GAN of E. coli x y z"),
        (r"50\% of R\&D, 50% of A & B, \#1, a\_b, x_1, \{a\}", "50% of R&D, 50% of A & B, #1, a_b, x_1, {a}"),
        (r"\url{http://a.org/~b\_c} \href{http://a.org}{here} \unknown{kept} \cite{gone}.", "http://a.org/~b_c here kept ."),
        (r"\LaTeX{} \textregistered\ \texttrademark{} \textmu m \alpha-helix", "LaTeX ® ™ µm α-helix"),
        (r"\enquote{so} \foreignlanguage{french}{été} \texorpdfstring{$x$}{x} \textsc{Abc}", "“so” été $x$ Abc"),
        (r"\ce{H2O}, CO\textsubscript{2}, H$_2$O, 10$^{-3}$, DNA$_{\textrm{2}}$", "H₂O, CO₂, H₂O, 10⁻³, DNA₂"),
        (r"{\textless}i{\textgreater}E. coli{\textless}/i{\textgreater} {\&}amp; CO<sub>2</sub> <b>open", r"\emph{E. coli} & CO₂ open"),
        (r"Coop. Work $\backslash${\&} Soc., 1 $<$ 2, 80{\%}, 3$\%$, {\sc Estar}", "Coop. Work & Soc., 1 < 2, 80%, 3%, Estar"),
        (r"\url{http://a.org/abs{\_}all.jsp?a=1\&b=2}", "http://a.org/abs_all.jsp?a=1&b=2"),
        (r"methodology\hyphen independent ~-- Wei{-}Yu {(TREC-4)}", "methodology-independent – Wei-Yu (TREC-4)"),
    ],
)  # fmt: skip
def test_text(tex: str, text: str) -> None:
    assert text_from_tex(tex) == text


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"On $x^2$ and \(a+b\) and \ensuremath{\mu m}", r"On $x^2$ and $a+b$ and $\mu m$"),
        (r"\[E=mc^2\] and \begin{equation}a\end{equation} and $$b$$", "$$E=mc^2$$ and $$a$$ and $$b$$"),
        (r"the space \mathbb{R}", r"the space $\mathbb{R}$"),
        (r"$\alpha$2 and $x$$y$ and $ z $", r"$\alpha2$ and $x y$ and $z$"),
        (r"from $5 to $6", "from $5 to $6"),
        (r"from \$5 to \$6", "from $5 to $6"),
        (r"$5 million to $6 million", "$5 million to $6 million"),
        (r"$x$ for \$5 and \$y", "$x$ for $5 and $y"),
    ],
)
def test_formulas_and_money(tex: str, text: str) -> None:
    assert text_from_tex(tex) == text


def test_money_that_would_read_as_a_formula_is_escaped() -> None:
    text = text_from_tex(r"\$a and b\$ cost")
    assert list(split_math(text)) == [("$a and b$ cost", False)]
    assert render_math(text) == "$a and b$ cost"


@pytest.mark.parametrize(
    "tex", [r"\emph{E. coli}", r"\textit{E. coli}", r"{\em E. coli}", r"{\it E. {c}oli}", r"\emph{E. \emph{coli}}"]
)
def test_emphasis_is_kept_and_shown(tex: str) -> None:
    text = text_from_tex(f"On {tex} & co")
    assert text == r"On \emph{E. coli} & co"
    assert render_math(text) == "On <em>E. coli</em> &amp; co"
    assert plain_math(text) == "On E. coli & co"


def test_an_abstract_keeps_its_paragraphs() -> None:
    assert paragraphs_from_tex("One\nline.\n\nTwo\\par Three.") == "One line.\n\nTwo\n\nThree."


@given(st.text(max_size=60) | st.text(alphabet=r"ab\{}$^_~%&'`-!1 ", max_size=40))
def test_no_text_breaks_the_reading_and_what_is_read_can_be_shown(tex: str) -> None:
    text = text_from_tex(tex)
    assert not any("\ue000" <= character <= "\ue00f" or character == "\0" for character in text)
    assert "\n" not in text
    render_math(text)


prose = st.text(alphabet="abé (){}[]&%$#_^~\\-'\"`–—αA1.,", max_size=30)
formulas = st.sampled_from(["$x^2$", r"$\alpha$", r"$\frac{a}{b}$", "$a_1 & b$"])
emphases = st.sampled_from([r"\emph{E. coli}", r"\emph{in $x$ vivo}"])


@given(st.lists(prose | formulas, max_size=5).map(" ".join))
def test_what_is_exported_is_read_back(source: str) -> None:
    title = text_from_tex(escape(source))
    assert text_from_tex(escape(title)) == title
    assert plain_math(text_from_tex(escape(title))) == plain_math(title)


@given(st.lists(prose | formulas | emphases, max_size=5).map(" ".join))
def test_a_title_is_read_back_with_its_emphasis(source: str) -> None:
    title = text_from_tex(escape_title(source))
    assert text_from_tex(escape_title(title)) == title


@given(st.text(alphabet="abcdéèçñøłŠžαβ ,.:;()", max_size=60))
def test_plain_text_is_exported_and_read_back_unchanged(title: str) -> None:
    assert text_from_tex(escape_title(title)) == " ".join(title.split())


# What the package textcomp declares, but for accents that stand alone: https://ctan.org/pkg/textcomp
TEXTCOMP = re.findall(
    r"\w+",
    """
textquotestraightbase textquotestraightdblbase texttwelveudash textthreequartersemdash textleftarrow textrightarrow
textdollar textquotesingle textasteriskcentered textdblhyphen textfractionsolidus textzerooldstyle textoneoldstyle
texttwooldstyle textthreeoldstyle textfouroldstyle textfiveoldstyle textsixoldstyle textsevenoldstyle texteightoldstyle
textnineoldstyle textlangle textminus textrangle textmho textbigcircle textohm textlbrackdbl textrbrackdbl textuparrow
textdownarrow textborn textdivorced textdied textleaf textmarried textmusicalnote texttildelow textdblhyphenchar
textdagger textdaggerdbl textbardbl textperthousand textbullet textcelsius textdollaroldstyle textcentoldstyle
textflorin textcolonmonetary textwon textnaira textguarani textpeso textlira textrecipe textinterrobang
textinterrobangdown textdong texttrademark textpertenthousand textpilcrow textbaht textnumero textdiscount textestimated
textopenbullet textservicemark textlquill textrquill textcent textsterling textcurrency textyen textbrokenbar
textsection textcopyright textordfeminine textcopyleft textlnot textcircledP textregistered textdegree textpm
texttwosuperior textthreesuperior textmu textparagraph textperiodcentered textreferencemark textonesuperior
textordmasculine textsurd textonequarter textonehalf textthreequarters texteuro texttimes textdiv
""",
)


@pytest.mark.parametrize("name", TEXTCOMP)
def test_every_symbol_of_textcomp_is_a_character(name: str) -> None:
    assert len(text_from_tex(rf"\{name}{{}}").removeprefix("\\")) in (1, 2)


@pytest.mark.parametrize(
    ("tex", "text"),
    [
        (r"5~\textmu{}m", "5 µm"),
        (r"$\textmu$m", "µm"),
        (r"$5\,\textmu\mathrm{m}$", r"$5\,µ\mathrm{m}$"),
        (r"$\text{mu}$", r"$\text{mu}$"),
        (r"\textalpha-\textBeta", "α-Β"),
    ],
)
def test_symbols_of_text_are_characters_in_formulas_too(tex: str, text: str) -> None:
    assert text_from_tex(tex) == text
