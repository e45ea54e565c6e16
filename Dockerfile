# The page and the interface for programs as an image. What is built in it is built by the Makefile.
#
#   docker build --tag article-rag .
#
# The image's own files belong to root and are never written: the index, tokens, conversations and added articles lie in the
# volume /var/lib/article-rag, settings in /etc/article-rag/rag.toml, what is short-lived in /tmp.
FROM python:3.11-slim-bookworm AS build
# PyTorch's builds without CUDA, which is gigabytes and not used here.
ARG PIP_EXTRA_INDEX_URL=https://download.pytorch.org/whl/cpu
ARG EXTRAS=serve,mcp,llm
RUN apt-get update \
 && apt-get install --yes --no-install-recommends make \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /app
COPY Makefile pyproject.toml constraints.txt README.md LICENSE ./
COPY index/ index/
COPY rag/ rag/
COPY ui/ ui/
ENV XDG_CACHE_HOME=/app/cache PIP_CACHE_DIR=/root/.cache/pip
RUN --mount=type=cache,target=/root/.cache/pip make server EXTRAS="$EXTRAS"

FROM python:3.11-slim-bookworm
COPY --from=build /app /app
# The user has a number and no name: Kubernetes asks for that, and no file of the image is written for it.
RUN install --directory --owner=10001 --group=10001 --mode=700 /var/lib/article-rag
# Below each of the XDG folders the program uses `article-rag`.
ENV PATH=/app/.venv/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/var/lib/article-rag \
    XDG_CACHE_HOME=/app/cache \
    XDG_CONFIG_HOME=/etc \
    XDG_DATA_HOME=/var/lib \
    XDG_STATE_HOME=/var/lib \
    XDG_RUNTIME_DIR=/tmp \
    RAG_INDEX=/var/lib/article-rag/index
USER 10001:10001
WORKDIR /var/lib/article-rag
VOLUME /var/lib/article-rag
EXPOSE 7860
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
  CMD ["python", "-c", "import http.client, sys; page = http.client.HTTPConnection('127.0.0.1', 7860, timeout=5); page.request('GET', '/healthz'); sys.exit(page.getresponse().status != 200)"]
ENTRYPOINT ["rag"]
CMD ["chat", "--host", "0.0.0.0"]
