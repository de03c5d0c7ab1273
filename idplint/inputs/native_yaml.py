"""Plain values as the YAML text of a native document: blocks for what is long, one line for what is short.

The layout is fixed, so that a change of one value changes one line.
"""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLAIN = re.compile(r"[A-Za-z](?:[\w./@?=&%+-]|:(?=\S))*(?: [A-Za-z(][\w./@?=&%+()-]*)*", re.ASCII)
"""Text that every YAML reader takes for the same text when it stands without quotes."""

_WORDS_WITH_A_MEANING = frozenset({"true", "false", "yes", "no", "on", "off", "y", "n", "null"})
_ENDLESS = 1 << 30
"""Line width: a line of the file is one entry, however long its expression."""


def yaml_text(tree: Mapping[str, Any], comments: Mapping[str, str]) -> str:
    """Return the YAML text of a mapping.

    Args:
        tree: Mappings, lists, text, integers, booleans and None. A key is text of at most a few hundred characters.
        comments: What stands in a line before a key of `tree`, by key. One line each, without control characters.
    """
    # Imported here: it costs 60 ms, and only `convert` and `export` write YAML.
    from ruamel.yaml import YAML

    writer = YAML()
    writer.width = _ENDLESS
    writer.indent(mapping=2, sequence=4, offset=2)
    document = _node(dict(tree), 0)
    for key, comment in comments.items():
        if comment and key in tree:
            document.yaml_set_comment_before_after_key(key, before=comment)
    text = io.StringIO()
    writer.dump(document, text)
    return text.getvalue()


def _node(value: Any, depth: int, *, within: bool = False) -> Any:  # noqa: ANN401 - plain values in, ruamel's out
    """A value as the writer takes it; `within` braces some readers take a question mark for an indicator."""
    from ruamel.yaml.comments import CommentedMap, CommentedSeq
    from ruamel.yaml.scalarstring import DoubleQuotedScalarString

    if isinstance(value, dict):
        one_line = not value or (depth > 1 and not any(isinstance(each, dict | list) for each in value.values()))
        mapping = CommentedMap(
            (_node(key, 0, within=one_line), _node(each, depth + 1, within=one_line)) for key, each in value.items()
        )
        if one_line:
            mapping.fa.set_flow_style()
        return mapping
    if isinstance(value, list):
        sequence = CommentedSeq(_node(each, depth + 1) for each in value)
        if not value:
            sequence.fa.set_flow_style()
        return sequence
    if isinstance(value, str):
        # A StrEnum member is text of its own class, which ruamel.yaml would not take. Halves of characters, which stand
        # for the odd bytes of a file name, belong into no file.
        text = str.__str__(value).encode("utf-8", "backslashreplace").decode()
        plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS_WITH_A_MEANING and not (within and "?" in text)
        return text if plain else DoubleQuotedScalarString(text)
    return value
