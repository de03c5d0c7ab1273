"""The JSON Schema of native documents."""

from __future__ import annotations

from typing import Any

from idplint.config.schema import schema_of
from idplint.inputs.native_document import NativeDocument


def native_schema() -> dict[str, Any]:
    """Return the JSON Schema of a native document, draft 2020-12."""
    return schema_of(
        NativeDocument,
        dialect="https://json-schema.org/draft/2020-12/schema",
        ident="urn:idplint:schema:native:1",
        title="idplint native document",
        definitions="$defs",
    )
