# One image for web, worker and beat; docker/entrypoint.sh says which. docker-compose.yml runs them.

FROM python:3.13-slim AS static
WORKDIR /app
COPY package.json package-lock.json .npmrc ./
COPY requirements requirements
COPY scripts scripts
COPY static static
RUN python -m scripts.setup --no-data
COPY . .
# Collecting asks for no database and signs nothing; the key does not leave this stage.
RUN SECRET_KEY=only-while-building VAR_DIR=/app/var .venv/bin/python manage.py collectstatic --noinput

FROM python:3.13-slim AS packages
COPY requirements/base.txt /tmp/
RUN python -m venv /app/.venv \
    && /app/.venv/bin/pip install --no-cache-dir --require-hashes --requirement /tmp/base.txt

FROM python:3.13-slim
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    VAR_DIR=/app/var
WORKDIR /app
COPY --from=packages /app/.venv .venv
COPY . .
COPY --from=static /app/var/static var/static
# The volume of evidence takes its owner from this folder; nothing else is written outside /tmp.
RUN useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin tracker \
    && install --directory --owner=tracker --mode=0750 var/evidence
USER tracker
EXPOSE 8000
ENTRYPOINT ["docker/entrypoint.sh"]
CMD ["web"]
