"""What pip does not bring: Pango for PDF, a browser for the browser tests. Installed where we may, named elsewhere."""

import ctypes
import os
import shutil
import subprocess
import sys

PANGO = {
    "linux": ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz.so.0", "libfontconfig.so.1"),
    "darwin": ("libpango-1.0.dylib", "libpangoft2-1.0.dylib", "libharfbuzz.dylib", "libfontconfig.dylib"),
}
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = {
    "pango": ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0", "fontconfig"),
    "chromium": ("chromium",),
}
WITHOUT_PANGO = "Pango n'est pas installé ici : tout fonctionne, sauf les PDF (affiches, feuilles, lettres)."
WITHOUT_CHROMIUM = "Chromium n'est pas installé ici : les tests dans un navigateur sont sautés."
WITHOUT = {
    "pango": WITHOUT_PANGO + " Les tests de PDF sont sautés.",
    "chromium": WITHOUT_CHROMIUM,
}


def has_pango() -> bool:
    try:
        for library in PANGO.get(sys.platform, PANGO["linux"]):
            ctypes.CDLL(library)
    except OSError:
        return False
    return True


def chromium() -> str | None:
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def has(name: str) -> bool:
    return has_pango() if name == "pango" else bool(chromium())


def may_install() -> bool:
    return os.geteuid() == 0 and bool(shutil.which("apt-get"))


def install(packages: tuple[str, ...]) -> None:
    """With Debian's package lists as they are, then once more after an update. It may fail: the caller looks."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=60", *packages]
    for attempt in (command, ["apt-get", "update", "-q"], command):
        done = subprocess.run(attempt, env=environment, capture_output=True, stdin=subprocess.DEVNULL, check=False)
        if attempt is command and done.returncode == 0:
            return


def equip(*names: str) -> None:
    """Install what is missing where we are root on Debian; say in a line what is missing elsewhere."""
    missing = [name for name in names if not has(name)]
    if missing and may_install():
        packages = tuple(package for name in missing for package in PACKAGES[name])
        print(f"Installation de {', '.join(packages)}…", flush=True)
        install(packages)
    for name in missing:
        if not has(name):
            print(WITHOUT[name], flush=True)
