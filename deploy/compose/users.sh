#!/usr/bin/env bash
# Gives Kibana's own user its password, and Grafana a key that may read Eyrie's data streams. Again and again is fine.
set -euo pipefail
url=${ELASTICSEARCH_URL:-http://elasticsearch:9200}
key=${KEY_FILE:-/key/grafana}

# Within double quotes of JSON, and of curl's configuration.
quoted() {
    local text=${1//\\/\\\\}
    printf '"%s"' "${text//\"/\\\"}"
}

ask() {
    # The password by standard input: a command line is everybody's.
    printf 'user = %s\n' "$(quoted "elastic:$ELASTIC_PASSWORD")" | curl -fsS -K - -H 'Content-Type: application/json' "$@"
}

ask -X POST "$url/_security/user/kibana_system/_password" -d "{\"password\":$(quoted "$KIBANA_PASSWORD")}" >/dev/null
echo "kibana_system has its password"

if [ -s "$key" ]; then
    echo "Grafana has its key"
    exit 0
fi

answer=$(ask -X POST "$url/_security/api_key" -d '{"name":"eyrie-grafana","role_descriptors":{"reader":{"indices":[{"names":["logs-eyrie.*"],"privileges":["read","view_index_metadata"]}]}}}')
encoded=$(sed -nE 's/.*"encoded":"([^"]+)".*/\1/p' <<<"$answer")
if [ -z "$encoded" ]; then
    echo "Elasticsearch gave no key: it answered without 'encoded'" >&2
    exit 1
fi
printf %s "$encoded" >"$key.new"
chmod 0444 "$key.new"
mv "$key.new" "$key"
echo "made a key for Grafana"
