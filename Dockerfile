# The packages are built apart, so that the image has no compiler and no cache of pip.
FROM python:3.13-slim AS packages
WORKDIR /ruyi
COPY requirements.txt .
RUN python -m venv /opt/ruyi && /opt/ruyi/bin/pip install --no-cache-dir -r requirements.txt

FROM python:3.13-slim
# The fonts of certificates and of the pictures under which pages are shared; what sets the former.
RUN apt-get update && apt-get install -y --no-install-recommends \
      fonts-noto-cjk libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --home-dir /data --create-home ruyi
COPY --from=packages /opt/ruyi /opt/ruyi
WORKDIR /ruyi
COPY . .
USER ruyi
ENV PATH=/opt/ruyi/bin:$PATH RUYI_ENV=production RUYI_VAR=/data RUYI_BIND=0.0.0.0 \
    PYTHONDONTWRITEBYTECODE=1
EXPOSE 8000
VOLUME /data
HEALTHCHECK --start-period=60s CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=5)"]
CMD ["python", "-m", "cms", "serve"]
