FROM python:3.11-slim
# The pictures under which pages are shared are set in it.
RUN apt-get update && apt-get install -y --no-install-recommends fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /ruyi
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt && useradd --create-home ruyi \
    && mkdir /data && chown ruyi /data
COPY . .
USER ruyi
ENV RUYI_ENV=production RUYI_VAR=/data RUYI_BIND=0.0.0.0 PYTHONDONTWRITEBYTECODE=1
EXPOSE 8000
VOLUME /data
CMD ["python", "-m", "cms", "serve"]
