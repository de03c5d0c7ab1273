"""The application username in code: the arguments `user_name_template`, `_type`, `_suffix` and `_push_status`.

Source: Okta's Terraform provider, `okta_app_saml`: the template is `${source.login}` and its type BUILT_IN unless set; the push
status has no default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from idplint.inputs.okta_username import DEFAULT_TEMPLATE, FACT, OVERRIDE_UNREAD
from idplint.inputs.terraform_okta_parts import DEFAULT_NOTE, text_of
from idplint.inputs.terraform_okta_templates import one_expression, with_note
from idplint.inputs.terraform_values import written_at
from idplint.model.application import Dialect, SourceExpression
from idplint.model.values import Basis, Sourced, Unknown

if TYPE_CHECKING:
    from idplint.model.values import Fact
    from idplint.terraform import Estate, Resource

TEMPLATE = "user_name_template"
_BARE_REMEDY = 'set `user_name_template_type = "CUSTOM"`, or write a template with `$${}`'


def template_username(app: Resource, estate: Estate, *, override_read: bool = False) -> Fact[SourceExpression] | None:
    """What the template makes; None where code does not say.

    Args:
        app: The application's resource.
        estate: Where references lead.
        override_read: Whether it is known that no profile mapping overrides the template.
    """
    if app.ignores(TEMPLATE):
        return None
    kind = text_of(app, f"{TEMPLATE}_type", FACT, estate, "BUILT_IN")
    if kind is None or isinstance(kind, Unknown):
        return kind
    value = app.argument(TEMPLATE)
    dialect = Dialect.OKTA_CLASSIC if kind.value == "CUSTOM" else Dialect.OKTA_TEMPLATE
    found = one_expression(value, FACT, dialect, estate)
    if kind.value == "NONE":
        reason = "the app has no username template, so an administrator types each username"
        return Unknown(FACT, reason, f"set `{TEMPLATE}`", kind.origin)
    if kind.value not in {"BUILT_IN", "CUSTOM"}:
        reason = f"idplint does not know username templates of the type {kind.value!r}"
        return Unknown(FACT, reason, "use a BUILT_IN or CUSTOM template", kind.origin)
    if found is None:
        if kind.value == "CUSTOM":
            return Unknown(FACT, "the type is CUSTOM and no template is set", f"set `{TEMPLATE}`", kind.origin)
        default = SourceExpression(DEFAULT_TEMPLATE, Dialect.OKTA_TEMPLATE)
        note = DEFAULT_NOTE if override_read else f"{DEFAULT_NOTE}; {OVERRIDE_UNREAD}"
        return Sourced(default, app.origin.at(TEMPLATE), Basis.IDP_DEFAULT, note)
    if isinstance(found, Unknown):
        return found
    if kind.value == "BUILT_IN" and "${" not in found.value.text:
        reason = f"`{found.value.text}` is no template of the type BUILT_IN: it has no `${{}}`"
        return Unknown(FACT, reason, _BARE_REMEDY, written_at(value))
    return with_note(found, "" if override_read else OVERRIDE_UNREAD)


def template_flow(app: Resource, estate: Estate) -> str | None:
    """The push status of a CUSTOM template; None where there is none, or the type is another."""
    kind = text_of(app, f"{TEMPLATE}_type", FACT, estate)
    status = text_of(app, f"{TEMPLATE}_push_status", FACT, estate)
    custom = isinstance(kind, Sourced) and kind.value == "CUSTOM"
    return status.value if custom and isinstance(status, Sourced) else None
