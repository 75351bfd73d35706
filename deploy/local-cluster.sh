#!/bin/sh
# Tries a cluster without Docker: a temporary PostgreSQL from Debian's binaries, and silos of the real server on the
# loopback. Everything that it starts ends with it (Ctrl-C, TERM or EXIT), and its directory with it.
#   deploy/local-cluster.sh [--silos N] [--port P]      N silos (3) on the ports P, P+1, … (5081)
set -eu

silos=3
port=5081
while [ $# -gt 0 ]; do
  case "$1" in
    --silos) silos=${2:?--silos needs a number}; shift 2 ;;
    --port) port=${2:?--port needs a number}; shift 2 ;;
    *) echo "usage: $0 [--silos N] [--port P]" >&2; exit 2 ;;
  esac
done
case "$silos$port" in *[!0-9]*) echo "--silos and --port are numbers." >&2; exit 2 ;; esac

root=$(cd "$(dirname "$0")/.." && pwd)

# The newest of what is installed: Debian's directories by version, else whatever initdb is on the path.
binaries=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
if [ -z "$binaries" ]; then
  initdb=$(command -v initdb) || {
    echo "There is no PostgreSQL here: apt-get install postgresql" >&2
    exit 1
  }
  binaries=$(dirname "$(readlink -f "$initdb")")
fi

dir=$(mktemp -d "${TMPDIR:-/tmp}/actorcrm-cluster.XXXXXX")
pids=""
database=""

stop() {
  trap '' INT TERM
  trap - EXIT
  echo "Stopping …"
  # TERM lets a silo finish what it took; the database goes last. One that was killed by hand is gone already.
  for pid in $pids; do kill -TERM "$pid" 2>/dev/null || true; done
  for pid in $pids; do wait "$pid" 2>/dev/null || true; done
  if [ -n "$database" ]; then
    as_postgres "$binaries/pg_ctl" stop -D "$dir/postgres" -m fast -w >/dev/null 2>&1 || true
  fi
  rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# PostgreSQL refuses to run as root; Debian's package made a user for it. In a session of its own, so that Ctrl-C, which
# goes to the whole group, does not end it before the silos.
if [ "$(id -u)" -eq 0 ]; then
  as_postgres() { (cd / && setsid --wait runuser -u postgres -- "$@"); }
  mkdir "$dir/postgres" "$dir/socket"
  chmod 711 "$dir"
  chown postgres "$dir/postgres" "$dir/socket"
else
  as_postgres() { (cd / && setsid --wait "$@"); }
  mkdir "$dir/postgres" "$dir/socket"
fi

echo "Building the server …"
dotnet publish "$root/src/ActorCrm.Server" -c Release -o "$dir/server" -v quiet --nologo

# The port after those of the silos. Durable, as in production: fsync and synchronous commits stay on.
database_port=$((port + silos))
as_postgres "$binaries/initdb" -D "$dir/postgres" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 >/dev/null
as_postgres "$binaries/pg_ctl" start -D "$dir/postgres" -l "$dir/postgres/server.log" -w -o \
  "-c listen_addresses=127.0.0.1 -c unix_socket_directories=$dir/socket -p $database_port" >/dev/null || {
  cat "$dir/postgres/server.log" >&2
  exit 1
}
database=started
as_postgres "$binaries/createdb" -h 127.0.0.1 -p "$database_port" -U postgres actorcrm

# All at once, on an empty database: one of them makes the tables, and one the admin key. In sessions of their own, as
# above; what they print goes to a file each.
n=0
while [ "$n" -lt "$silos" ]; do
  ACTORCRM_POSTGRES="Host=127.0.0.1;Port=$database_port;Database=actorcrm;Username=postgres" \
    Logging__Console__FormatterName=simple \
    setsid dotnet "$dir/server/ActorCrm.Server.dll" --store postgres --urls "http://127.0.0.1:$((port + n))" \
    >"$dir/silo$((n + 1)).log" 2>&1 &
  pids="$pids $!"
  n=$((n + 1))
done

n=0
for pid in $pids; do
  tries=0
  until curl -fs -o /dev/null "http://127.0.0.1:$((port + n))/health/ready"; do
    tries=$((tries + 1))
    if ! kill -0 "$pid" 2>/dev/null || [ "$tries" -gt 300 ]; then
      echo "Silo $((n + 1)) did not start:" >&2
      cat "$dir/silo$((n + 1)).log" >&2
      exit 1
    fi
    sleep 0.2
  done
  n=$((n + 1))
done
key=$(grep -hoE 'ack_[0-9A-Za-z]{42}' "$dir"/silo*.log | head -n 1)

echo
n=0
for pid in $pids; do
  n=$((n + 1))
  echo "silo $n   http://127.0.0.1:$((port + n - 1))   pid $pid   $dir/silo$n.log"
done
cat <<END
database  psql -h 127.0.0.1 -p $database_port -U postgres actorcrm
admin key $key

Any silo answers for all. Send a call to the first, read what became of it from the last:

  export KEY=$key
  curl -sX POST http://127.0.0.1:$port/api/v1/call-events -H "Authorization: Bearer \$KEY" \\
    -H 'Content-Type: application/json' -d '[
    {"id": "e1", "source": "pbx", "callId": "c1", "type": "ringing", "at": "2026-05-04T09:30:00Z",
     "direction": "incoming", "from": "+48601234567", "to": "+48221234567", "callerName": "Jan Kowalski"},
    {"id": "e2", "source": "pbx", "callId": "c1", "type": "ended", "at": "2026-05-04T09:30:25Z",
     "outcome": "noAnswer"}]'
  curl -s http://127.0.0.1:$((port + silos - 1))/api/v1/calls/pbx/c1 -H "Authorization: Bearer \$KEY"

Then kill one (kill -9 $pid) and send on: within some seconds the others serve its shards, and nothing is lost.
Ctrl-C ends everything.
END

# Until somebody stops it, however many silos are killed meanwhile.
while :; do
  sleep 3600 &
  sleeper=$!
  wait "$sleeper" || true
done
