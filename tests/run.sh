#!/usr/bin/env bash
# Builds everything (warnings are errors), checks the formatting, and runs every test.
# Needs the .NET SDK and the binaries of PostgreSQL and PgBouncer, which it installs when it runs as root on Debian, with
# the mail servers and the verifier that the tests of the SMTP client want (where that cannot be done, they are skipped).
# Ends with the line "N passed, N failed, N skipped".
set -uo pipefail
cd "$(dirname "$0")/.."

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 NO_COLOR=1
passed=0 failed=0 skipped=0

step() { printf '\n== %s\n' "$1"; }

# The tests start servers of their own: no cluster of the system's is made or started, and no pooler.
packages=()
compgen -G '/usr/lib/postgresql/*/bin/initdb' > /dev/null || packages+=(postgresql)
[ -x /usr/sbin/pgbouncer ] || packages+=(pgbouncer)
[ -x /usr/sbin/postfix ] || packages+=(postfix)
[ -x /usr/sbin/saslpasswd2 ] || packages+=(sasl2-bin libsasl2-modules libsasl2-modules-db)
/usr/bin/python3 -c 'import dkim, aiosmtpd' 2> /dev/null || packages+=(python3-dkim python3-aiosmtpd)
if [ ${#packages[@]} -gt 0 ] && [ "$(id -u)" -eq 0 ]; then
  step "install ${packages[*]}"
  no_cluster=/etc/postgresql-common/createcluster.d/actorcrm-tests.conf
  no_start=/usr/sbin/policy-rc.d
  mkdir -p "$(dirname "$no_cluster")"
  echo 'create_main_cluster = false' > "$no_cluster"
  if [ -e "$no_start" ]; then
    no_start=
  else
    printf '#!/bin/sh\nexit 101\n' > "$no_start"
    chmod +x "$no_start"
  fi
  echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections
  install() { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${packages[@]}" > /dev/null; }
  install || { apt-get update -qq && install; }
  rm -f "$no_cluster" ${no_start:+"$no_start"}
fi

step "build"
if ! dotnet build ActorCrm.sln -c Release -v quiet; then
  echo "0 passed, 1 failed"
  exit 1
fi

step "format"
if dotnet format ActorCrm.sln --verify-no-changes --no-restore; then
  passed=$((passed + 1))
else
  failed=$((failed + 1))
fi

for project in tests/*.Tests tests/ActorCrm.Simulation; do
  name=$(basename "$project")
  step "$name"
  log=$(mktemp)
  "artifacts/bin/$name/release/$name" "$@" 2>&1 | tee "$log" | grep -v -e 'Discover' -e 'Starting'
  code=${PIPESTATUS[0]}
  total=$(grep -oE 'Total: [0-9]+, Errors: [0-9]+, Failed: [0-9]+, Skipped: [0-9]+, Not Run: [0-9]+' "$log" | tail -1)
  if [ -z "$total" ]; then
    # A runner that died, or that found no test, is a failure, not a nought.
    echo "$name ended with code $code and no summary"
    failed=$((failed + 1))
  else
    read -r all errors fails skips notrun <<<"$(tr -dc '0-9 \n' <<<"${total//,/ }")"
    passed=$((passed + all - fails - skips - notrun))
    failed=$((failed + fails + errors))
    skipped=$((skipped + skips))
    if [ "$code" -ne 0 ] && [ $((fails + errors)) -eq 0 ]; then
      failed=$((failed + 1))
    fi
  fi
  rm -f "$log"
done

step "result"
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
