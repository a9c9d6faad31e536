#!/bin/sh
# deploy/restore.sh FOLDER: what backup.sh wrote, into the empty database of DATABASE_URL; all of it, or nothing. Afterwards
# ./ontzorg migrate gives the roles their rights to that database and their passwords, and ./ontzorg doctor proves it.
set -eu
(cd "$1" && sha256sum --check --quiet SHA256SUMS)
psql --dbname "$DATABASE_URL" --quiet --no-psqlrc --set ON_ERROR_STOP=1 --single-transaction --file "$1/roles.sql"
pg_restore --dbname "$DATABASE_URL" --exit-on-error --single-transaction "$1/database.dump"
