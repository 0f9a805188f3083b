#!/usr/bin/env bash
# Shows on a copy of the sources that ./deskloom dev serves what is changed while it runs: Java, a definition, a page; and
# that a definition with a mistake changes nothing. Some minutes; run by hand after changes to dev mode.
set -euo pipefail
cd "$(dirname "$0")/../../.."

copy=target/dev-reload
rm -rf "$copy"
mkdir -p "$copy"
git ls-files -z --cached --others --exclude-standard | xargs -0 cp --parents -t "$copy"
cd "$copy"

export DESKLOOM_DATA=$PWD/.deskloom
port=$(shuf -i 20000-29999 -n 1)
at=http://localhost:$port
./deskloom dev --port "$port" </dev/null >dev.log 2>&1 &
dev=$!
trap './deskloom stop; wait "$dev" || true' EXIT

fail() { printf 'FAILED: %s; see %s/dev.log\n' "$1" "$PWD" >&2; exit 1; }

# within <seconds> <what> <command …>: repeats the command until it succeeds
within() {
  local end=$((SECONDS + $1)) begin=$SECONDS what=$2
  shift 2
  until "$@" >/dev/null 2>&1; do
    kill -0 "$dev" 2>/dev/null || fail "dev ended before: $what"
    [ $SECONDS -lt $end ] || fail "$what"
    sleep 1
  done
  printf '%3d s  %s\n' $((SECONDS - begin)) "$what"
}
answers() { curl -sf -m 60 "$at$1" | grep -q "$2"; }
header() { curl -si -m 60 "$at/api/v1/me" | grep -qi "$1"; }
types() { curl -sf -m 60 -b cookies.txt "$at/api/v1/types" | grep -q "$1"; }
logged() { header 'permissions-policy' && grep -q "$1" dev.log; }

within 600 "dev serves the API" answers /q/health/ready UP
within 60 "dev serves the page by Vite" answers / '@vite/client'
curl -sf -c cookies.txt -H 'Content-Type: application/json' -H "Origin: $at" \
  -d '{"workspace":"demo","login":"jun","password":"deskloom-demo"}' "$at/api/v1/session" >/dev/null || fail "log in"
types 'Return and refund' || fail "the demo's type has another label than this script expects"

sed -i 's/geolocation=()/geolocation=(), midi=()/' src/main/java/io/deskloom/rest/Edge.java
within 120 "a changed Java class is served" header 'midi=()'

sed -i 's/Return and refund/Return or refund/' metadata/demo/types/return_refund/type.yaml
within 120 "a changed definition is served" types 'Return or refund'

sed -i 's/^prefix: RET/prefix: ret/' metadata/demo/types/return_refund/type.yaml
within 120 "a mistake in a definition is told with its line" logged 'type.yaml:5:9: '
types 'Return or refund' || fail "the definitions from before the mistake stay in force"

sed -i 's/className={classes.foot}/className={classes.foot} data-changed="yes"/' frontend/src/app/LoginPage.tsx
within 60 "a changed page is served" answers /src/app/LoginPage.tsx 'data-changed'
