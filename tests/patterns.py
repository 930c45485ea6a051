"""Discovery of the project's regular expressions, and texts that make a careless one slow.

Patterns are found in two ways: compiled ones in the namespaces of the modules, and calls such as `re.sub(r"…", …)` in
their syntax trees. `attacks` derives hostile texts from a pattern's parsed structure, so that a new pattern is covered
without being listed anywhere.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import re._constants as constants  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path
from types import ModuleType
from typing import Any

PACKAGES = ("bibliography", "institute", "home", "directory", "publications")
# Run by developers and deployers, on texts of the project's own.
_NOT_FED_BY_VISITORS = ("migrations", "institute.devtools", "institute.settings")
# Of a pattern in a table: from the text's start to its end, and from every place in it.
_ANY_METHOD = ("fullmatch", "finditer")
_METHODS = ("match", "search", "fullmatch", "findall", "finditer", "split", "sub", "subn")


@dataclass(frozen=True)
class UsedPattern:
    """A pattern and one way in which it is applied: `search`, `fullmatch`, …"""

    where: str
    pattern: re.Pattern[str]
    method: str

    def apply(self, text: str) -> None:
        method: Callable[..., Any] = getattr(self.pattern, self.method)
        if self.method in ("sub", "subn"):
            method("", text)
        elif self.method == "finditer":
            for _match in method(text):
                pass
        else:
            method(text)


@cache
def modules() -> tuple[ModuleType, ...]:
    found = []
    for package in map(importlib.import_module, PACKAGES):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not any(part in info.name for part in _NOT_FED_BY_VISITORS):
                found.append(importlib.import_module(info.name))
    return tuple(found)


def used_patterns() -> list[UsedPattern]:
    """Every pattern of the project with every method that it is used with, each once."""
    trees = {module: ast.parse(Path(str(module.__file__)).read_text()) for module in modules()}
    found: dict[tuple[re.Pattern[str], str], UsedPattern] = {}
    for module, tree in trees.items():
        methods = _methods_by_name(tree)
        for name, pattern in _compiled(module):
            for method in sorted(methods.get(name) or _ANY_METHOD):
                found.setdefault((pattern, method), UsedPattern(f"{module.__name__}.{name}", pattern, method))
        for line, pattern, method in _inline(module, tree):
            found.setdefault((pattern, method), UsedPattern(f"{module.__name__}:{line}", pattern, method))
    return list(found.values())


def patterns_built_at_run_time() -> list[str]:
    """The calls whose pattern depends on local variables: `module.function`."""
    found = []
    for module in modules():
        tree = ast.parse(Path(str(module.__file__)).read_text())
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                found += [
                    f"{module.__name__}.{function.name}"
                    for call in _calls_of_re(function)
                    if _evaluated(call.args[0], module) is None
                ]
    return found


def _compiled(module: ModuleType) -> Iterator[tuple[str, re.Pattern[str]]]:
    for name, value in vars(module).items():
        yield from ((name, pattern) for pattern in _patterns_in(value))


def _patterns_in(value: Any) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _patterns_in(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _patterns_in(inner)
    elif type(value).__module__.partition(".")[0] in PACKAGES:
        for inner in getattr(value, "__dict__", {}).values():
            if isinstance(inner, re.Pattern):
                yield inner


def _methods_by_name(tree: ast.Module) -> dict[str, set[str]]:
    """`_WORD.finditer(…)` uses `finditer` of `_WORD`. A name that is also passed on counts as used in every way."""
    methods: dict[str, set[str]] = defaultdict(set)
    used_so = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in _METHODS:
            methods[node.value.id].add(node.attr)
            used_so.add(node.value)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node not in used_so:
            methods.pop(node.id, None)
    return methods


def _inline(module: ModuleType, tree: ast.AST) -> Iterator[tuple[int, re.Pattern[str], str]]:
    for call in _calls_of_re(tree):
        text = _evaluated(call.args[0], module)
        if text is None or call.func.attr == "compile":  # type: ignore[attr-defined]
            continue
        flags = next((keyword.value for keyword in call.keywords if keyword.arg == "flags"), None)
        place = 3 if call.func.attr == "sub" else 2  # type: ignore[attr-defined]
        if flags is None and len(call.args) > place:
            flags = call.args[place]
        value = _evaluated(flags, module) if flags is not None else 0
        yield call.lineno, re.compile(text, value or 0), call.func.attr  # type: ignore[attr-defined]


def _calls_of_re(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.func.attr in (*_METHODS, "compile")
        ):
            yield node


def _evaluated(node: ast.expr, module: ModuleType) -> Any:
    """The value of an expression of constants of the module; None for one of local variables."""
    try:
        return eval(compile(ast.Expression(node), "<pattern>", "eval"), dict(vars(module)))
    except NameError:
        return None


# Texts

_ANY_CHARACTER = "a1 _-.,:;/<>{}()[]\\&=\n\"'é中"
# What matches nothing, on the same line and on the next.
_ENDINGS = ("\x00", "\n\x00")
_CATEGORIES = {
    constants.CATEGORY_DIGIT: "1",
    constants.CATEGORY_SPACE: " \n",
    constants.CATEGORY_WORD: "a1_",
    constants.CATEGORY_NOT_DIGIT: "a",
    constants.CATEGORY_NOT_SPACE: "a.",
    constants.CATEGORY_NOT_WORD: " -",
}
_REPEATS = (constants.MAX_REPEAT, constants.MIN_REPEAT, constants.POSSESSIVE_REPEAT)


@dataclass(frozen=True)
class Attack:
    """A text of any length: what stands first, what is repeated, what stands last."""

    start: str
    repeated: str
    end: str

    def text(self, length: int) -> str:
        return self.start + self.repeated * (length // len(self.repeated)) + self.end


def attacks(pattern: re.Pattern[str]) -> list[Attack]:
    """Runs of each character and of each part that the pattern knows, behind what leads to it, before what fails."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    characters = list(dict.fromkeys(_characters(tree)))[:12]
    places = list(dict.fromkeys(_places(tree, "")))
    repeated: dict[tuple[str, str], None] = {("", character): None for character in (*characters, "x", " ")}
    for start, body in places:
        for text in (body, start, start + body):
            repeated |= {("", text): None, (start, text): None}
        repeated |= {(start, character): None for character in characters[:6]}
    repeated |= {("", one + other): None for one, other in product(characters[:7], repeat=2)}
    pairs = [pair for pair in repeated if pair[1]][:140]
    return [
        *(Attack(start, text, end) for start, text in pairs for end in _ENDINGS),
        *(Attack(start, text, "") for start, text in pairs[:20]),
    ]


def _places(items: Any, start: str) -> Iterator[tuple[str, str]]:
    """Each part of the pattern as a short text, with a short text that leads to it."""
    for operation, value in items:
        if operation in _REPEATS:
            yield start, _shortest(value[2]) or "a"
            yield from _places(value[2], start)
        elif operation is constants.BRANCH:
            for branch in value[1]:
                yield from _places(branch, start)
        elif operation is constants.SUBPATTERN:
            yield from _places(value[3], start)
        elif operation is constants.ATOMIC_GROUP:
            yield from _places(value, start)
        start += _shortest([(operation, value)])
        yield "", start


def _shortest(items: Any) -> str:
    text = ""
    for operation, value in items:
        if operation in _REPEATS:
            text += _shortest(value[2]) * min(value[0], 12)
        elif operation is constants.BRANCH:
            text += min((_shortest(branch) for branch in value[1]), key=len)
        elif operation is constants.SUBPATTERN:
            text += _shortest(value[3])
        elif operation is constants.ATOMIC_GROUP:
            text += _shortest(value)
        else:
            text += next(_characters([(operation, value)]), "")
    return text


def _characters(items: Any) -> Iterator[str]:
    """A few characters for each that the pattern asks for."""
    for operation, value in items:
        if operation is constants.LITERAL:
            yield chr(value)
        elif operation is constants.NOT_LITERAL:
            yield from [character for character in _ANY_CHARACTER if ord(character) != value][:3]
        elif operation is constants.ANY:
            yield from "a "
        elif operation is constants.IN:
            yield from _characters_of_set(value)
        elif operation is constants.BRANCH:
            for branch in value[1]:
                yield from _characters(branch)
        elif operation in _REPEATS:
            yield from _characters(value[2])
        elif operation is constants.SUBPATTERN:
            yield from _characters(value[3])
        elif operation is constants.ATOMIC_GROUP:
            yield from _characters(value)


def _characters_of_set(value: Any) -> Iterator[str]:
    if value[0][0] is constants.NEGATE:
        unwanted = set(_characters_of_set(value[1:])) if value[1:] else set()
        yield from [character for character in _ANY_CHARACTER if character not in unwanted][:3]
        return
    for operation, inner in value:
        if operation is constants.LITERAL:
            yield chr(inner)
        elif operation is constants.RANGE:
            yield chr(inner[0])
        elif operation is constants.CATEGORY:
            yield from _CATEGORIES[inner]
