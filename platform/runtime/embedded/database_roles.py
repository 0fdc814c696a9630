"""The role that Lectern works as: it may make tables and schemas in its database, and no more.

Every start sets it up again, so that a database of an earlier version, where everything belonged
to the superuser, is handed over as well. README.md has the same in SQL for a server of one's own.
"""

from collections.abc import Callable
from contextlib import closing

from psycopg2 import sql
from psycopg2.extensions import connection as Connection

SUPERUSER = "postgres"
ROLE = "lectern"
DATABASE = "lectern"

Connect = Callable[[str], Connection]
"""Opens a connection to the named database as the superuser."""

_RIGHTS = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
# Schemas that PostgreSQL made are its own. `public` belongs to it too, but not what is in it. Those
# that are handed over already are left out: there may be thousands.
_SCHEMAS = r"""
    SELECT nspname, nspowner = %(role)s::regrole OR nspname = 'public' FROM pg_namespace
    WHERE nspname !~ '^pg_' AND nspname <> 'information_schema' AND (
        nspowner <> %(role)s::regrole AND nspname <> 'public'
        OR oid IN (
            SELECT relnamespace FROM pg_class
            WHERE relowner <> %(role)s::regrole AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
        )
    )
"""
# Sequences of a column follow their table, and those of an extension belong to it.
_RELATIONS = """
    SELECT relname FROM pg_class
    WHERE relnamespace = %(schema)s::regnamespace AND relowner <> %(role)s::regrole
    AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    AND NOT EXISTS (
        SELECT 1 FROM pg_depend WHERE classid = 'pg_class'::regclass
        AND objid = pg_class.oid AND deptype IN ('a', 'i', 'e')
    )
"""


def settle(connect: Connect) -> None:
    """Make the role and the database, and give the role what it needs. Can be repeated."""
    with closing(connect("postgres")) as connection:
        connection.autocommit = True
        _make(connection)
    with closing(connect(DATABASE)) as connection:
        _hand_over(connection)


def _make(connection: Connection) -> None:
    role, database = sql.Identifier(ROLE), sql.Identifier(DATABASE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
        verb = sql.SQL("ALTER" if cursor.fetchone() else "CREATE")
        cursor.execute(sql.SQL("{} ROLE {} {}").format(verb, role, sql.SQL(_RIGHTS)))
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if not cursor.fetchone():
            cursor.execute(sql.SQL("CREATE DATABASE {}").format(database))
        for statement in (
            "REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC",
            "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
            # A workspace is a schema, which is made when somebody signs up.
            "GRANT CONNECT, CREATE ON DATABASE {database} TO {role}",
        ):
            cursor.execute(sql.SQL(statement).format(database=database, role=role))


def _hand_over(connection: Connection) -> None:
    role = sql.Identifier(ROLE)
    with connection, connection.cursor() as cursor:
        cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        cursor.execute(sql.SQL("GRANT USAGE, CREATE ON SCHEMA public TO {}").format(role))
        cursor.execute(_SCHEMAS, {"role": ROLE})
        schemas = cursor.fetchall()
    for name, keeps_owner in schemas:
        # A transaction for each, as PostgreSQL can't lock the tables of all in one.
        schema = sql.Identifier(name)
        with connection, connection.cursor() as cursor:
            cursor.execute(_RELATIONS, {"role": ROLE, "schema": schema.as_string(connection)})
            for (relation,) in cursor.fetchall():
                table = sql.Identifier(name, relation)
                cursor.execute(sql.SQL("ALTER TABLE {} OWNER TO {}").format(table, role))
            if not keeps_owner:
                cursor.execute(sql.SQL("ALTER SCHEMA {} OWNER TO {}").format(schema, role))
