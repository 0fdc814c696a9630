# syntax=docker/dockerfile:1
# Lectern as a container image: one image for every role (`docker run … lectern web`, `… worker kokoro`).
#
#     docker build --target cpu -t lectern:cpu .      # any machine
#     docker build --target cuda -t lectern:cuda .    # GLM-TTS on NVIDIA GPUs
#     docker build --target proxy -t lectern-proxy .  # Caddy with the pages' static files
#
# A company's own package indexes: --secret id=pip,src=/etc/pip.conf
# `make image-steps` builds it without a registry, and runs what it built.
ARG PYTHON_IMAGE=python:3.11-slim-trixie
ARG CADDY_IMAGE=caddy:2.11-alpine

# --- What is installed, by the same steps and the same lock as everywhere ----------------------------------
FROM ${PYTHON_IMAGE} AS installer
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore \
    UV_LINK_MODE=copy UV_COMPILE_BYTECODE=1
WORKDIR /opt/lectern
COPY tools/uv.txt tools/
RUN --mount=type=secret,id=pip,target=/etc/pip.conf \
    python3 -m pip install --require-hashes --no-deps -r tools/uv.txt
COPY tools tools
COPY pyproject.toml uv.lock ./

FROM installer AS packages-cpu
# uv then asks the index of PyTorch's builds without CUDA. Empty: pip.conf names one that has them.
ARG UV_TORCH_BACKEND=cpu
RUN --mount=type=secret,id=pip,target=/etc/pip.conf --mount=type=cache,target=/root/.cache/uv \
    python3 tools/make_venv.py --without-models \
    && .venv/bin/python -c "import torch; assert torch.version.cuda is None, 'this PyTorch has CUDA'"

FROM installer AS packages-cuda
RUN --mount=type=secret,id=pip,target=/etc/pip.conf --mount=type=cache,target=/root/.cache/uv \
    python3 tools/make_venv.py --without-models \
    && .venv/bin/python -c "import torch; assert torch.version.cuda, 'this PyTorch has no CUDA'"

# --- The code with translations, static files and models ---------------------------------------------------
FROM packages-cpu AS files
RUN --mount=type=secret,id=pip,target=/etc/pip.conf --mount=type=cache,target=/root/.cache/uv \
    python3 tools/make_venv.py
WORKDIR /src
COPY . .
ENV LECTERN_DATA=/tmp/build LECTERN_STATIC=/static LECTERN_MODELS=/models
RUN --mount=type=secret,id=pip,target=/etc/pip.conf --mount=type=secret,id=npm,target=/root/.npmrc \
    /opt/lectern/.venv/bin/python manage.py prepare \
    && /opt/lectern/.venv/bin/python manage.py collectstatic --no-input \
    && rm -rf node_modules tools /models/.downloads /tmp/build \
    && /opt/lectern/.venv/bin/python -m compileall -q --invalidation-mode unchecked-hash .

# --- What is run ---------------------------------------------------------------------------------------------
FROM ${PYTHON_IMAGE} AS runtime
RUN groupadd --system --gid 10001 lectern \
    && useradd --system --uid 10001 --gid lectern --no-create-home --home-dir /var/lib/lectern lectern \
    && install -d -o lectern -g lectern -m 0700 /var/lib/lectern
# The health port is the container's own: it is not published.
ENV PATH=/opt/lectern:/opt/lectern/.venv/bin:$PATH \
    LECTERN_DATA=/var/lib/lectern LECTERN_STATIC=/opt/lectern-static LECTERN_MODELS=/opt/lectern-models \
    HOST=0.0.0.0 PORT=8000 LECTERN_HEALTH_HOST=0.0.0.0 LECTERN_HEALTH_PORT=9000 LOG_FORMAT=json \
    PYTHONUNBUFFERED=1
WORKDIR /opt/lectern
EXPOSE 8000 9000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=15s --timeout=5s --start-period=120s --retries=3 \
    CMD ["python3", "-ISc", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['LECTERN_HEALTH_PORT'] + '/healthz', timeout=4)"]
ENTRYPOINT ["lectern"]
CMD ["--help"]

# Seldom changed layers first: packages, models, static files, code. Mount a volume over /opt/lectern-models for other
# models (`lectern`'s image has Kokoro's and those of enrolment; GLM-TTS's 6 GB belong on a volume).
FROM runtime AS cpu
COPY --from=packages-cpu /opt/lectern/.venv .venv
COPY --from=files /models /opt/lectern-models
COPY --from=files /static /opt/lectern-static
COPY --from=files /src .
USER 10001:10001

FROM runtime AS cuda
ENV NVIDIA_VISIBLE_DEVICES=all NVIDIA_DRIVER_CAPABILITIES=compute,utility
COPY --from=packages-cuda /opt/lectern/.venv .venv
COPY --from=files /models /opt/lectern-models
COPY --from=files /static /opt/lectern-static
COPY --from=files /src .
USER 10001:10001

# --- The proxy in front: it answers for static files itself --------------------------------------------------
FROM ${CADDY_IMAGE} AS proxy
COPY --from=files /static /srv/static
COPY deploy/proxy/Caddyfile /etc/caddy/Caddyfile
ENV LECTERN_STATIC_FILES=/srv
