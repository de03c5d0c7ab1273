"""Loading the compiled catalogue."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec

from idplint.errors import ConfigurationError
from idplint.providers.profile import Profile

GENERIC = "generic"


@cache
def profiles() -> dict[str, Profile]:
    """Every profile by id, from the compiled index that ships with idplint."""
    text = Path(__file__).with_name("catalogue.json").read_bytes()
    return {profile.id: profile for profile in msgspec.json.decode(text, type=list[Profile])}


def profile(ident: str) -> Profile:
    """The profile of that id.

    Raises:
        ConfigurationError: There is none; the help names the ones there are.
    """
    found = profiles().get(ident)
    if found is None:
        raise ConfigurationError(
            f"no service provider `{ident}` in the catalogue", help=f"known: {', '.join(sorted(profiles()))}"
        )
    return found
