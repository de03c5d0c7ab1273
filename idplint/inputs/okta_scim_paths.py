"""The SCIM attribute that each property of an Okta app user fills."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from idplint.inputs.okta_wire import SchemaDefinitions, SchemaProperty, SchemaSet

if TYPE_CHECKING:
    from idplint.inputs.okta_wire import UserSchema

STANDARD_PATHS = {
    "email": "emails[primary eq true].value",
    "givenName": "name.givenName",
    "firstName": "name.givenName",
    "familyName": "name.familyName",
    "lastName": "name.familyName",
    "displayName": "displayName",
}
"""Where Okta's SCIM templates send the properties of these names, for use where the schema was not read."""

_CORE = ("urn:ietf:params:scim:schemas:core:2.0:User", "urn:scim:schemas:core:1.0")
# Okta writes the SCIM filter `emails[primary eq true].value` as a Spring selection: `emails.^[primary==true].value`.
_SELECTION = re.compile(r"""\.\^\[\s*(?P<key>\w+)\s*==\s*(?P<value>'[^']*'|"[^"]*"|\w+)\s*\]""")


class ScimPaths:
    """The SCIM path of each property that is sent, by variable name.

    A property without `externalNamespace` is never sent, even where a mapping fills it (Okta help on SCIM attribute
    namespaces), so it has no path. Schemas are large and few properties are mapped, so a path is made when asked for.
    """

    def __init__(self, schema: UserSchema) -> None:
        definitions = schema.definitions
        groups = (definitions.base, definitions.custom) if isinstance(definitions, SchemaDefinitions) else ()
        self._properties: dict[str, SchemaProperty | None] = {}
        for group in groups:
            if isinstance(group, SchemaSet) and isinstance(group.properties, dict):
                self._properties.update(group.properties)

    def of(self, name: str) -> str | None:
        """Return the SCIM path of a property, or None where it is not sent."""
        held = self._properties.get(name)
        if not isinstance(held, SchemaProperty):
            return None
        external, namespace = _stripped(held.external_name), _stripped(held.external_namespace)
        if not external or not namespace:
            return None
        path = _SELECTION.sub(_as_filter, external)
        return path if namespace in _CORE else f"{namespace}:{path}"

    def all(self) -> list[str]:
        """Return the path of everything that is sent, without the application username."""
        return [path for name in self._properties if name != "userName" and (path := self.of(name))]


def _stripped(text: object) -> str:
    return text.strip() if isinstance(text, str) else ""


def _as_filter(selection: re.Match[str]) -> str:
    value = selection["value"]
    text = f'"{value[1:-1]}"' if value[0] in "'\"" else value
    return f"[{selection['key']} eq {text}]"
