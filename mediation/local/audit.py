"""Known faults of the packages we lock. Where nobody can be asked, says so and lets go."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from .paths import ROOT


def run() -> int:
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        locked = ROOT / "requirements" / "app.txt"
        command = [sys.executable, "-m", "pip_audit", "--requirement", locked, "--disable-pip", "--require-hashes"]
        command += ["--progress-spinner=off", "--timeout=5", "--format=json", "--output", report]
        subprocess.run(command, capture_output=True, check=False)
        if not report.exists() or not report.stat().st_size:
            print("Failles connues des paquets : non vérifiées (le service qui les publie ne répond pas d'ici).")
            return 0
        return tell(json.loads(report.read_text(encoding="utf-8"))["dependencies"])


def tell(packages: list[dict]) -> int:
    faulty = [package for package in packages if package.get("vulns")]
    for package in faulty:
        for fault in package["vulns"]:
            fixed = ", ".join(fault["fix_versions"]) or "aucune version"
            print(f"{package['name']} {package['version']} : {fault['id']}, corrigé dans {fixed}")
    print(f"Failles connues des paquets : {len(faulty) or 'aucune'} ({len(packages)} paquets vérifiés).")
    return 1 if faulty else 0
