"""JATS, HTML and MathML become text; bare signs of prose stay what they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibliography.text import paragraphs_from_markup, repair, text_from_markup, text_of_inverted_index
from bibliography.text.math import plain_math, render_math
from bibliography.text.mathml import tex_of_mathml


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("H<sub>2</sub>O in CO<sub>x</sub>, 10<sup>-3</sup>, A<sub>foo bar</sub>", "H₂O in COₓ, 10⁻³, A$_{foo bar}$"),
        ("<i>E. coli</i> &amp; <b>co</b>", r"\emph{E. coli} & \emph{co}"),
        ("&lt;i&gt;E. coli&lt;/i&gt; &amp;amp; co", r"\emph{E. coli} & co"),
        ("a < b, c > d & p &lt; 0.05", "a < b, c > d & p < 0.05"),
        ("<scp>DNA</scp> <unknown>tag</unknown>", "DNA <unknown>tag</unknown>"),
        ("caf&eacute; &#233;&#xe9; &notanentity;", "café éé &notanentity;"),
        ("from $5 to $6", "from $5 to $6"),
        (r"Learning in $O(n)$ from {\'e}t\'e", "Learning in $O(n)$ from été"),
        ("unclosed <i>emphasis and </b> wrong end", "unclosed emphasis and wrong end"),
    ],
)
def test_titles(source: str, text: str) -> None:
    assert text_from_markup(source) == text


def test_an_abstract_in_jats() -> None:
    source = """<jats:title>Abstract</jats:title><jats:p>One <jats:italic>two</jats:italic>.</jats:p>
    <jats:sec><jats:title>Results</jats:title><jats:p>Three &lt; four.</jats:p><jats:list><jats:list-item><jats:p>five</jats:p>
    </jats:list-item></jats:list></jats:sec>"""
    assert paragraphs_from_markup(source) == "One \\emph{two}.\n\nResults: Three < four.\n\nfive"


@pytest.mark.parametrize(
    "formula",
    [
        r'<jats:tex-math id="a">\documentclass{minimal}\begin{document}$$x^2$$\end{document}</jats:tex-math>',
        r'<tex-math notation="LaTeX">$x^2$</tex-math>',
        r"<jats:alternatives><jats:tex-math>$$x^2$$</jats:tex-math><mml:math><mml:mi>y</mml:mi></mml:math></jats:alternatives>",
        r'<math><semantics><mi>y</mi><annotation encoding="application/x-tex">x^2</annotation></semantics></math>',
    ],
)
def test_formulas_in_markup(formula: str) -> None:
    assert paragraphs_from_markup(f"<p>We have <inline-formula>{formula}</inline-formula>.</p>") == "We have $x^2$."


@pytest.mark.parametrize(
    ("mathml", "plain"),
    [
        ("<mrow><msub><mi>x</mi><mn>2</mn></msub><mo>≤</mo><mi>α</mi></mrow>", "x_2≤α"),
        ("<mfrac><mn>1</mn><mrow><mn>2</mn><mi>n</mi></mrow></mfrac>", "1/2n"),
        ("<msqrt><mi>s</mi></msqrt><mo>=</mo><mn>13</mn><mspace/><mtext>TeV</mtext>", "√s=13 TeV"),
        ("<mover><mi>x</mi><mo>^</mo></mover>", "x^"),
        ("<mi>sin</mi><mi>x</mi>", "sin x"),
    ],
)
def test_mathml_is_read_and_shown_again(mathml: str, plain: str) -> None:
    text = paragraphs_from_markup(
        f'<mml:math xmlns:mml="x">{mathml}</mml:math>'.replace("<m", "<mml:m")
        .replace("</m", "</mml:m")
        .replace("mml:mml:", "mml:")
    )
    assert plain_math(text) == plain
    assert "formula-source" not in render_math(text)


def test_broken_or_hostile_mathml_is_text() -> None:
    assert tex_of_mathml('<!DOCTYPE x [<!ENTITY a "b">]><math>&a;</math>') == ""
    assert text_from_markup("<math><mi>x</math> after") == "x after"


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("Ã©tÃ© Ã\xa0 la naÃ¯ve Â°C", "été à la naïve °C"),
        ("â€œsoâ€\x9d itâ€™s aâ€“b", "“so” it’s a–b"),
        ("it\x92s", "it’s"),
        ("o\ufb03ce\x00 soft\u00adhyphen", "office softhyphen"),
        ("« Voilà\xa0» ÂNGULO Ähnlich “Ä”", "« Voilà\xa0» ÂNGULO Ähnlich “Ä”"),
        ("e\u0301", "é"),
    ],
)
def test_what_text_suffers_on_its_way(broken: str, whole: str) -> None:
    assert repair(broken) == whole


def test_an_inverted_index() -> None:
    assert text_of_inverted_index({"Deep": [0], "nets": [3, 1], "and": [2]}) == "Deep nets and nets"
    assert text_of_inverted_index({"far": [10**9], "bad": "x", "neg": [-1]}) == ""
    assert text_of_inverted_index(["no"]) == ""


@given(
    st.text(max_size=80)
    | st.lists(
        st.sampled_from(["<i>", "</i>", "<sub>", "</sub>", "<p>", "</p>", "<math>", "</math>", "&lt;", "&#xe006;0&#xe007;", "&#xe001", "<mi>&#xe003;", "</mi>", "$", "x", "<tex-math>", "</tex-math>", "\\", "{"]),
        max_size=12,
    ).map("".join)
)  # fmt: skip
def test_no_markup_breaks_the_reading(source: str) -> None:
    text = paragraphs_from_markup(source)
    assert not any("\ue000" <= character <= "\ue00f" or character == "\0" for character in text)
    render_math(text)
