"""One target under atheris, for a while; `fuzz_expressions.py` starts it. Writes what it counted and found as JSON.

A process of its own, because libFuzzer ends the process that it runs in.
"""

from __future__ import annotations

import hashlib
import json
import os
import pkgutil
import sys
import time
import traceback
from importlib import import_module
from pathlib import Path
from typing import Any

import msgspec
from fuzz_mutation import Mutator

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

_SECONDS_BETWEEN_NOTES = 2.0
_WALL_SECONDS = 30
"""libFuzzer then ends the process: a call into C that never returns is out of the watchdog's reach."""
_LONGEST = 4_096
_NOT_KEPT = -1
"""Tells libFuzzer that a text is not worth changing further: it came to no tree."""
_BYTES_IN_ONE = 0.1
"""How often libFuzzer changes bytes instead of the mutator changing words."""
_PACKAGE = "idplint.expressions"


class Finding(msgspec.Struct):
    """The shortest text that raises in one place."""

    kind: str
    """`crash` or `hang`."""
    place: str
    message: str
    text: str
    times: int = 1


class Session(msgspec.Struct):
    """What one session counted."""

    target: str
    texts: int = 0
    calls: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    slowest_text: str = ""
    findings: dict[str, Finding] = {}


class Plan(msgspec.Struct, frozen=True):
    """What a session is asked to do."""

    target: str
    seconds: float
    seed: int
    folder: Path
    """`begin/` has the seeds; `kept/` gets the texts that reached something new, `found/` what libFuzzer ended by."""

    @property
    def notes(self) -> Path:
        """Where the counts go; JSON of a `Session`."""
        return self.folder / "session.json"


def as_text(raw: bytes) -> str:
    """Bytes as text; what is no UTF-8 becomes lone surrogates, which JSON can hold too."""
    return raw.decode("utf-8", "surrogateescape")


def as_bytes(text: str) -> bytes:
    """The bytes of a text, lone surrogates included."""
    return text.encode("utf-8", "surrogatepass")


def run(plan: Plan) -> None:
    """Fuzz until the time is over; then the process ends."""
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=[_PACKAGE]):
        from tests.expressions import fuzz_seeds, fuzz_targets

        # Some are loaded when they are first needed, which would be too late for instruments.
        for name in fuzz_targets.MODULES:
            part = import_module(f"{_PACKAGE}.{name}")
            for module in pkgutil.walk_packages(getattr(part, "__path__", ()), f"{part.__name__}."):
                import_module(module.name)

    session = Session(plan.target)
    mutator = Mutator(fuzz_seeds.seeds(plan.target), fuzz_seeds.pieces(plan.target), plan.seed)
    begun = noted = time.monotonic()

    def note() -> None:
        session.seconds = time.monotonic() - begun
        plan.notes.write_text(json.dumps(msgspec.to_builtins(session)), encoding="ascii")

    def once(raw: bytes) -> int:
        nonlocal noted
        text = as_text(raw)
        session.texts += 1
        is_read = True
        try:
            tally = fuzz_targets.check(plan.target, text)
        except (Exception, fuzz_targets.HangError) as problem:  # noqa: BLE001 - whatever it is, it is a finding
            _record(session, text, problem, is_hang=isinstance(problem, fuzz_targets.HangError))
        else:
            session.calls += tally.calls
            is_read = tally.calls > 1
            if tally.slowest > session.slowest:
                session.slowest, session.slowest_text = tally.slowest, text
                mutator.favour(text, tally.slowest)
        now = time.monotonic()
        if now - noted > _SECONDS_BETWEEN_NOTES or now - begun > plan.seconds:
            noted = now
            note()
        if now - begun > plan.seconds:
            os._exit(0)
        return 0 if is_read else _NOT_KEPT

    def mutated(raw: bytes, longest: int, seed: int) -> bytes:
        if seed % 1000 < _BYTES_IN_ONE * 1000:
            changed: bytes = atheris.Mutate(raw, longest)
            return changed
        return as_bytes(mutator.changed(as_text(raw), longest))[:longest]

    options = ["-verbosity=0", "-reload=0", "-len_control=0", f"-seed={plan.seed}", f"-max_len={_LONGEST}"]
    options += [f"-timeout={_WALL_SECONDS}", "-rss_limit_mb=3000", f"-artifact_prefix={plan.folder / 'found'}/"]
    folders = [str(plan.folder / "kept"), str(plan.folder / "begin")]
    atheris.Setup([sys.argv[0], *options, *folders], once, custom_mutator=mutated)
    note()
    atheris.Fuzz()


def _record(session: Session, text: str, problem: BaseException, *, is_hang: bool) -> None:
    place = place_of(problem)
    known = session.findings.get(place)
    if known is None:
        session.findings[place] = Finding("hang" if is_hang else "crash", place, str(problem)[:500], text)
        return
    known.times += 1
    if len(text) < len(known.text):
        known.text = text


def place_of(problem: BaseException) -> str:
    """What kind of problem it is and the innermost line of ours: two findings with the same one are one."""
    frames = traceback.extract_tb(problem.__traceback__)
    inside = [each for each in frames if "idplint" in each.filename] or list(frames)
    return f"{type(problem).__name__} at {'/'.join(Path(inside[-1].filename).parts[-3:])}:{inside[-1].lineno}"


def prepare(plan: Plan, texts: list[str]) -> None:
    """Lay out the folders of a session; texts kept by an earlier one stay."""
    for name in ("begin", "kept", "found"):
        (plan.folder / name).mkdir(parents=True, exist_ok=True)
    for text in texts:
        raw = as_bytes(text)
        (plan.folder / "begin" / hashlib.sha256(raw).hexdigest()[:20]).write_bytes(raw)


def counted(plan: Plan) -> Session:
    """What a session has noted so far."""
    return msgspec.convert(json.loads(plan.notes.read_text(encoding="ascii")), Session)


def kept(plan: Plan) -> list[str]:
    """The texts that reached something new."""
    return sorted({as_text(path.read_bytes()) for path in (plan.folder / "kept").iterdir()})


if __name__ == "__main__":
    run(msgspec.json.decode(sys.argv[1], type=Plan, dec_hook=lambda kind, value: kind(value)))
