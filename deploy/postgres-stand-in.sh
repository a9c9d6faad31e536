#!/bin/sh
# What the image of PostgreSQL does at its start, for as much as docker-compose.yml asks of it: a new cluster with one
# administrator, who enters by password, and a database of that name.
set -eu
data=/var/lib/postgresql/data
if [ ! -f "$data/PG_VERSION" ]; then
    umask 077
    printf '%s' "$POSTGRES_PASSWORD" >/tmp/password
    initdb --pgdata "$data" --username "$POSTGRES_USER" --pwfile /tmp/password --auth scram-sha-256 --encoding UTF8 --locale C >/tmp/initdb.log
    rm /tmp/password
    printf 'host all all all scram-sha-256\n' >>"$data/pg_hba.conf"
    echo "create database \"$POSTGRES_DB\"" | postgres --single -D "$data" postgres >>/tmp/initdb.log
fi
exec postgres -D "$data" -c listen_addresses='*' -c unix_socket_directories=/tmp
