#!/usr/bin/env bash
# ./ontzorg compose-check where no registry of images can be reached: on Debian 12, as root. It installs Docker, makes
# stand-ins for both images out of Debian's own packages, runs the check, and purges what it installed.
#   deploy/without-registry.sh | tee deploy/compose-check.txt
set -euo pipefail
cd "$(dirname "$0")/.."
place=$(mktemp -d /var/tmp/ontzorg-docker.XXXXXX)
log=$place.log
export DOCKER_HOST=unix://$place/docker.sock DOCKER_BUILDKIT=0 COMPOSE_HTTP_TIMEOUT=300
absent=$(for one in docker.io debootstrap docker-compose; do dpkg -s "$one" >>"$log" 2>&1 || echo "$one"; done)
daemon=

leave() {
    if [ -n "$daemon" ]; then kill "$daemon" && wait "$daemon" || true; fi
    ip link delete docker0 >>"$log" 2>&1 || true
    if [ -n "$absent" ]; then apt-get purge -y --auto-remove $absent >>"$log" 2>&1; fi
    rm -rf "$place" "$log"
}
trap leave EXIT

prepare() {
    if [ -n "$absent" ]; then apt-get install -y --no-install-recommends $absent; fi
    mirror=$(apt-get indextargets --format '$(REPO_URI)' 'Codename: bookworm' 'Created-By: Packages' | head -1)
    debootstrap --variant=minbase --include=ca-certificates,python3,python3-pip,python3-venv,python-is-python3 \
        bookworm "$place/python" "$mirror"
    debootstrap --variant=minbase --include=postgresql bookworm "$place/postgres" "$mirror"
}
prepare >>"$log" 2>&1 || { tail -20 "$log" >&2; exit 1; }
# a folder, a bridge and addresses of its own: nothing that it does meets what else this machine does
/usr/sbin/dockerd --data-root "$place/data" --exec-root "$place/exec" --pidfile "$place/docker.pid" -H "$DOCKER_HOST" \
    --bip 10.201.0.1/24 --default-address-pool base=10.202.0.0/16,size=24 >>"$log" 2>&1 &
daemon=$!

# whoever signed for what packages are fetched from on this machine is believed in the image too
cp /etc/ssl/certs/ca-certificates.crt "$place/python/etc/ssl/certs/"
printf '[global]\ncert = /etc/ssl/certs/ca-certificates.crt\n' >"$place/python/etc/pip.conf"
install -m 0755 deploy/postgres-stand-in.sh "$place/postgres/usr/local/bin/stand-in"
chroot "$place/postgres" sh -c 'rm -rf /var/lib/postgresql/*; chown postgres: /var/lib/postgresql'
for _ in $(seq 60); do if docker version >>"$log" 2>&1; then break; fi; sleep 1; done
tar -C "$place/python" -c . | docker import - ontzorg-stand-in-python >>"$log"
tar -C "$place/postgres" -c . | docker import -c 'ENTRYPOINT ["/usr/local/bin/stand-in"]' \
    -c 'ENV PATH=/usr/lib/postgresql/15/bin:/usr/sbin:/usr/bin:/sbin:/bin' -c 'VOLUME /var/lib/postgresql' \
    - ontzorg-stand-in-postgres >>"$log"
rm -rf "$place/python" "$place/postgres"

./ontzorg compose-check --base ontzorg-stand-in-python --postgres ontzorg-stand-in-postgres
