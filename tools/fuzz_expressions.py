"""Fuzz every parser and evaluator of expressions, guided by coverage; exit 1 where one crashes, hangs or answers in a wrong form.

    pip install atheris
    python tools/fuzz_expressions.py --minutes 10            # all targets, one after the other
    python tools/fuzz_expressions.py --minutes 10 --keep     # then write the texts that reach most of it
    python tools/fuzz_expressions.py --minutes 2 --target okta-classic --seed 7

What counts as sound is in `tests/expressions/fuzz_targets.py`. The run begins with the worked examples, hostile texts and the
corpus. It needs atheris (libFuzzer for Python, Linux and macOS), which nothing else of idplint does; the tests replay the corpus
without it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import msgspec

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from fuzz_coverage import Step, all_lines, fewest, lines, steps
from fuzz_session import Finding, Plan, Session, as_text, counted, kept, place_of, prepare

from tests.expressions.fuzz_seeds import seeds
from tests.expressions.fuzz_targets import TARGETS, HangError, check

ROOT = Path(__file__).resolve().parent.parent
_MOST_KEPT = 60
"""Inputs of one target in the corpus."""
_LONGEST_KEPT = 1_500
_MOST_SECONDS_KEPT = 0.1
"""Of processor time for one call: the replay is to be quick."""
_MOST_STARTS = 5
_LEAST_SECONDS = 3.0


class Ran(NamedTuple):
    """One target: its counts, the texts it kept, and the steps that these and the seeds take."""

    session: Session
    kept: int
    reached: dict[str, frozenset[Step]]


def main() -> int:
    """Fuzz, report, and where asked keep; 1 where anything was found."""
    asked = _arguments()
    targets = asked.target or list(TARGETS)
    seconds = asked.minutes * 60 / len(targets)
    ran: list[Ran] = []
    for target in targets:
        corpus = asked.corpus / f"{target}.jsonl"
        earlier = read_corpus(corpus) if corpus.is_file() else []
        begin = [*dict.fromkeys((*seeds(target), *earlier))]
        print(f"{target}: {len(begin)} seeds, {seconds:.0f} s", flush=True)
        ran.append(_fuzzed(target, begin, seconds, asked))
        if asked.keep:
            corpus.parent.mkdir(parents=True, exist_ok=True)
            chosen = fewest(ran[-1].reached, _MOST_KEPT)
            corpus.write_text("".join(f"{json.dumps(text)}\n" for text in chosen), encoding="ascii")
    print(_table(ran))
    return 1 if _report_findings(ran, asked.findings) else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=10, help="for all targets together")
    parser.add_argument("--seed", type=int, default=1, help="of the mutations; the time decides how far they get")
    parser.add_argument("--target", action="append", choices=TARGETS, help="only this one; may be given again")
    parser.add_argument(
        "--corpus", type=Path, default=ROOT / "tests/expressions/corpus", help="read, and with --keep written"
    )
    parser.add_argument("--keep", action="store_true", help="write the texts that reach most lines into the corpus")
    parser.add_argument(
        "--findings", type=Path, default=ROOT / "build/fuzz", help="folder for findings and working files"
    )
    return parser.parse_args()


def read_corpus(path: Path) -> list[str]:
    """The texts of a corpus file: one JSON string a line."""
    return [json.loads(line) for line in path.read_text(encoding="ascii").splitlines()]


# --- one target ------------------------------------------------------------------------------------------------------


def _fuzzed(target: str, begin: list[str], seconds: float, asked: argparse.Namespace) -> Ran:
    total = Session(target)
    folder = asked.findings / f"{target}-{os.getpid()}"
    plan = Plan(target, seconds, asked.seed, folder)
    prepare(plan, begin)
    for start in range(_MOST_STARTS):
        left = seconds - total.seconds
        if left < _LEAST_SECONDS and start:
            break
        plan = Plan(target, left, asked.seed + start, folder)
        written = json.dumps({**msgspec.structs.asdict(plan), "folder": str(folder)})
        script = str(Path(__file__).with_name("fuzz_session.py"))
        ended = subprocess.run([sys.executable, script, written], check=False, capture_output=True, text=True)
        if not plan.notes.exists():
            sys.exit(f"the session of {target} did not begin:\n{ended.stderr[-2000:]}")
        _add(total, counted(plan))
        if ended.returncode:
            _add_ended(total, plan, ended.returncode, ended.stderr)
    texts = kept(plan)
    return Ran(total, len(texts), _reached(target, [*begin, *texts]))


def _add(total: Session, session: Session) -> None:
    total.texts += session.texts
    total.calls += session.calls
    total.seconds += session.seconds
    if session.slowest > total.slowest:
        total.slowest, total.slowest_text = session.slowest, session.slowest_text
    for place, finding in session.findings.items():
        known = total.findings.setdefault(place, finding)
        if known is not finding:
            known.times += finding.times


def _add_ended(total: Session, plan: Plan, code: int, errors: str) -> None:
    """The process was ended by libFuzzer: a call that never returns, the memory, a fault in C."""
    left = [path for path in (plan.folder / "found").iterdir() if path.name not in total.findings]
    for path in left:
        kind = "hang" if path.name.startswith("timeout") else "crash"
        total.findings[path.name] = Finding(kind, path.name, errors[-500:], as_text(path.read_bytes()))
    if not left:
        total.findings[f"exit {code}"] = Finding("crash", f"exit {code}", errors[-2000:], "")


def _reached(target: str, texts: list[str]) -> dict[str, frozenset[Step]]:
    found: dict[str, frozenset[Step]] = {}
    for text in texts:
        if len(text) > _LONGEST_KEPT:
            continue
        try:
            if check(target, text).slowest < _MOST_SECONDS_KEPT:
                found[text] = steps(target, text)
        except (Exception, HangError):  # noqa: BLE001, S112 - it is among the findings
            continue
    return found


# --- report ----------------------------------------------------------------------------------------------------------


def _table(ran: list[Ran]) -> str:
    rows = [
        "| Target | Inputs | Calls | Kept | Crashes | Hangs | Lines reached | Slowest call |",
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    union: frozenset[Step] = frozenset()
    for session, count, reached in ran:
        here = frozenset[Step]().union(*reached.values())
        union |= here
        hangs = sum(each.kind == "hang" for each in session.findings.values())
        rows.append(
            f"| {session.target} | {session.texts:,} | {session.calls:,} | {count:,} | {len(session.findings) - hangs} | {hangs} "
            f"| {len(lines(here)):,} | {session.slowest:.2f} s |"
        )
    sessions = [each.session for each in ran]
    known = all_lines()
    crashes, hangs = (
        sum(each.kind == kind for session in sessions for each in session.findings.values())
        for kind in ("crash", "hang")
    )
    rows.append(
        f"| together | {sum(each.texts for each in sessions):,} | {sum(each.calls for each in sessions):,} "
        f"| {sum(each.kept for each in ran):,} | {crashes} | {hangs} | {len(lines(union) & known):,} of {len(known):,} "
        f"| {max(each.slowest for each in sessions):.2f} s |"
    )
    return "\n".join([*rows, "", f"{sum(each.seconds for each in sessions):.0f} s of fuzzing, one process."])


def _report_findings(ran: list[Ran], folder: Path) -> int:
    found = [(session.target, each) for session, _, _ in ran for each in session.findings.values()]
    for number, (target, finding) in enumerate(found, 1):
        finding.text = _shortest(target, finding)
        print(f"{finding.kind} of {target}, {finding.times} times: {finding.place!a}: {finding.message!a}")
        print(f"  {ascii(finding.text)[:500]}")
        path = folder / f"finding-{target}-{number}.json"
        path.write_text(json.dumps({"target": target, **msgspec.structs.asdict(finding)}, indent=1), encoding="ascii")
        print(f"  {path}")
    return len(found)


def _shortest(target: str, finding: Finding) -> str:
    """The text without every part that the same problem does without."""
    text, size = finding.text, len(finding.text) // 2
    while size and finding.kind == "crash":
        at = 0
        while at < len(text):
            shorter = text[:at] + text[at + size :]
            if _place(target, shorter) == finding.place:
                text = shorter
            else:
                at += size
        size //= 2
    return text


def _place(target: str, text: str) -> str:
    try:
        check(target, text)
    except (Exception, HangError) as problem:  # noqa: BLE001 - the kind is what is asked
        return place_of(problem)
    return ""


if __name__ == "__main__":
    sys.exit(main())
