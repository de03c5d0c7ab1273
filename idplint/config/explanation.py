"""Why a file that people wrote by hand does not fit its form: the place, the mistake, and what would be right."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Literal

import msgspec

from idplint.model.values import Pointer

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from jsonschema.exceptions import ValidationError

_TYPES = {
    "string": "text",
    "array": "a list",
    "object": "a mapping",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "null": "empty",
}
_EXCERPT = 40
"""Characters of a value or key that a message shows at most."""
_LEAVE_OUT = "write a value, or leave the key out"


class Explanation(msgspec.Struct, frozen=True):
    """One mistake."""

    pointer: Pointer
    """From the top of the value that was checked."""
    part: Literal["value", "key"]
    message: str
    """What is wrong, without the place and without a full stop."""
    help: str


def explain(tree: Any, schema: Mapping[str, Any]) -> tuple[Explanation, ...]:  # noqa: ANN401
    """Compare a value with the JSON Schema of its form.

    Args:
        tree: Plain Python values.
        schema: A schema whose alternatives differ by JSON type.

    Returns:
        Every mistake, unknown keys first because a misspelt key is what makes others seem to be missing; nothing where
        the value fits.
    """
    # Imported here because it costs 40 ms, and only a person whose file did not load needs it.
    from jsonschema.validators import validator_for

    validator_class = validator_for(schema)
    validator = validator_class(schema, format_checker=validator_class.FORMAT_CHECKER)
    found = [each for error in validator.iter_errors(tree) for each in _explained(error)]
    ordered = sorted(dict.fromkeys(found), key=lambda each: each.part != "key")
    return tuple(ordered)


def _explained(error: ValidationError) -> Iterator[Explanation]:
    if error.validator == "anyOf":
        yield from _alternatives(error)
    elif error.validator == "additionalProperties":
        yield from _unknown_keys(error)
    elif error.validator == "required":
        yield from _missing_keys(error)
    else:
        yield _unfit(error)


def _unfit(error: ValidationError) -> Explanation:
    """Explain a value that is wrong in itself."""
    pointer: Pointer = tuple(error.absolute_path)
    name, about = _name(pointer), _about(error)
    value: Any = error.instance
    rule: Any = error.validator_value
    schema: Any = error.schema
    match error.validator:
        case "type" | "enum" if "enum" in schema and _is_a_choice_of(value, schema["enum"]):
            return _wrong_choice(pointer, value, schema["enum"], [], about)
        case "type" | "enum":
            return _wrong_type(pointer, value, [schema], about)
        case "format":
            message = f"{name} is no {rule}: {_shown(value)}"
        case "minimum":
            message = f"{name} must be at least {rule}"
        case "minItems" if value:
            message = f"{name} must have at least {rule} items"
        case "minLength" | "minItems" | "minProperties":
            return Explanation(pointer, "value", f"{name} is empty", about or _LEAVE_OUT)
        case "pattern" if not value.strip():
            return Explanation(pointer, "value", f"{name} is empty", about or _LEAVE_OUT)
        case _:
            message = f"{name} cannot be {_shown(value)}"
    return Explanation(pointer, "value", message, about)


def _is_a_choice_of(value: object, choices: Sequence[object]) -> bool:
    """Whether a value is a wrong word rather than no word at all; a truth value is what YAML makes of some words."""
    return isinstance(value, str | bool) or any(type(value) is type(choice) for choice in choices)


def _about(error: ValidationError) -> str:
    return str(error.schema.get("description", "")) if isinstance(error.schema, dict) else ""


def _alternatives(error: ValidationError) -> Iterator[Explanation]:
    """Explain by the alternative that was meant: the one of the value's JSON type."""
    branches: dict[Any, list[ValidationError]] = {}
    for each in error.context or ():
        branches.setdefault(each.relative_schema_path[0], []).append(each)
    meant = [errors for errors in branches.values() if not any(_is_of_wrong_type(each) for each in errors)]
    if meant:
        others = [_expected(each.schema) for errors in branches.values() for each in errors if _is_of_wrong_type(each)]
        for each in min(meant, key=len):
            if each.validator == "enum" and not each.relative_path:
                choices: Any = each.validator_value
                yield _wrong_choice(tuple(each.absolute_path), each.instance, choices, others, _about(error))
            else:
                yield from _explained(each)
        return
    schemas = [next(each.schema for each in errors if _is_of_wrong_type(each)) for errors in branches.values()]
    yield _wrong_type(tuple(error.absolute_path), error.instance, schemas, _about(error))


def _is_of_wrong_type(error: ValidationError) -> bool:
    return error.validator == "type" and not error.relative_path


def _unknown_keys(error: ValidationError) -> Iterator[Explanation]:
    pointer: Pointer = tuple(error.absolute_path)
    allowed = list(error.schema.get("properties", {})) if isinstance(error.schema, dict) else []
    listed = "allowed here: " + ", ".join(f"`{each}`" for each in allowed)
    instance: Any = error.instance
    for key in instance:
        if key not in allowed:
            near = nearest(key, allowed)
            message = f"unknown key `{_clipped(key)}`{_inside(pointer)}"
            yield Explanation((*pointer, key), "key", message, f"did you mean `{near}`? {listed}" if near else listed)


def _missing_keys(error: ValidationError) -> Iterator[Explanation]:
    pointer: Pointer = tuple(error.absolute_path)
    properties = error.schema.get("properties", {}) if isinstance(error.schema, dict) else {}
    instance: Any = error.instance
    required: Any = error.validator_value
    for key in required:
        misspelt = any(nearest(str(each), [*properties]) == key for each in instance if each not in properties)
        if key not in instance and not misspelt:
            wanted = properties.get(key, {}).get("description", f"add `{key}`")
            yield Explanation(pointer, "value", f"`{key}` is missing{_inside(pointer)}", wanted)


def _wrong_type(pointer: Pointer, instance: object, schemas: Sequence[Any], about: str) -> Explanation:
    expected = " or ".join(dict.fromkeys(_expected(schema) for schema in schemas))
    message = f"{_name(pointer)} must be {expected}, but is {_kind(instance)}"
    choices = [choice for schema in schemas if isinstance(schema, dict) for choice in schema.get("enum", ())]
    if isinstance(instance, bool) and choices:
        return Explanation(pointer, "value", message, f"write {_listed(choices)}")
    if isinstance(instance, bool | int | float) and "text" in expected:
        return Explanation(pointer, "value", message, "put it in quotes")
    if instance is None:
        return Explanation(pointer, "value", message, _LEAVE_OUT)
    return Explanation(pointer, "value", message, about)


def _wrong_choice(
    pointer: Pointer, instance: object, choices: Sequence[object], others: Sequence[str], about: str
) -> Explanation:
    listed = _listed(choices)
    near = nearest(str(instance), [str(choice) for choice in choices])
    # A misspelt word needs no hint that a mapping would be right too.
    allowed = listed if near else " or ".join(dict.fromkeys([listed, *others]))
    message = f"{_name(pointer)} must be {allowed}, not {_shown(instance)}"
    if isinstance(instance, bool) or str(instance).lower() in {"on", "off", "yes", "no"}:
        return Explanation(pointer, "value", message, f"write {listed}")
    return Explanation(pointer, "value", message, f"did you mean `{near}`?" if near else about)


def nearest(word: str, words: Sequence[str]) -> str | None:
    """The one of `words` that `word` is most likely a misspelling of, or None."""
    folded = {each.lower(): each for each in words}
    found = get_close_matches(word.lower()[:_EXCERPT], list(folded), n=1, cutoff=0.6)
    return folded[found[0]] if found else None


def _expected(schema: Any) -> str:  # noqa: ANN401 - a JSON Schema is a mapping or a truth value
    if not isinstance(schema, dict):
        return "something else"
    if "enum" in schema:
        return _listed(schema["enum"])
    return _TYPES.get(str(schema.get("type")), "something else")


def _listed(choices: Sequence[object]) -> str:
    quoted = [f"`{choice}`" for choice in choices]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def _name(pointer: Pointer) -> str:
    if not pointer:
        return "the document"
    last = pointer[-1]
    if isinstance(last, str):
        return f"`{_clipped(last)}`"
    above = next((step for step in reversed(pointer) if isinstance(step, str)), None)
    return f"item {last + 1}" + (f" of `{_clipped(above)}`" if above is not None else "")


def _inside(pointer: Pointer) -> str:
    return f" in {_name(pointer)}" if pointer else ""


def _kind(value: object) -> str:
    match value:
        case None:
            return "empty"
        case bool():
            return "true" if value else "false"
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case _:
            return "a mapping"


def _shown(value: object) -> str:
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return f"`{_clipped(str(value))}`"
    return _kind(value)


def _clipped(text: str) -> str:
    shown = "".join(
        character if character.isprintable() else character.encode("unicode_escape", "surrogatepass").decode("ascii")
        for character in text[: _EXCERPT + 1]
    )
    return shown if len(shown) <= _EXCERPT else shown[: _EXCERPT - 1] + "…"
