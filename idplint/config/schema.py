"""JSON Schemas out of the Structs that define the forms people write."""

from __future__ import annotations

from typing import Any

import msgspec

from idplint.config.config_file import ConfigFile


def config_schema() -> dict[str, Any]:
    """Return the JSON Schema of `idplint.yaml`, in draft-07 because that is what editors understand."""
    return schema_of(
        ConfigFile,
        dialect="http://json-schema.org/draft-07/schema#",
        ident="urn:idplint:schema:config:1",
        title="idplint.yaml",
        definitions="definitions",
    )


def schema_of(form: type[msgspec.Struct], *, dialect: str, ident: str, title: str, definitions: str) -> dict[str, Any]:
    """Return the JSON Schema of a Struct.

    Args:
        form: The Struct of the whole document.
        dialect: The `$schema` URI.
        ident: The `$id`.
        title: What the document is called.
        definitions: The keyword that holds the parts: `definitions` in draft-07, `$defs` since 2019-09.
    """
    (_,), parts = msgspec.json.schema_components([form], ref_template=f"#/{definitions}/{{name}}")
    parts = {name: _finished(part) for name, part in parts.items()}
    top = parts.pop(form.__name__)
    for part in parts.values():
        part.pop("title", None)
    return {"$schema": dialect, "$id": ident, **top, "title": title, definitions: dict(sorted(parts.items()))}


def _finished(schema: Any) -> Any:  # noqa: ANN401 - a JSON Schema nests mappings, lists and plain values
    if isinstance(schema, list):
        return [_finished(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    # Every default is an empty list or mapping: it would only be noise in an editor.
    finished = {key: _finished(value) for key, value in schema.items() if key != "default"}
    choices = finished.get("enum")
    if isinstance(choices, list) and all(isinstance(choice, str) for choice in choices):
        # A validator then tells a value of the wrong type from a wrong word.
        finished = {"type": "string", **finished}
    if "$ref" in finished and len(finished) > 1:
        # Draft-07 ignores whatever stands beside a reference.
        finished["allOf"] = [{"$ref": finished.pop("$ref")}]
    return finished
