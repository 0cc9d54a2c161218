# syntax=docker/dockerfile:1
# Stage 1 installs into a virtual environment; stage 2 takes only that, so no build tool ships.
FROM python:3.13-slim AS build
# requirements-cluster.lock adds what many processes on one PostgreSQL need.
ARG REQUIREMENTS=requirements.lock
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/monitor
WORKDIR /src
COPY requirements*.lock ./
RUN /opt/monitor/bin/pip install --require-hashes -r ${REQUIREMENTS}
COPY pyproject.toml README.md LICENSE ./
COPY src ./src
RUN /opt/monitor/bin/pip install --no-deps . \
    && /opt/monitor/bin/pip uninstall --yes pip \
    && find /opt/monitor -name tests -type d -prune -exec rm -rf {} +

FROM python:3.13-slim
RUN groupadd --system --gid 10001 monitor \
    && useradd --system --uid 10001 --gid monitor --home-dir /data --no-create-home monitor \
    && mkdir /data /config && chown monitor:monitor /data
COPY --from=build /opt/monitor /opt/monitor
COPY feeds.yaml /config/feeds.yaml
ENV PATH=/opt/monitor/bin:$PATH PYTHONUNBUFFERED=1 \
    MONITOR_CONFIG=/config/feeds.yaml MONITOR_DATABASE_URL=sqlite:////data/monitor.db
USER monitor
WORKDIR /data
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s --retries=3 CMD ["monitor", "health"]
ENTRYPOINT ["monitor"]
CMD ["run"]
