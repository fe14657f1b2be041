"""`python -m mediation.local demo | reset | run <command…> | equip <pango|chromium>… | audit`"""

import sys

from . import audit, demo, system


def main(arguments: list[str]) -> int | None:
    match arguments:
        case ["demo"]:
            system.equip("pango")
            return demo.run()
        case ["reset"]:
            return demo.reset()
        case ["run"]:
            raise SystemExit('Dites quelle commande : make manage ARGS="shell", ou ARGS="help" pour les voir toutes.')
        case ["run", *command]:
            return demo.command(command)
        case ["equip", *names] if names and set(names) <= set(system.PACKAGES):
            return system.equip(*names)
        case ["audit"]:
            return audit.run()
    raise SystemExit(__doc__)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except PermissionError as error:
        sys.exit(f"Accès refusé à {error.filename} : ce dossier est à quelqu'un d'autre. Choisissez VAR_DIR=…")
