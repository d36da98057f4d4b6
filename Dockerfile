# The service with its default encoder and rewriter baked in: it needs no network and no volume to run.
#
#   docker build -t chorus .
#   docker run --rm -p 8000:8000 chorus
#   docker build -t chorus-ray --build-arg EXTRAS=ray .   # for deploy/ray

ARG PYTHON_IMAGE=python:3.11-slim-bookworm

FROM ${PYTHON_IMAGE} AS builder
# The build of torch for processors is a tenth of the size of the default one. Empty: the default index is asked.
ARG TORCH_INDEX_URL=https://download.pytorch.org/whl/cpu
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/chorus/venv
WORKDIR /build
COPY constraints.txt ./
COPY requirements/runtime.txt ./requirements/
# A layer of its own, since it is by far the largest and changes least. Torch alone comes from its own index, and nothing
# else from there: with two indexes at once pip would take a package from whichever has it under the higher version.
RUN /opt/chorus/venv/bin/pip install --constraint constraints.txt --no-deps \
    ${TORCH_INDEX_URL:+--index-url "${TORCH_INDEX_URL}"} torch
RUN /opt/chorus/venv/bin/pip install --no-deps --require-hashes --requirement requirements/runtime.txt
# What another build of torch than that for processors needs besides.
RUN /opt/chorus/venv/bin/pip install --constraint constraints.txt torch
COPY pyproject.toml README.md LICENSE ./
COPY chorus_client ./chorus_client
COPY models ./models
COPY service ./service
RUN /opt/chorus/venv/bin/pip install --no-deps --no-build-isolation .
# Extras, such as `ray` for deploy/ray: they are not locked, and their hashes not known.
ARG EXTRAS=
RUN if [ -n "${EXTRAS}" ]; then /opt/chorus/venv/bin/pip install --constraint constraints.txt --no-build-isolation ".[${EXTRAS}]"; fi
ENV CHORUS_MODELS_DIR=/opt/chorus/models
RUN /opt/chorus/venv/bin/chorus models install && /opt/chorus/venv/bin/chorus models install all-mpnet-base-v2 && \
    /opt/chorus/venv/bin/chorus models verify && \
    /opt/chorus/venv/bin/chorus models install smollm2-135m-instruct && \
    /opt/chorus/venv/bin/chorus models verify smollm2-135m-instruct

FROM ${PYTHON_IMAGE}
RUN useradd --system --uid 10001 --user-group --no-create-home chorus
COPY --from=builder /opt/chorus /opt/chorus
# The hub is never asked while serving; HF_HUB_OFFLINE makes its client refuse as well.
ENV PATH=/opt/chorus/venv/bin:${PATH} \
    CHORUS_MODELS_DIR=/opt/chorus/models \
    HF_HUB_OFFLINE=1 \
    PYTHONUNBUFFERED=1
WORKDIR /opt/chorus
USER 10001:10001
EXPOSE 8000
# As long as the service is given at SIGTERM (CHORUS_DRAIN_TIMEOUT_SECONDS): docker run --stop-timeout 35
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=3s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ.get('CHORUS_PORT', '8000') + '/healthz', timeout=2)"]
CMD ["chorus", "serve", "--host", "0.0.0.0"]
