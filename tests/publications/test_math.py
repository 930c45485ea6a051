"""Formulas are shown without JavaScript, and nothing that is written between dollars can run."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bibliography.text.math import cut_at_word, plain_math, render_math


def test_a_formula_becomes_mathml() -> None:
    html = render_math("The $x^2$ law")
    assert html.startswith("The <math ")
    assert html.endswith("</math> law")
    assert "<msup><mi>x</mi><mn>2</mn></msup>" in html


def test_text_around_a_formula_is_escaped() -> None:
    assert render_math("<b> & $x$").startswith("&lt;b&gt; &amp; <math")


@pytest.mark.parametrize(
    "source",
    [
        r"$\text{<script>alert(1)</script>}$",
        r"$\href{javascript:alert(1)}{x}$",
        r"$\text{&lt;img src=x onerror=alert(1)&gt;}$",
        r"$\style{background:url(x)}{x}$",
        r"$\class{a\" onclick=\"alert(1)}{x}$",
    ],
)
def test_nothing_in_a_formula_can_run(source: str) -> None:
    html = render_math(source)
    assert not re.search(r"<(?!/?m)", html.replace('<code class="formula-source">', "").replace("</code>", ""))
    assert not re.search(r"<[^>]*(href|onclick|style|class=\"a)", html)


@given(
    st.text(alphabet=r"ab\{}$^_<>&\"' 12", max_size=60)
    | st.lists(st.sampled_from([r"\emph{", "}", "{", "$", "x", "<", r"\}"]), max_size=20).map("".join)
)
def test_bad_tex_never_breaks_a_page(text: str) -> None:
    html = render_math(text)
    opened = re.findall(r"<(\w+)", html)
    assert sorted(opened) == sorted(re.findall(r"</(\w+)>", html))
    assert isinstance(plain_math(text), str)


def test_a_formula_that_cannot_be_read_shows_its_source() -> None:
    assert render_math(r"$\frac{a$ end") == r'<code class="formula-source">\frac{a</code> end'


def test_money_is_not_a_formula() -> None:
    assert render_math("from $5 to $6") == "from $5 to $6"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (r"An $\alpha$-divergence", "An α-divergence"),
        (r"in $O(n \log n)$ time", "in O(n log n) time"),
        (r"$\frac{1}{2}$ of $x_{i+1}$", "1/2 of x_(i+1)"),
        (r"\$3 and $E=mc^2$", "$3 and E=mc^2"),
    ],
)
def test_plain_text_for_meta_tags_and_search(text: str, plain: str) -> None:
    assert plain_math(text) == plain


@given(st.text(alphabet="ab $^x", min_size=0, max_size=300), st.integers(20, 100))
def test_cutting_loses_nothing_but_a_space(text: str, length: int) -> None:
    start, rest = cut_at_word(text, length)
    assert "".join(f"{start}{rest}".split()) == "".join(text.split())


def test_a_cut_never_goes_through_a_word_or_a_formula() -> None:
    start, rest = cut_at_word("word " * 20 + "$a + b + c + d$" + " word" * 20, 105)
    assert start.endswith("word")
    assert rest.startswith("$a + b")


@pytest.mark.parametrize(
    ("text", "html", "plain"),
    [
        (r"On \emph{E. coli} & co", "On <em>E. coli</em> &amp; co", "On E. coli & co"),
        (r"\emph{a <b> {c} \emph{d}}", "<em>a &lt;b&gt; {c} <em>d</em></em>", "a <b> {c} d"),
        (r"\emph{never closed", r"\emph{never closed", r"\emph{never closed"),
        (r"\emph{} and \emph", r"<em></em> and \emph", r"and \emph"),
    ],
)
def test_emphasis_is_shown_and_left_out_of_plain_text(text: str, html: str, plain: str) -> None:
    assert render_math(text) == html
    assert plain_math(text) == plain


def test_emphasis_may_hold_formulas_and_formulas_their_own() -> None:
    html = render_math(r"\emph{In $x_{i}$ vivo} and $\emph{x}$")
    assert html.startswith("<em>In <math ")
    assert "</math> vivo</em> and <math " in html


def test_a_cut_never_goes_through_emphasis() -> None:
    start, rest = cut_at_word("word " * 20 + r"\emph{E. coli is emphasised}" + " word" * 20, 105)
    assert start.endswith("word")
    assert rest.startswith(r"\emph{E. coli is")


@pytest.mark.slow
def test_what_is_never_closed_costs_no_time() -> None:
    text = r"\emph{" * 20_000
    assert render_math(text) == text
