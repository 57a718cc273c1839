"""The init phase under Lambda's runtime: of the artifact, of a function that only makes the DynamoDB client, of others.

Wall time is the emulator's own measure of the phase. CPU time is what the process has spent from its start until its
handler is imported, which the kernel counts exactly and a busy machine disturbs less.
"""

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from lamppost.local_cloud.stack import read_stack
from tests.performance import builds
from tests.support.runtime import Runtime

_ROUNDS = 15
_IMPORTS = 5
_FLOOR = "only the DynamoDB client"
_AIMS = {"plain build": 0.5, _FLOOR: 1.25}
_IMPORTED = re.compile(r"import time: +(\d+) \| +\d+ \| +(\w+)")
_ACCOUNT = {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "lamppost", "AWS_SECRET_ACCESS_KEY": "lamppost"}


def report(folder: Path) -> Iterator[str]:
    function = read_stack().functions["ServePages"]
    candidates = {
        "as built": builds.probed(builds.shipped(folder / "shipped"), function.handler),
        _FLOOR: builds.probed(builds.floor(folder / "floor", trimmed=True), "floor.handle"),
        "the same, boto3 not trimmed": builds.probed(builds.floor(folder / "untrimmed", trimmed=False), "floor.handle"),
        "bare `return {}`": builds.probed(builds.bare(folder / "bare"), "bare.handle"),
        "plain build": builds.probed(builds.plain(folder / "plain"), function.handler),
    }
    starts: dict[str, list[tuple[float, float, int]]] = {name: [] for name in candidates}
    for _ in range(_ROUNDS):
        for name, artifact in candidates.items():
            starts[name].append(_start(Runtime(artifact, builds.PROBED, function.environment)))
    medians = {name: [median(column) for column in zip(*each, strict=True)] for name, each in starts.items()}
    ours = medians["as built"]
    yield f"Cold start of serve_pages, medians of {_ROUNDS}      init, wall         CPU     modules"
    for name, (wall, cpu, modules) in medians.items():
        yield f"  {name:<40} {wall:>9.0f} ms {cpu:>8.0f} ms {modules:>11.0f}"
    for name in list(medians)[1:]:
        wall, cpu, _ = (mine / other for mine, other in zip(ours, medians[name], strict=True))
        aim = f"   aim: at most {_AIMS[name]:.2f} ×" if name in _AIMS else ""
        yield f"  {'as built / ' + name:<40} {wall:>9.2f} × {cpu:>9.2f} ×{aim}"
    yield ""
    yield from _import_times(folder / "shipped", function.environment)


def _start(runtime: Runtime) -> tuple[float, float, int]:
    with runtime:
        found = runtime.invoke({"probe": True})
        return runtime.init_milliseconds, found["start"], found["modules"]


def _import_times(artifact: Path, environment: dict[str, str]) -> Iterator[str]:
    """Where the start goes: each package's own time, without that of what it imports, by `python -X importtime`."""
    own = {"PYTHONPATH": str(artifact), "PYTHONDONTWRITEBYTECODE": "1"} | _ACCOUNT | dict(environment)
    command = [sys.executable, "-S", "-P", "-X", "importtime", "-c", "import serve_pages.handler"]
    runs: list[Counter[str]] = []
    for _ in range(_IMPORTS):
        told = subprocess.run(command, env=own, capture_output=True, text=True, check=True).stderr
        runs.append(spent := Counter())
        modules: Counter[str] = Counter()
        for microseconds, package in _IMPORTED.findall(told):
            group = "the standard library" if package in sys.stdlib_module_names else package
            spent[group] += int(microseconds)
            modules[group] += 1
    times = {package: median(run[package] for run in runs) / 1000 for package in runs[0]}
    yield f"Where the start goes, own time, medians of {_IMPORTS}        import     modules"
    for package, milliseconds in sorted(times.items(), key=lambda each: -each[1]):
        if milliseconds >= 1:
            yield f"  {package:<40} {milliseconds:>9.1f} ms {modules[package]:>11}"
    yield f"  {'all':<40} {sum(times.values()):>9.1f} ms {modules.total():>11}"
