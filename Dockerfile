# crible in a container: wheels are built in one stage and installed in another, so that
# the image that runs holds no source tree, no compiler and no build tool.
#
#   docker build -t crible .
#   docker run --network host -v crible-data:/data crible        (SQLite in the volume)
#
# The service listens on loopback only as long as there are no access keys, hence the
# host's network: with a network of its own nobody outside the container could ask.

FROM python:3.13-slim AS build
# For the inner loops of matching; without a compiler the image works, slower.
RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev
WORKDIR /source
COPY pyproject.toml hatch_build.py README.md LICENSE CHANGELOG.md ./
COPY migrations migrations
COPY watchlists watchlists
COPY seeds seeds
COPY service service
RUN pip wheel --no-cache-dir --wheel-dir /wheels ".[postgres]"

FROM python:3.13-slim
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --no-cache-dir --no-index --find-links /wheels "crible[postgres]"
# A number of its own, so that files in the volume never belong to a user of the host.
RUN useradd --system --uid 10001 --home-dir /data --create-home crible
USER crible
VOLUME /data
ENV CRIBLE_DATA_DIR=/data \
    CRIBLE_BIND=127.0.0.1:8520 \
    PYTHONUNBUFFERED=1
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s CMD ["python", "-c", \
    "import os, urllib.request; urllib.request.urlopen(f'http://{os.environ[\"CRIBLE_BIND\"]}/healthz', timeout=4)"]
# Both first steps change nothing when there is nothing new. ``exec`` makes the service
# the process that receives SIGTERM.
CMD ["sh", "-c", "crible db upgrade && crible lists import press && exec crible serve"]
