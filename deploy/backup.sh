#!/bin/sh
# deploy/backup.sh FOLDER: everything that is in the database of DATABASE_URL at one moment, and the roles that own it, into
# a new folder. As an administrator that sees all organisations; with PostgreSQL's own programs of the server's version
# or a newer one. The keys that unseal it are not in it, and belong somewhere else (docs/operating.md).
set -eu
umask 077
mkdir "$1"
pg_dumpall --dbname "$DATABASE_URL" --roles-only --no-role-passwords --file "$1/all-roles.sql"
grep ontzorg_ "$1/all-roles.sql" >"$1/roles.sql"
rm "$1/all-roles.sql"
pg_dump --dbname "$DATABASE_URL" --format custom --file "$1/database.dump"
# a dump that was cut short is found here, not on the day that it is needed
pg_restore --list "$1/database.dump" >"$1/contents.txt"
(cd "$1" && sha256sum roles.sql database.dump >SHA256SUMS)
