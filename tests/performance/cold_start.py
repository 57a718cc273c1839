"""The init phase under Lambda's runtime: of the artifact, of a handler that does nothing, of a plain build.

Wall time is the emulator's own measure of the phase. CPU time is the runtime process's, from its start to
its first answer, which the kernel counts exactly and a busy machine disturbs less.
"""

from collections.abc import Iterator
from pathlib import Path
from statistics import median

from lamppost.local_cloud.stack import read_stack
from tests.performance import builds
from tests.support.blog import event
from tests.support.runtime import Runtime

_ROUNDS = 15
# Answered without the database, and small: what is measured is the start.
_EVENT = event("GET", "/assets/nothing", "", {}, [])


def report(folder: Path) -> Iterator[str]:
    function = read_stack().functions["ServePages"]
    candidates = {
        "as built": (builds.shipped(folder / "shipped"), function.handler),
        "bare `return {}`": (builds.bare(folder / "bare"), "bare.handle"),
        "plain build": (builds.plain(folder / "plain"), function.handler),
    }
    starts: dict[str, list[tuple[float, float]]] = {name: [] for name in candidates}
    for _ in range(_ROUNDS):
        for name, (artifact, handler) in candidates.items():
            starts[name].append(_start(Runtime(artifact, handler, function.environment)))
    medians = {name: [median(column) for column in zip(*each, strict=True)] for name, each in starts.items()}
    ours = medians["as built"]
    yield f"Cold start of serve_pages, medians of {_ROUNDS}      init, wall         CPU"
    for name, (wall, cpu) in medians.items():
        yield f"  {name:<40} {wall:>9.0f} ms {cpu:>8.0f} ms"
    for name in list(medians)[1:]:
        wall, cpu = (mine / other for mine, other in zip(ours, medians[name], strict=True))
        aim = "   aim: at most 0.50 ×" if name == "plain build" else ""
        yield f"  {'as built / ' + name:<40} {wall:>9.2f} × {cpu:>9.2f} ×{aim}"


def _start(runtime: Runtime) -> tuple[float, float]:
    with runtime:
        runtime.invoke(_EVENT)
        return runtime.init_milliseconds, runtime.cpu_milliseconds
