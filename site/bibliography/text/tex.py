r"""TeX, as bibliographies hold it, into our text: accents and symbols as Unicode, formulas untouched.

pylatexenc knows what each symbol is called. Its parser is not used: a third of a millisecond a title, and a stray `%`,
`$` or brace, of which real files are full, costs it the rest of the text.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from pylatexenc.latex2text import get_default_latex_context_db

from bibliography.text import marks
from bibliography.text.cleaning import repair
from bibliography.text.html_in_tex import without_html

_SPECIAL = re.compile(r"[\\${}~`]|--|''")
_SIGNS_OF_TEX = re.compile(
    r"\\(?:[a-zA-Z]{2,}|[\"'`^~=.]\s*\{?\\?[a-zA-Z]|[cvuHkrb]\{[a-zA-Z]|[&%$#_({\[])|\{\\|\$[^$\s]|\{[A-Z]"
)
_TOKEN = re.compile(
    r"\\begin\{(?P<environment>equation|align|eqnarray|displaymath|math|gather|multline)\*?\}"
    r"(?P<body>(?:[^\\]|\\(?!(?:begin|end)\{(?P=environment)\*?\}).)*+)\\end\{(?P=environment)\*?\}"
    r"|\\\((?P<round>(?:[^\\]|\\(?![()]).)++)\\\)"
    r"|\\\[(?P<square>(?:[^\\]|\\(?![\[\]]).)++)\\\]"
    r"|\$\$(?P<display>(?:\\.|[^$\\])+)\$\$"
    r"|\$(?P<inline>(?:\\.|[^$\\])+)\$"
    r"|\\(?P<macro>[a-zA-Z]+)\*?\s*"
    r"|\\(?P<sign>.)"
    r"|\{\\(?:em|it|sl|bf|itshape|slshape|bfseries)(?![a-zA-Z])\s*(?P<emphasis>)"
    r"|(?P<ligature>---|--|``|''|`|~|\$)"
    r"|(?P<brace>[{}])",
    re.DOTALL,
)
_PARAGRAPH = re.compile(r"\n\s*\n|\\par(?![a-zA-Z])\s*")
# Mendeley escapes what was escaped already: `$\backslash${\&}` is an ampersand.
_ESCAPED_TWICE = re.compile(r"\$\\backslash\$(?=\{?\\[&%_#$])")
# Some write a sign of prose as a formula, because TeX would set it wrongly otherwise.
_SIGNS_IN_FORMULAS = {"<": "<", ">": ">", "|": "|", r"\backslash": "\\", r"\%": "%", r"\&": "&", r"\{": "{", r"\}": "}",
                      r"\#": "#", r"\_": "_", r"\$": marks.MONEY, r"\sim": "~"}  # fmt: skip
# An apostrophe closes a quotation only where a grave accent opened it.
_SINGLE_QUOTES = re.compile(r"(?<![`\\])`(?!`)([^`'{}\n]{1,300})'(?!['\w])")
_DEEPEST = 20

# A price, and the prose up to the next price, look like a formula to TeX: "from $5 million to $6 million".
_PRICE = re.compile(r"\d[\d.,]*+(?:(?<=[\d.,]\d)\s.*|\s*+(?:[kKmMbB]\b|[a-z]{3,}|\w+\s|[-–]\s*$).*|\s*)", re.DOTALL)
_NEVER_IN_A_PRICE = re.compile(r"[\\^_=<>{}+*/|]")

_LIGATURES = {"---": "—", "--": "–", "``": "“", "''": "”", "`": "‘", "~": " ", "$": marks.MONEY}
_ACCENTS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    '"': "\u0308",
    "=": "\u0304",
    ".": "\u0307",
    "u": "\u0306",
    "v": "\u030c",
    "H": "\u030b",
    "c": "\u0327",
    "k": "\u0328",
    "r": "\u030a",
    "d": "\u0323",
    "b": "\u0331",
    "t": "\u0361",
    "h": "\u0309",
    "G": "\u030f",
    "f": "\u0311",
}
_ONE_CHARACTER = re.compile(r"\\[a-zA-Z]+\s*|.", re.DOTALL)
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_DOTLESS = {"ı": "i", "ȷ": "j"}
_SIGNS = {
    "\\": " ",
    "/": "",
    "-": "",
    "!": "",
    ",": " ",
    ";": " ",
    ":": " ",
    " ": " ",
    "\n": " ",
    "@": "",
    "$": marks.MONEY,
}
_EMPHASES = frozenset(["emph", "textit", "textsl", "textbf", "mkbibemph", "mkbibitalic", "mkbibbold"])
_DROPPED_WITH_ARGUMENT = frozenset(
    [
        "cite",
        "citep",
        "citet",
        "label",
        "ref",
        "noopsort",
        "thanks",
        "hspace",
        "vspace",
        "color",
        "fontsize",
        "hypertarget",
    ]
)
# The text is the second argument; the first one says how or whereto.
_SECOND_ARGUMENT = frozenset(["href", "textcolor", "foreignlanguage", "bibinfo", "bibfield", "raisebox", "hyperlink"])
_ONLY_IN_FORMULAS = frozenset(
    ["ensuremath", "mathbb", "mathcal", "mathbf", "mathrm", "mathit", "mathfrak", "mathsf", "mathscr", "frac", "sqrt",
     "boldsymbol", "overline", "hat", "tilde", "bar", "vec", "widehat", "widetilde", "operatorname"]
)  # fmt: skip
_SYMBOLS_OF_OUR_OWN = {
    "LaTeX": "LaTeX", "TeX": "TeX", "BibTeX": "BibTeX", "copyright": "©", "textcopyright": "©", "euro": "€", "EUR": "€",
    "pounds": "£", "degree": "°", "textmu": "µ", "and": "and", "textasciitilde": "~", "textasciicircum": "^",
    "textasciigrave": "`", "textless": "<", "textgreater": ">", "textbar": "|", "textunderscore": "_", "slash": "/",
    "textbackslash": "\\", "textdollar": marks.MONEY, "dollar": marks.MONEY, "newline": " ", "quad": " ", "qquad": " ",
    "space": " ", "linebreak": " ", "par": " ", "today": "", "relax": "", "protect": "", "ldots": "…", "dots": "…",
    "textquotedbl": '"', "textquotesingle": "'", "quotedblbase": "„", "SS": "ẞ", "textbraceleft": "{",
    "textbraceright": "}", "lbrace": "{", "rbrace": "}", "dash": "–", "textsection": "§", "S": "§", "P": "¶",
    "aa": "å", "AA": "Å", "o": "ø", "O": "Ø", "oe": "œ", "OE": "Œ", "i": "ı", "j": "ȷ", "cprime": "ʹ", "hyphen": "-", "allowbreak": "", "og": "« ", "fg": " »",
}  # fmt: skip
# Of the package textcomp (https://ctan.org/pkg/textcomp), what pylatexenc does not know.
_SYMBOLS_OF_TEXTCOMP = {
    "textquotestraightbase": "‚", "textquotestraightdblbase": "„", "texttwelveudash": "–", "textthreequartersemdash": "—",
    "textdblhyphen": "⹀", "textdblhyphenchar": "⹀", "textminus": "−", "textlbrackdbl": "⟦", "textrbrackdbl": "⟧",
    "textborn": "⋆", "textdivorced": "⚮", "textdied": "†", "textleaf": "☘", "textmarried": "⚭", "textgravedbl": "˵",
    "textbardbl": "‖", "textdollaroldstyle": marks.MONEY, "textcentoldstyle": "¢", "textguarani": "₲",
    "textinterrobangdown": "⸘", "textpilcrow": "¶", "textlquill": "⁅", "textrquill": "⁆", "textcopyleft": "🄯",
    "textsurd": "√", "textmugreek": "μ", "micro": "µ", "celsius": "°C", "ohm": "Ω",
    **{f"text{name}oldstyle": str(number) for number, name in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
    )},
}  # fmt: skip
# Letters of the package textgreek: `\textalpha` is what `\alpha` is in a formula.
_GREEK = ["alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu", "xi",
          "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega"]  # fmt: skip
_SYMBOL_IN_FORMULA = re.compile(r"\\(text[a-z]+)(?![a-zA-Z]|\s*\{[^}])(?:\{\}|\s)*")


def looks_like_tex(text: str) -> bool:
    """Whether a text of a format that is not TeX was written in TeX all the same."""
    return bool(_SIGNS_OF_TEX.search(text))


def text_from_tex(source: str) -> str:
    """One line of text, such as a title."""
    source = without_html(_ESCAPED_TWICE.sub("", repair(source)))
    if "`" in source:
        source = _SINGLE_QUOTES.sub(r"‘\1’", source)
    return marks.written(marked_from_tex(source) if _SPECIAL.search(source) else source)


def paragraphs_from_tex(source: str) -> str:
    """Text with an empty line between paragraphs, such as an abstract."""
    parts = (text_from_tex(part) for part in _PARAGRAPH.split(repair(source)))
    return "\n\n".join(part for part in parts if part)


def marked_from_tex(source: str, depth: int = 0) -> str:
    """Marked text; see `marks`."""
    if not _SPECIAL.search(source):
        return source
    if depth > _DEEPEST:
        return re.sub(r"[\\{}$]", "", source)
    result: list[str] = []
    position = 0
    while match := _TOKEN.search(source, position):
        result.append(source[position : match.start()])
        text, position = _read(match, source, depth)
        result.append(text)
    return "".join([*result, source[position:]])


def _read(match: re.Match[str], source: str, depth: int) -> tuple[str, int]:
    """What a token stands for, and where the source goes on behind it and its arguments."""
    kind = match.lastgroup or ""
    if kind == "brace":
        return "", match.end()
    if kind == "ligature":
        return _LIGATURES[match["ligature"]], match.end()
    if kind == "macro":
        return _macro(match["macro"], source, match.end(), depth)
    if kind == "sign":
        sign = match["sign"]
        if sign in _ACCENTS:
            return _accented(sign, source, match.end(), depth)
        return _SIGNS.get(sign, sign), match.end()
    if kind == "emphasis":
        inner, end = _argument(source, match.start())
        return marks.emphasised(marked_from_tex(inner[match.end() - match.start() - 1 :], depth + 1)), end
    if kind == "inline" and _PRICE.fullmatch(match["inline"]) and _is_prose(match["inline"]):
        return marks.MONEY, match.start() + 1
    if (sign := _SIGNS_IN_FORMULAS.get(match[kind].strip())) is not None:
        return sign, match.end()
    return _formula(match[kind], display=kind in ("display", "square", "body")), match.end()


def _formula(source: str, *, display: bool = False) -> str:
    r"""A formula, with symbols of text in it as Unicode; `$\textmu$` alone is no formula but its symbol."""
    unicode = _SYMBOL_IN_FORMULA.sub(lambda match: _symbols().get(match[1], match[0]), source)
    if unicode != source and len(unicode.strip()) == 1:
        return unicode.strip()
    return marks.formula(unicode, display=display)


def _is_prose(inner: str) -> bool:
    """Whether what stands between two dollars says nothing that only a formula could."""
    is_open = inner[-1].isspace() or bool(re.search(r"[a-z]{3}", inner))
    return is_open and not _NEVER_IN_A_PRICE.search(inner)


def _macro(name: str, source: str, position: int, depth: int) -> tuple[str, int]:
    if name in _ACCENTS and (name not in "tbdhfG" or source[position : position + 1] == "{"):
        return _accented(name, source, position, depth)
    if name in _EMPHASES:
        inner, position = _argument(source, position)
        return marks.emphasised(marked_from_tex(inner, depth + 1)), position
    if name in ("textsubscript", "textsuperscript"):
        inner, position = _argument(source, position)
        return marks.script("_" if name == "textsubscript" else "^", marked_from_tex(inner, depth + 1)), position
    if name in ("url", "path", "nolinkurl"):
        inner, position = _argument(source, position)
        return re.sub(r"\\([%#_&~])|\\?[{}]", r"\1", inner).replace("$", marks.MONEY), position
    if name in _DROPPED_WITH_ARGUMENT:
        return "", _argument(source, position)[1] if source[position : position + 1] == "{" else position
    if name in _SECOND_ARGUMENT:
        return "", _argument(source, position)[1]
    if name == "texorpdfstring":
        inner, position = _argument(source, position)
        return marked_from_tex(inner, depth + 1), _argument(source, position)[1]
    if name in ("enquote", "mkbibquote"):
        inner, position = _argument(source, position)
        return f"“{marked_from_tex(inner, depth + 1)}”", position
    if name == "ce":
        inner, position = _argument(source, position)
        return re.sub(r"(?<=[A-Za-z)\]])(\d+)", lambda match: marks.script("_", match[1]), inner), position
    if name in _ONLY_IN_FORMULAS:
        return _bare_formula(name, source, position)
    symbol = _symbols().get(name)
    # A macro that nobody knows leaves its argument; the braces go by themselves.
    return (symbol, position) if symbol is not None else ("", position)


def _bare_formula(name: str, source: str, position: int) -> tuple[str, int]:
    r"""`\mathbb{R}` outside of dollars, with all of its arguments."""
    start = position
    while source[position : position + 1] == "{":
        position = _argument(source, position)[1]
    arguments = source[start:position]
    if name == "ensuremath":
        return _formula(arguments[1:-1]), position
    return (marks.formula(rf"\{name}{arguments}") if arguments else ""), position


def _argument(source: str, position: int) -> tuple[str, int]:
    """(argument, where it ends): what stands in braces, or one character."""
    while source[position : position + 1].isspace():
        position += 1
    if source[position : position + 1] != "{":
        match = _ONE_CHARACTER.match(source, position)
        return (match[0].strip(), match.end()) if match else ("", position)
    depth = 0
    for brace in _BRACE.finditer(source, position):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if depth == 0:
            return source[position + 1 : brace.start()], brace.end()
    return source[position + 1 :], len(source)


def _accented(accent: str, source: str, position: int, depth: int) -> tuple[str, int]:
    if source[position : position + 1] in ("}", "$"):
        return "", position
    inner, position = _argument(source, position)
    letters = marked_from_tex(inner, depth + 1)
    if not letters.strip():
        # An accent of its own: \~{} is how some write the tilde of an address.
        return {"~": "~", "^": "^"}.get(accent, ""), position
    letter = letters[0] if accent == "c" or accent == "k" else _DOTLESS.get(letters[0], letters[0])
    return unicodedata.normalize("NFC", f"{letter}{_ACCENTS[accent]}") + letters[1:], position


@cache
def _symbols() -> dict[str, str]:
    r"""What macros without arguments stand for, by name: `ss` is ß, `alpha` is α."""
    known = {
        spec.macroname: spec.simplify_repl
        for spec in get_default_latex_context_db().iter_macro_specs()
        if isinstance(spec.simplify_repl, str) and "%" not in spec.simplify_repl
    }
    known = {name: text.replace("$", marks.MONEY) for name, text in known.items()}
    letters = {f"text{name.capitalize() if is_capital else name}": known.get(name.capitalize() if is_capital else name)
               for name in _GREEK for is_capital in (False, True)}  # fmt: skip
    greek = {name: letter for name, letter in letters.items() if letter}
    return {**greek, **known, **_SYMBOLS_OF_TEXTCOMP, **_SYMBOLS_OF_OUR_OWN}
