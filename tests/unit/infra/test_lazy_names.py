"""Packages that hand on names, as the artifact ships them: imported when they are asked for, and the same otherwise."""

import sys
from pathlib import Path

import pytest

from infra.lazy_names import lazy

_INIT = '''"""What it is for."""
from pathlib import Path

from handing_on.near import (
    Near,
    nearer as nearest,
)
from .far import Far
from handing_on.used import VERSION

__all__ = ["Far", "Near", "nearest"]
__version__ = VERSION
PLACE = Path(__file__)
'''
_MODULES = {
    "near": "class Near:\n    pass\n\n\ndef nearer():\n    return 'near'\n",
    "far": "class Far:\n    pass\n",
    "used": "VERSION = '1.0'\n",
}


@pytest.fixture
def handing_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The package, imported."""
    (tmp_path / "handing_on").mkdir()
    (tmp_path / "handing_on" / "__init__.py").write_text(lazy(_INIT, "handing_on"))
    for name, source in _MODULES.items():
        (tmp_path / "handing_on" / f"{name}.py").write_text(source)
    monkeypatch.syspath_prepend(str(tmp_path))
    import handing_on

    yield handing_on
    for name in [name for name in sys.modules if name.partition(".")[0] == "handing_on"]:
        del sys.modules[name]


def test_a_module_is_imported_when_a_name_of_it_is_asked_for(handing_on):
    assert "handing_on.near" not in sys.modules
    assert handing_on.nearest() == "near"
    assert "handing_on.near" in sys.modules
    assert "handing_on.far" not in sys.modules


def test_a_name_is_the_very_thing_that_its_module_has(handing_on):
    from handing_on import Far, Near

    assert (Far, Near) == (sys.modules["handing_on.far"].Far, sys.modules["handing_on.near"].Near)


def test_what_the_package_uses_itself_and_what_others_make_is_imported_at_once(handing_on):
    assert handing_on.__version__ == "1.0"
    assert handing_on.PLACE.name == "__init__.py"


def test_a_name_that_is_not_handed_on_is_missing_as_anywhere(handing_on):
    with pytest.raises(AttributeError, match="module 'handing_on' has no attribute 'Nothing'"):
        handing_on.Nothing  # noqa: B018


def test_lines_keep_their_numbers_for_tracebacks():
    lines = lazy(_INIT, "handing_on").splitlines()
    assert lines.index("PLACE = Path(__file__)") == _INIT.splitlines().index("PLACE = Path(__file__)")


def test_a_package_that_hands_on_nothing_stops_the_build():
    with pytest.raises(SystemExit, match=r"handing_on hands on no names any more: .*infra/lazy_names\.py"):
        lazy("from pathlib import Path\n", "handing_on")
