"""`python -m lamppost`, from a checkout: the packages of the functions are found beside this one."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [path for path in (str(ROOT / "functions"), str(ROOT)) if path not in sys.path]

if __name__ == "__main__":
    try:
        from lamppost.cli import main

        main(prog_name="lamppost")
    except KeyboardInterrupt:  # while it was still being imported
        sys.exit(130)
