PYTHON ?= python3
PY := .venv/bin/python
UV := .uv/bin/uv
export UV_PYTHON_DOWNLOADS := never
export UV_NO_CONFIG := 1

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset manage test check bench chaos lock vendor clean

help:
	@awk -F ' *## ' '/^[a-z-]+:.*## /{sub(/:.*/, "", $$1); printf "  make %-11s %s\n", $$1, $$2}' Makefile

demo: .venv/demo.done  ## démarre l'espace de démonstration (PORT=8123, VAR_DIR=/chemin, DATABASE_URL, REDIS_URL)
	@exec $(PY) -m mediation.local demo

demo-reset: .venv/demo.done  ## efface les données de démonstration et repart de zéro
	@$(PY) -m mediation.local reset
	@exec $(PY) -m mediation.local demo

manage: .venv/demo.done  ## une commande sur la démonstration : make manage ARGS="shell"
	@exec $(PY) -m mediation.local run $(ARGS)

test: .venv/test.done  ## tous les tests, navigateur compris (ARGS="-k mots" pour choisir)
	@$(PY) -m mediation.local equip pango chromium
	@exec $(PY) -m pytest -n 3 $(ARGS)

check: .venv/test.done  ## style, gabarits, imports entre applications, migrations, failles connues, réglages de production
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .
	@.venv/bin/djlint --quiet --lint templates
	@.venv/bin/lint-imports --no-cache
	@MEDIATION_ENV=development $(PY) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	@$(PY) -m mediation.local audit
	@MEDIATION_ENV=production SECRET_KEY=$$($(PY) -c 'import secrets; print(secrets.token_hex(50))') LINK_KEYS=a-key-for-this-check ADDRESS_KEY=another \
	  ALLOWED_HOSTS=mediation.example.org PUBLIC_ADDRESS=https://mediation.example.org \
	  $(PY) manage.py check --deploy --fail-level WARNING

bench: .venv/test.done  ## mesures de vitesse, contre leurs bornes (ONLY=nom pour une seule)
	@exec $(PY) -m tests.figures bench $(ONLY)

chaos: .venv/test.done  ## mesures sous pannes et courses, contre leurs bornes (ONLY=nom pour une seule)
	@exec $(PY) -m tests.figures chaos $(ONLY)

lock: $(UV)  ## recalcule requirements/*.txt depuis pyproject.toml (ARGS="--upgrade" pour tout rajeunir)
	@$(UV) pip compile --quiet --universal --generate-hashes --no-header --no-annotate $(ARGS) --group test pyproject.toml -o requirements/test.txt
	@$(UV) pip compile --quiet --universal --generate-hashes --no-header --no-annotate -c requirements/test.txt --group demo pyproject.toml -o requirements/demo.txt
	@$(UV) pip compile --quiet --universal --generate-hashes --no-header --no-annotate -c requirements/test.txt pyproject.toml -o requirements/app.txt
	@! grep -nE 'https?://|--index-url|--find-links| @ ' requirements/*.txt

vendor: .venv/test.done  ## recopie dans static/vendor/ les fichiers de navigateur épinglés par package.json (demande Node)
	@npm ci --ignore-scripts
	@npm run vendor

clean:  ## efface .uv, .venv, les données de démonstration et de test
	@rm -rf .uv .venv var node_modules staticfiles .pytest_cache .ruff_cache .import_linter_cache

$(UV): requirements/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 ou plus récent est nécessaire : make PYTHON=python3.12 …")'
	@$(PYTHON) -m venv .uv || { echo "Il manque le module venv de Python (Debian : apt install python3-venv)."; exit 1; }
	@.uv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

# One environment for both: the test requirements hold the demo's, at the same versions.
.venv/demo.done: requirements/demo.txt | $(UV)
	@echo "Les bibliothèques s'installent dans .venv : une minute, cette fois seulement."
	@test -x $(PY) || $(UV) venv --quiet --clear --python .uv/bin/python .venv
	@$(UV) pip sync --quiet --require-hashes --python .venv requirements/$$(test -e .venv/test.done && echo test || echo demo).txt
	@touch $@

.venv/test.done: requirements/test.txt | $(UV)
	@echo "Les outils de test s'installent dans .venv : une minute, cette fois seulement."
	@test -x $(PY) || $(UV) venv --quiet --clear --python .uv/bin/python .venv
	@$(UV) pip sync --quiet --require-hashes --python .venv requirements/test.txt
	@touch $@
