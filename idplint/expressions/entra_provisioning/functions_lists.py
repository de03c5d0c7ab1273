"""Lists of values: joining, splitting, counting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.expressions.entra_provisioning.values import MAX_OUTPUT, Inner, Rejected, Undecidable, as_text, bounded

if TYPE_CHECKING:
    from idplint.expressions.entra_provisioning.values import Arguments

_MAX_ITEMS = 100_000


def join(call: Arguments) -> Inner:
    """Join: values with a separator between them; lists are flattened, empty values leave no separator."""
    separator = call.text(0)
    parts: list[str] = []
    length = 0
    for position in range(1, len(call.nodes)):
        value = call.value(position)
        for part in value if isinstance(value, list) else [value]:
            if part is None:
                # The reference's example skips an empty value; of a null one it does not speak.
                raise Undecidable("what Join makes of a value that was never set is not documented")
            text = as_text(part, "Join")
            if text == "" and isinstance(value, list):
                raise Undecidable("what Join makes of an empty value inside a list is not documented")
            if text:
                parts.append(text)
                length += len(text) + len(separator)
            if length > MAX_OUTPUT + len(separator):
                raise Undecidable(f"the result is longer than {MAX_OUTPUT:,} characters")
    return bounded(separator.join(parts))


def split(call: Arguments) -> Inner:
    """Split: the parts between delimiters, without the space that follows one.

    The reference splits `PermissionSetOne, PermissionSetTwo` at `,` into two names without spaces.
    """
    source, delimiter = call.text(0), call.text(1)
    if not delimiter:
        raise Undecidable("Split without a delimiter is not documented")
    if not source:
        raise Undecidable("what Split makes of an empty text is not documented")
    if source.count(delimiter[0]) > _MAX_ITEMS:
        raise Undecidable(f"the result has more than {_MAX_ITEMS:,} values")
    if len(delimiter) > 1 and any(character in source for character in delimiter):
        raise Undecidable("Split is documented for a delimiter of one character")
    parts = source.split(delimiter)
    parts = [parts[0], *(part.removeprefix(" ") for part in parts[1:])]
    if any(part != part.strip() for part in parts):
        raise Undecidable("which spaces Split removes is not documented further than one after a delimiter")
    if "" in parts:
        raise Undecidable("whether Split keeps empty values is not documented")
    return list(parts)


def item(call: Arguments) -> Inner:
    """Item: one value of a list, counted from 1; an error beyond its end, as the reference for cloud sync says."""
    values, index = call.value(0), call.number(1)
    if not isinstance(values, list):
        raise Undecidable("Item is documented for attributes with several values")
    if index < 1:
        raise Undecidable("Microsoft says that Item counts from 1 and that 0 is not to be used")
    if index > len(values):
        raise Rejected(f"Item asks for value {index} of {len(values)}")
    return values[index - 1]


def count(call: Arguments) -> Inner:
    """Count: how many values a list has."""
    values = call.value(0)
    if not isinstance(values, list):
        raise Undecidable("Count is documented for attributes with several values")
    return len(values)


def remove_duplicates(call: Arguments) -> Inner:
    """RemoveDuplicates: every value once."""
    values = call.value(0)
    if not isinstance(values, list):
        raise Undecidable("RemoveDuplicates is documented for attributes with several values")
    texts = [as_text(value, "RemoveDuplicates") for value in values]
    kept = list(dict.fromkeys(texts))
    if len({text.casefold() for text in kept}) < len(kept):
        raise Undecidable("whether RemoveDuplicates ignores case is not documented")
    return list(kept)
