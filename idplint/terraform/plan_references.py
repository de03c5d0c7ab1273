"""Which resources the expressions of a plan name, through variables, calls and outputs of modules.

A plan shows the configuration only as far as constants and the names in each expression; locals stay names.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from idplint.model.values import Origin
from idplint.terraform.values import Reference

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_STEP = re.compile(r'\.?(?P<name>[\w-]+)|\[(?:"(?P<text>(?:[^"\\]|\\.)*)"|(?P<number>\d{1,9}))\]')
_DEPTH = 20
_REFERENCES = 50


def parsed(address: str) -> tuple[str | int, ...]:
    """The steps of an address: `module`, `sso`, `azuread_application`, `x`, `eu`. Empty for what is no address."""
    steps: list[str | int] = []
    place = 0
    while place < len(address):
        match = _STEP.match(address, place)
        if match is None or len(address) > 2000:  # noqa: PLR2004 - counted in the line itself
            return ()
        place = match.end()
        if match["number"] is not None:
            steps.append(int(match["number"]))
        else:
            steps.append(match["name"] if match["name"] is not None else match["text"])
    return tuple(steps)


class _Place:
    """A module in the configuration, with the way there."""

    __slots__ = ("above", "call", "module", "prefix")

    def __init__(self, module: Mapping[str, Any], prefix: str, above: _Place | None, call: Mapping[str, Any]) -> None:
        self.module = module
        self.prefix = prefix
        self.above = above
        self.call = call


class Configuration:
    """The `configuration` of a plan; empty for a state."""

    def __init__(self, root: object, path: str) -> None:
        """Take the root module and the display path of the plan."""
        self._root = _Place(root if isinstance(root, dict) else {}, "", None, {})
        self._is_shown = isinstance(root, dict)
        self._path = path

    def written(self, address: str) -> frozenset[str] | None:
        """The arguments that the configuration of a resource writes."""
        found = self._block(address)
        return None if found is None else frozenset(_object(found[0].get("expressions")))

    def provider_of(self, address: str) -> str | None:
        """The provider configuration of a resource, without the module it is declared in."""
        found = self._block(address)
        key = found[0].get("provider_config_key") if found else None
        return key.rpartition(":")[2] if isinstance(key, str) else None

    def provider_key_of(self, address: str) -> str | None:
        """The key of a resource's provider configuration in `provider_config`."""
        found = self._block(address)
        key = found[0].get("provider_config_key") if found else None
        return key if isinstance(key, str) else None

    def references(self, address: str, argument: str) -> tuple[Reference, ...]:
        """The attributes of other resources that the expression of an argument names, in order, each once."""
        found = self._block(address)
        if found is None:
            return ()
        block, place = found
        expression = _object(block.get("expressions")).get(argument)
        steps = parsed(address)
        key = _key(address, steps)
        origin = Origin(self._path)
        met = dict.fromkeys(self._resolved(_names(expression), place, key, 0))
        return tuple(
            [
                Reference(to, path, self._path, declared=True, written=origin, used=origin)
                for to, path in list(met)[:_REFERENCES]
            ]
        )

    def _block(self, address: str) -> tuple[Mapping[str, Any], _Place] | None:
        steps = list(parsed(address))
        place = self._root
        while len(steps) > 1 and steps[0] == "module":
            below = self._called(place, steps[1], steps[2] if len(steps) > 2 else None, address)  # noqa: PLR2004 - counted in the line itself
            if below is None:
                return None
            place, keyed = below
            del steps[: 3 if keyed else 2]
        wanted = ".".join(map(str, steps[: 3 if steps and steps[0] == "data" else 2]))
        for block in place.module.get("resources", []) if isinstance(place.module.get("resources"), list) else []:
            if _object(block).get("address") == wanted:
                return block, place
        return None

    def _called(self, place: _Place, name: str | int, following: object, address: str) -> tuple[_Place, bool] | None:
        call = _object(_object(place.module.get("module_calls")).get(str(name)))
        module = call.get("module")
        if not isinstance(module, dict):
            return None
        prefix = f"{place.prefix}module.{name}"
        rest = address[len(prefix) :] if address.startswith(prefix) else ""
        keyed = rest.startswith("[")
        if keyed:
            match = _STEP.match(rest)
            prefix += match[0] if match else ""
        del following
        return _Place(module, f"{prefix}.", place, call), keyed

    def _resolved(
        self, names: list[str], place: _Place, key: str, depth: int
    ) -> Iterator[tuple[str, tuple[str | int, ...]]]:
        """Addresses and attribute paths that some names stand for, in a module."""
        if depth > _DEPTH:
            return
        # Each name comes with its own beginnings: `x.y.id`, then `x.y`. The longest says most.
        longest = [name for name in names if not any(_begins(other, name) for other in names)]
        repeated = any(name.startswith(("each.", "count.")) for name in names)
        for name in longest[:_REFERENCES]:
            steps = parsed(name)
            if len(steps) < 2 or steps[0] in {"each", "count", "path", "terraform", "local", "self"}:  # noqa: PLR2004 - counted in the line itself
                continue
            if steps[0] == "var":
                if place.above is not None:
                    given = _object(place.call.get("expressions")).get(str(steps[1]))
                    yield from self._resolved(_names(given), place.above, key, depth + 1)
            elif steps[0] == "module":
                yield from self._output(steps, place, key, depth)
            else:
                size = 3 if steps[0] == "data" else 2
                address = place.prefix + ".".join(map(str, steps[:size]))
                rest = steps[size:]
                after = name[len(".".join(map(str, steps[:size]))) :]
                if after.startswith("["):
                    match = _STEP.match(after)
                    address += match[0] if match else ""
                    rest = rest[1:]
                elif repeated and key:
                    address += key
                yield address, rest

    def _output(
        self, steps: tuple[str | int, ...], place: _Place, key: str, depth: int
    ) -> Iterator[tuple[str, tuple[str | int, ...]]]:
        call = _object(_object(place.module.get("module_calls")).get(str(steps[1])))
        module = call.get("module")
        outputs = [step for step in steps[2:] if isinstance(step, str)]
        if not isinstance(module, dict) or not outputs:
            return
        for output in outputs[:2]:
            declared = _object(_object(module.get("outputs")).get(output))
            if declared:
                below = _Place(module, f"{place.prefix}module.{steps[1]}.", place, call)
                yield from self._resolved(_names(declared.get("expression")), below, key, depth + 1)
                return


def _object(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _names(expression: object, depth: int = 0) -> list[str]:
    """The names in an expression of the configuration, those of nested blocks included."""
    if depth > _DEPTH:
        return []
    if isinstance(expression, list):
        return [name for item in expression[:_REFERENCES] for name in _names(item, depth + 1)]
    if not isinstance(expression, dict):
        return []
    own = expression.get("references")
    if isinstance(own, list):
        return [name for name in own if isinstance(name, str)]
    return [name for item in expression.values() for name in _names(item, depth + 1)]


def _begins(longer: str, name: str) -> bool:
    return longer != name and longer.startswith((f"{name}.", f"{name}["))


def _key(address: str, steps: tuple[str | int, ...]) -> str:
    """The instance key at the end of an address, with its brackets."""
    return address[address.rindex("[") :] if steps and address.endswith("]") else ""
