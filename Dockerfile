# One image for web, worker, beat and router; set-up is the same script as on a bare machine.
FROM debian:13-slim

RUN apt-get update \
 && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
      ca-certificates python3 python3-venv nodejs npm gettext libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk \
 && rm -rf /var/lib/apt/lists/*

WORKDIR /srv/zhicha
COPY . .
ENV PYTHONPATH=/srv/zhicha
RUN python3 -c "from gis_platform.ops import setup; setup.python_packages(); setup.browser_packages(); setup.messages()"

ENV VAR_DIR=/srv/var PYTHONUNBUFFERED=1
RUN useradd --system --home-dir /srv/var zhicha && install -d -o zhicha -g zhicha /srv/var
USER zhicha
VOLUME /srv/var
EXPOSE 8000
CMD ["bin/part", "web"]
