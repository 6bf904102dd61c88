# Rasa with the channels, and the action server: docker build -f deploy/docker/bot.Dockerfile -t bookings-bot .
# The trained model goes in as it is under models/: `make train` before.
# Pin the base by digest where images are made for good: --build-arg BASE=python:3.10-slim-bookworm@sha256:…
ARG BASE=python:3.10-slim-bookworm

FROM ${BASE} AS build
RUN apt-get update && apt-get install -y --no-install-recommends build-essential && rm -rf /var/lib/apt/lists/*
WORKDIR /build
COPY requirements/bot.txt deploy/docker/runtime_requirements.py ./
RUN python runtime_requirements.py bot.txt > runtime.txt \
 && python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r runtime.txt

FROM ${BASE}
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp \
    BOT_HOST=0.0.0.0 BOT_PORT=5005 ACTIONS_PORT=5055 BOT_CREDENTIALS=credentials.production.yml
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY actions ./actions
COPY bot ./bot
COPY data ./data
COPY telemetry ./telemetry
COPY web ./web
COPY models ./models
COPY config.yml domain.yml endpoints*.yml credentials*.yml ./
USER 10001:10001
EXPOSE 5005 5055
HEALTHCHECK --interval=10s --timeout=3s --start-period=120s CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['BOT_PORT'] + '/', timeout=2)"]
CMD ["python", "-m", "bot.runtime", "run", "--model", "models/bookings-bot.tar.gz"]
