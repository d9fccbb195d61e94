"""Make a virtual environment with pip in it, also where the system Python came without `ensurepip`.

Usage: python3 tools/make_venv.py .venv
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path


def main(target: Path) -> int:
    """Make `target`; returns the exit status, 0 when it is ready."""
    if sys.version_info < (3, 11):  # noqa: UP036 - the one file that an older Python may run, to be told so
        print(f"Ashen needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: make PYTHON=python3.12")
        return 1
    if (target / "bin" / "pip").exists():
        return 0
    try:
        import ensurepip  # noqa: F401 - only asking whether it is there
    except ImportError:
        if not install_venv_package():
            version = f"python3.{sys.version_info.minor}"
            print(f"This Python has no venv support. Install it (Debian: apt install {version}-venv) and run again.")
            return 1
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(target)], check=True)
    return 0


def install_venv_package() -> bool:
    """On Debian as root, install the package that holds `ensurepip`; False where that is not possible."""
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return False
    package = f"python3.{sys.version_info.minor}-venv"
    quiet = {"DEBIAN_FRONTEND": "noninteractive", **os.environ}
    update = subprocess.run(["apt-get", "update", "-qq"], env=quiet)
    install = subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", package], env=quiet)
    return update.returncode == 0 and install.returncode == 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
