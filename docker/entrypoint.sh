#!/bin/sh
# web, worker, beat, or any command of manage.py: docker compose run --rm web createsuperuser
set -eu

case "${1:-web}" in
  web)
    # 0.0.0.0 inside the container only: docker-compose.yml publishes no port of it.
    exec gunicorn scr_tracker.wsgi --bind 0.0.0.0:8000 --no-control-socket --worker-tmp-dir /dev/shm \
      --workers "${WEB_WORKERS:-3}" --threads 4 --timeout 60 --max-requests 5000 --max-requests-jitter 500
    ;;
  worker)
    exec celery --app scr_tracker --quiet worker --concurrency "${WORKER_PROCESSES:-2}" \
      --loglevel info --max-tasks-per-child 500
    ;;
  beat)
    exec celery --app scr_tracker --quiet beat --schedule /tmp/beat-schedule --pidfile= --loglevel info
    ;;
  *)
    exec python manage.py "$@"
    ;;
esac
