"""What stands beside the resources and tells which they are: configurations of providers, and `import` blocks.

Source: developer.hashicorp.com/terraform/language, "Provider Configuration" and "Configuration-based import": a resource uses the
default configuration of its type's provider or the one that it names; a called module inherits default configurations, and gets
those that its call's `providers` hands over; `import` blocks stand in root modules only.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from idplint.documents.hcl_syntax import Expression, GetAttribute, Index, Literal, ObjectItems, Variable
from idplint.terraform.bodies import Body, HclBody
from idplint.terraform.resource import provider_name, provider_of
from idplint.terraform.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Mapping

    from idplint.terraform.evaluation import Evaluator
    from idplint.terraform.module import Module
    from idplint.terraform.module_files import Declared, ModuleFiles


def imports_of(files: ModuleFiles) -> Mapping[str, Declared]:
    """The `import` blocks of a root module by the address they import to; not those with `for_each`, nor two to one address."""
    found: dict[str, Declared] = {}
    twice: set[str] = set()
    for block in files.imports:
        to = block.attribute("to")
        address = None if to is None or block.attribute("for_each") is not None else _address(to[0].expression)
        if address is not None:
            twice |= {address} & found.keys()
            found[address] = block
    return {address: block for address, block in found.items() if address not in twice}


def _address(expression: Expression) -> str | None:
    """`module.sso["eu"].okta_app_saml.app`, as a resource spells its own address; None for what is no address."""
    steps: list[str] = []
    while not isinstance(expression, Variable):
        match expression:
            case GetAttribute(base=base, name=name):
                steps.append(f".{name}")
            case Index(base=base, key=Literal(value=str() as key)):
                steps.append(f"[{json.dumps(key, ensure_ascii=False)}]")
            case Index(base=base, key=Literal(value=int() as number)):
                steps.append(f"[{number}]")
            case _:
                return None
        expression = base
    return expression.name + "".join(reversed(steps))


def configuration_of(module: Module, declared: Declared, type_: str, evaluator: Evaluator) -> Body | None:
    """The configuration of the provider that a resource uses; None where no file that was read holds it.

    Args:
        module: The one the resource stands in.
        declared: The resource's block.
        type_: Its type, whose first word is the provider's name.
        evaluator: Works out the arguments.
    """
    name = provider_of(declared) or type_.partition("_")[0]
    while True:
        block = module.files.providers.get(name)
        if block is not None:
            return HclBody(evaluator, block, Scope(module, block.path, {}))
        call = module.call
        if call is None:
            return None
        handed = _handed(call.declared)
        if name not in handed and "." in name:
            return None
        name = handed.get(name, name)
        module = call.module


def _handed(call: Declared) -> Mapping[str, str]:
    """The configurations that a call hands over, by their names in the called module."""
    found = call.attribute("providers")
    if found is None or not isinstance(found[0].expression, ObjectItems):
        return {}
    named = [(provider_name(item.key), provider_name(item.value)) for item in found[0].expression.items]
    return {inner: outer for inner, outer in named if inner is not None and outer is not None}
