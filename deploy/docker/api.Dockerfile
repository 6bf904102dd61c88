# The Bookings API and its worker: docker build -f deploy/docker/api.Dockerfile -t bookings-api .
# Pin the base by digest where images are made for good: --build-arg BASE=python:3.12-slim-bookworm@sha256:…
ARG BASE=python:3.12-slim-bookworm

FROM ${BASE} AS build
WORKDIR /build
COPY requirements/api.txt deploy/docker/runtime_requirements.py ./
RUN python runtime_requirements.py api.txt > runtime.txt \
 && python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --no-deps --require-hashes -r runtime.txt

FROM ${BASE}
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOME=/tmp \
    BOOKINGS_HOST=0.0.0.0 BOOKINGS_PORT=8000
COPY --from=build /opt/venv /opt/venv
WORKDIR /app
COPY bookings ./bookings
COPY telemetry ./telemetry
COPY web ./web
COPY examples ./examples
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['BOOKINGS_PORT'] + '/health', timeout=2)"]
CMD ["python", "-m", "bookings", "serve"]
