#!/bin/sh
# Makes the role and the database that Lectern works with, as README.md has them ("A PostgreSQL of your
# own"). Run as the server's superuser, with LECTERN_DB_PASSWORD in the environment. PostgreSQL's
# container image runs it when it makes its data.
set -eu
: "${LECTERN_DB_PASSWORD:?}"
exec psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --set "password=$LECTERN_DB_PASSWORD" \
	--username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
CREATE ROLE lectern LOGIN PASSWORD :'password'
  NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS;
CREATE DATABASE lectern;
REVOKE ALL ON DATABASE lectern FROM PUBLIC;
GRANT CONNECT, CREATE ON DATABASE lectern TO lectern;
\connect lectern
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO lectern;
SQL
