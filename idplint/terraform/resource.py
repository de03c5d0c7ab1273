"""A resource or data source, as one instance of it will be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from idplint.documents.hcl_syntax import Expression, GetAttribute, Index, TupleItems, Variable
from idplint.documents.hcl_syntax import Literal as LiteralSyntax
from idplint.terraform.values import Unset

if TYPE_CHECKING:
    from idplint.model.values import Origin
    from idplint.terraform.bodies import Body
    from idplint.terraform.module_files import Declared
    from idplint.terraform.values import Unknown, Value

_META = frozenset({"count", "depends_on", "for_each", "provider"})
"""Arguments that are Terraform's own and not the provider's."""

EVERYTHING = "all"
"""The one entry of `ignore_changes` where Terraform leaves every argument alone."""


class Resource:
    """One instance of a resource or data source; arguments are worked out when somebody asks.

    Attributes:
        mode: `managed` for a resource, `data` for a data source.
        type: `okta_app_saml`.
        name: The second label.
        address: Absolute in its root module: `module.sso.okta_app_saml.app["ledger"]`; `[*]` at the end stands for an instance
            whose key is not known.
        key: Of `for_each` or `count`, or None.
        module_directory: Where its block stands, as displayed.
        root_directory: The root module, or the file of a plan, whose addresses it shares.
        origin: Its block, or its entry in a plan.
        exists: Why it is not known whether there is such an instance; None if there is.
        ignore_changes: Arguments that Terraform does not change once the resource is there; or only `all`.
        provider: As written in `provider = okta.eu`, or None.
        planned: Whether this was read from a plan or a state, not from code.
        configuration: Of its provider, where a file that was read holds it.
    """

    def __init__(  # noqa: PLR0913 - what a resource is
        self,
        *,
        mode: Literal["managed", "data"],
        type: str,  # noqa: A002 - Terraform's and HCL's word
        name: str,
        address: str,
        key: str | int | None,
        module_directory: str,
        root_directory: str,
        body: Body,
        ignore_changes: tuple[str, ...],
        provider: str | None,
        planned: bool,
        configuration: Body | None = None,
        import_block: Body | None = None,
    ) -> None:
        self.mode = mode
        self.type = type
        self.name = name
        self.address = address
        self.key = key
        self.module_directory = module_directory
        self.root_directory = root_directory
        self.ignore_changes = ignore_changes
        self.provider = provider
        self.planned = planned
        self.configuration = configuration
        self._import_block = import_block
        self._body = body

    @property
    def origin(self) -> Origin:
        """The block, or the entry in a plan."""
        return self._body.origin

    @property
    def exists(self) -> Unknown | None:
        """Why it is not known whether there is such an instance; None if there is."""
        return self._body.exists

    @property
    def body(self) -> Body:
        """Its arguments and blocks."""
        return self._body

    def names(self) -> frozenset[str]:
        """The provider's arguments that are written."""
        return self._body.names() - _META

    def argument(self, name: str) -> Value:
        """The value of an argument; `Unset` where it is absent or null."""
        return self._body.argument(name)

    def configured(self, name: str) -> Value:
        """The value of an argument of its provider's configuration; `Unset` where it is absent."""
        return Unset(None, self.origin) if self.configuration is None else self.configuration.argument(name)

    def imported_id(self) -> Value:
        """The id that an `import` block gives it; `Unset` where there is none."""
        return Unset(None, self.origin) if self._import_block is None else self._import_block.argument("id")

    def blocks(self, name: str) -> tuple[Body, ...]:
        """The nested blocks of a type, in order."""
        return self._body.blocks(name)

    def ignores(self, name: str) -> bool:
        """Whether Terraform leaves an argument alone once the resource is there."""
        return EVERYTHING in self.ignore_changes or name in self.ignore_changes


def ignored_changes(declared: Declared) -> tuple[str, ...]:
    """The arguments named by `lifecycle { ignore_changes = [...] }`."""
    names: list[str] = []
    for block in declared.nested():
        if "lifecycle" not in block.pointer[-2:]:
            continue
        found = block.attribute("ignore_changes")
        expression = found[0].expression if found else None
        if isinstance(expression, Variable) and expression.name == EVERYTHING:
            return (EVERYTHING,)
        if isinstance(expression, TupleItems):
            names.extend(name for item in expression.items if (name := _first_name(item)) is not None)
    return (EVERYTHING,) if EVERYTHING in names else tuple(names)


def _first_name(expression: Expression) -> str | None:
    """The argument that an entry of `ignore_changes` begins with; older code writes it in quotes."""
    while isinstance(expression, GetAttribute | Index):
        expression = expression.base
    if isinstance(expression, Variable):
        return expression.name
    if isinstance(expression, LiteralSyntax) and isinstance(expression.value, str):
        return EVERYTHING if expression.value == "*" else expression.value.partition(".")[0]
    return None


def provider_of(declared: Declared) -> str | None:
    """The provider configuration that a block names."""
    found = declared.attribute("provider")
    return None if found is None else provider_name(found[0].expression)


def provider_name(expression: Expression) -> str | None:
    """`okta`, or `okta.eu` with an alias; older code writes it in quotes. None for what names no configuration."""
    if isinstance(expression, GetAttribute) and isinstance(expression.base, Variable):
        return f"{expression.base.name}.{expression.name}"
    if isinstance(expression, Variable):
        return expression.name
    if isinstance(expression, LiteralSyntax) and isinstance(expression.value, str):
        return expression.value
    return None
