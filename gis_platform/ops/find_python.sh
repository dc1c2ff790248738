# Sourced by bin/*: sets PY to a Python ≥ 3.12, or stops with what to do. ROOT is this checkout.
ROOT=$(cd "$(dirname "$0")/.." && pwd)
good() { [ -n "$1" ] && "$1" -c 'import sys,venv,ssl,ctypes; sys.exit(sys.version_info < (3,12))' >/dev/null 2>&1; }
PY=
for candidate in "${PYTHON:-}" "$ROOT/.venv/bin/python" python3.13 python3.12 python3; do
  if good "$candidate"; then PY=$candidate; break; fi
done
if [ -z "$PY" ] && command -v pyenv >/dev/null 2>&1; then
  for version in $(pyenv versions --bare | sort -Vr); do
    candidate=$(pyenv prefix "$version" 2>/dev/null)/bin/python
    if good "$candidate"; then PY=$candidate; break; fi
  done
fi
if [ -z "$PY" ]; then
  echo "Python 3.12 or newer is needed (routing tiles are built by a package that exists only for it). Debian 13: \`apt-get install python3 python3-venv\`; Debian 12 has 3.11: install 3.12 with pyenv or point PYTHON at one: \`PYTHON=/path/to/python3.12 bin/setup\`." >&2
  exit 1
fi
export PYTHONPATH="$ROOT${PYTHONPATH:+:$PYTHONPATH}"
