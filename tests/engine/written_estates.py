"""Estates of invented applications, whose code can be put together in several ways.

Each vendor has a *core*, the resources of the application itself, and *belongings*, which refer to the core and may stand in
the same module or beside its call. What an application is made of is a flat dictionary; each member is an argument, or several
blocks.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from tests.engine.written_code import Directory, dynamic, literal, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tests.engine.written_code import Chooser

    App = dict[str, Any]

LAYOUTS = ("one by one", "count", "for_each", "module", "module for_each", "object module")

_GUARD = "wanted"
"""The member that says whether an application has its optional belongings."""


class Frame:
    """What the resources of one application, or of all at once, are written with."""

    def __init__(
        self, directory: Directory, name: str, *, app: App | None = None, each: str = "", count: bool = False
    ) -> None:
        """Write values in place (`app`), or as members of what `each` names."""
        self.directory = directory
        self.name = name
        self.app = app
        self._each = each
        self._is_for_each = each == "each.value"
        self._counted = count
        self._called = ""

    def beside(self, called: str) -> Frame:
        """The frame of belongings that reach the core through the outputs of a module."""
        self._called = called
        return self

    def value(self, member: str) -> str:
        """The expression for a member."""
        if self.app is not None:
            return self.directory.value(self.app[member])
        return f"{self._each}.{member}"

    def argument(self, name: str, member: str) -> str:
        """A line with an argument; none may stand for null."""
        if self.app is not None and self.app[member] is None and self.directory.choose((True, False)):
            return ""
        return f"  {name} = {self.value(member)}\n"

    def blocks(self, name: str, member: str, members: Sequence[str]) -> str:
        """Nested blocks."""
        if self.app is not None:
            return self.directory.blocks(name, self.app[member])
        return dynamic(self.directory, name, self.value(member), members)

    def json_text(self, member: str) -> str:
        """A member as JSON text."""
        if self.app is not None:
            return self.directory.json_text(self.app[member])
        return f"jsonencode({self.value(member)})"

    def head(self) -> str:
        """`count` or `for_each` of the resources."""
        if self._counted:
            return f"  count = {self.directory.choose(('1', 'true ? 1 : 0', 'length([5])'))}\n"
        return "  for_each = local.apps\n" if self._is_for_each else ""

    def guarded(self) -> str | None:
        """`count` or `for_each` of belongings that not every application has; None where they are left out."""
        if self._is_for_each:
            return f"  for_each = {{ for key, app in local.apps : key => app if app.{_GUARD} }}\n"
        if self.app is None:
            return f"  count = {self._each}.{_GUARD} ? 1 : 0\n"
        if self._counted:
            return f"  count = {self.value(_GUARD)} ? 1 : 0\n"
        return "" if self.app[_GUARD] else None

    def core(self, kind: str, attribute: str) -> str:
        """A reference to an attribute of the core."""
        return f"{self._called}.{kind}_{attribute}" if self._called else self.own(kind, attribute)

    def own(self, kind: str, attribute: str) -> str:
        """A reference to an attribute of a resource in the same place."""
        place = f"{kind}.{self.name}"
        if self._is_for_each:
            return f"{place}[each.key].{attribute}"
        if self._counted:
            return str(self.directory.choose((f"{place}[0].{attribute}", f"one({place}[*].{attribute})")))
        return f"{place}.{attribute}"


class Vendor:
    """How the applications of a vendor are written.

    Attributes:
        core: Writes the application's resources.
        belongings: Writes what refers to them.
        outputs: Type and attribute of what belongings refer to.
        always: Code that stands once in each directory with belongings.
    """

    def __init__(
        self,
        core: Callable[[Frame], str],
        belongings: Callable[[Frame], str],
        outputs: Sequence[tuple[str, str]],
        always: str = "",
    ) -> None:
        self.core = core
        self.belongings = belongings
        self.outputs = outputs
        self.always = always


def code(vendor: Vendor, apps: Sequence[App], choose: Chooser) -> dict[str, str]:
    """Files that say what some applications are."""
    root = Directory(choose)
    layout = choose(LAYOUTS)
    if layout in {"for_each", "module for_each"}:
        members = ", ".join(f"app{number} = {root.value(app)}" for number, app in enumerate(apps))
        root.add(f"locals {{\n  apps = {{ {members} }}\n}}", "locals.tf")
    if layout == "for_each":
        _write(root, vendor, Frame(root, "it", each="each.value"))
    elif layout in {"one by one", "count"}:
        for number, app in enumerate(apps):
            frame = Frame(root, f"it{number}", app=app, count=layout == "count")
            root.add(vendor.core(frame) + vendor.belongings(frame))
        root.add(vendor.always)
    else:
        _modules(root, vendor, apps, layout)
    return {path: choose((str, _with_carriage_returns))(text) for path, text in root.files.items()}


def _with_carriage_returns(text: str) -> str:
    return text if "EOT" in text else text.replace("\n", "\r\n")


def _write(directory: Directory, vendor: Vendor, frame: Frame) -> None:
    directory.add(vendor.core(frame) + vendor.belongings(frame) + vendor.always)


def _modules(root: Directory, vendor: Vendor, apps: Sequence[App], layout: str) -> None:
    inner = Directory(root.choose, "modules/app/")
    names = list(apps[0])
    if layout == "object module":
        inner.add('variable "app" {\n  type = any\n}', "variables.tf")
        frame = Frame(inner, "this", each="var.app")
    else:
        for name in names:
            inner.add(f'variable "{name}" {{{root.choose(("", " default = null "))}}}', "variables.tf")
        frame = Frame(inner, "this", each="var")
    outside = root.choose((False, True))
    inner.add(vendor.core(frame) + ("" if outside else vendor.belongings(frame) + vendor.always))
    for kind, attribute in vendor.outputs:
        inner.add(f'output "{kind}_{attribute}" {{\n  value = {frame.own(kind, attribute)}\n}}', "outputs.tf")
    if layout == "module for_each":
        handed = "".join(f"  {name} = each.value.{name}\n" for name in names)
        root.add(f'module "app" {{\n  source = "./modules/app"\n  for_each = local.apps\n{handed}}}')
        beside = [Frame(root, "it", each="each.value").beside("module.app[each.key]")]
    else:
        beside = []
        for number, app in enumerate(apps):
            if layout == "object module":
                handed = f"  app = {root.value(app)}\n"
            else:
                handed = "".join(f"  {name} = {root.value(value)}\n" for name, value in app.items())
            root.add(f'module "app{number}" {{\n  source = "./modules/app"\n{handed}}}')
            frame = Frame(root, f"it{number}", app=app)
            beside.append(frame.beside(f"module.app{number}"))
    if outside:
        root.add("".join(vendor.belongings(each) for each in beside) + vendor.always)
    root.files |= inner.files


# --- Okta ------------------------------------------------------------------------------------------------------------


def _okta_core(frame: Frame) -> str:
    return (
        f'resource "okta_app_saml" "{frame.name}" {{\n{frame.head()}'
        + frame.argument("label", "name")
        + frame.argument("sso_url", "acs")
        + frame.argument("status", "status")
        + frame.argument("subject_name_id_template", "name_id")
        + frame.argument("subject_name_id_format", "format")
        + frame.argument("user_name_template", "username")
        + frame.blocks("attribute_statements", "attributes", ("name", "values"))
        + "}\n"
    )


def _okta_mapping(frame: Frame) -> str:
    head = frame.guarded()
    if head is None:
        return ""
    return (
        f'resource "okta_profile_mapping" "{frame.name}" {{\n{head}'
        "  source_id = data.okta_user_profile_mapping_source.user.id\n"
        f"  target_id = {frame.core('okta_app_saml', 'id')}\n"
        + frame.argument("delete_when_absent", "complete")
        + frame.blocks("mappings", "mappings", ("id", "expression", "push_status"))
        + "}\n"
    )


OKTA = Vendor(
    _okta_core, _okta_mapping, [("okta_app_saml", "id")], 'data "okta_user_profile_mapping_source" "user" {}\n'
)


# --- Entra -----------------------------------------------------------------------------------------------------------


def _entra_core(frame: Frame) -> str:
    return (
        f'resource "azuread_application" "{frame.name}" {{\n{frame.head()}'
        + frame.argument("display_name", "name")
        + f"  web {{\n    redirect_uris = [{frame.value('acs')}]\n  }}\n}}\n"
        + f'resource "azuread_service_principal" "{frame.name}" {{\n{frame.head()}'
        + f"  client_id = {frame.own('azuread_application', 'client_id')}\n"
        + frame.argument("account_enabled", "enabled")
        + frame.argument("preferred_single_sign_on_mode", "mode")
        + "}\n"
    )


def _entra_belongings(frame: Frame) -> str:
    head = frame.guarded()
    if head is None:
        return ""
    principal = frame.core("azuread_service_principal", "id")
    return (
        f'resource "azuread_claims_mapping_policy" "{frame.name}" {{\n{head}'
        + frame.argument("display_name", "name")
        + f"  definition = [{frame.json_text('policy')}]\n}}\n"
        + f'resource "azuread_service_principal_claims_mapping_policy_assignment" "{frame.name}" {{\n{head}'
        + f"  claims_mapping_policy_id = {_guarded_own(frame, 'azuread_claims_mapping_policy')}\n"
        + f"  service_principal_id = {principal}\n}}\n"
        + f'resource "azuread_synchronization_job" "{frame.name}" {{\n{head}'
        + f"  service_principal_id = {principal}\n"
        + '  template_id = "scim"\n'
        + frame.argument("enabled", "job_enabled")
        + "}\n"
    )


def _guarded_own(frame: Frame, kind: str) -> str:
    head = frame.guarded() or ""
    return f"{kind}.{frame.name}[0].id" if head.startswith("  count") else frame.own(kind, "id")


ENTRA = Vendor(_entra_core, _entra_belongings, [("azuread_service_principal", "id")])


# --- Auth0 -----------------------------------------------------------------------------------------------------------


def _auth0_core(frame: Frame) -> str:
    return (
        f'resource "auth0_connection" "{frame.name}" {{\n{frame.head()}'
        + frame.argument("name", "connection")
        + frame.argument("strategy", "strategy")
        + "  options {\n"
        + frame.argument("user_id_attribute", "login")
        + frame.argument("set_user_root_attributes", "updates")
        + "  }\n}\n"
    )


def _auth0_scim(frame: Frame) -> str:
    head = frame.guarded()
    if head is None:
        return ""
    return (
        f'resource "auth0_connection_scim_configuration" "{frame.name}" {{\n{head}'
        f"  connection_id = {frame.core('auth0_connection', 'id')}\n"
        + frame.argument("user_id_attribute", "scim")
        + frame.blocks("mapping", "pairs", ("auth0", "scim"))
        + "}\n"
    )


AUTH0 = Vendor(_auth0_core, _auth0_scim, [("auth0_connection", "id")])


def snapshot(application: dict[str, Any], sign_on: dict[str, Any], mappings: Sequence[dict[str, Any]]) -> str:
    """A native document of a SAML application with SCIM on."""
    return json.dumps(
        {
            "idplint": 1,
            "application": application,
            "sign_on": {"protocol": "saml", **sign_on},
            "provisioning": {"state": "active", "mappings": list(mappings)},
        }
    )


def choice(one: str, other: str) -> str:
    """An expression that may come to either text, which no file decides."""
    return f"var.open ? {quoted(one)} : {quoted(other)}"


__all__ = ["AUTH0", "ENTRA", "OKTA", "Directory", "Vendor", "choice", "code", "literal", "snapshot"]
