# syntax=docker/dockerfile:1
FROM python:3.13-slim-bookworm AS build

ENV UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy PYTHONDONTWRITEBYTECODE=1
WORKDIR /app
COPY requirements/uv.txt requirements/app.txt requirements/
RUN pip install --quiet --no-cache-dir --require-hashes -r requirements/uv.txt \
 && uv venv --quiet /venv \
 && uv pip sync --quiet --no-cache --require-hashes --compile-bytecode --python /venv requirements/app.txt
COPY . .
# The keys are of no use afterwards: the settings ask for them, collecting static files does not read them.
RUN SECRET_KEY=build LINK_KEYS=build ADDRESS_KEY=build /venv/bin/python manage.py collectstatic --noinput --verbosity 0

FROM python:3.13-slim-bookworm

RUN apt-get update -q \
 && apt-get install -y -q --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --system --uid 10001 --home-dir /app mediation \
 && install -d -o mediation -g mediation -m 0700 /var/lib/mediation/files
COPY --from=build /venv /venv
COPY --from=build /app /app

ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    MEDIATION_ENV=production \
    PRIVATE_FILES=/var/lib/mediation/files
WORKDIR /app
USER mediation
EXPOSE 8000
CMD ["granian", "--interface=wsgi", "--workers=2", "--blocking-threads=4", "--host=0.0.0.0", "--port=8000", "mediation.wsgi:application"]
