"""Django's PostgreSQL backend; each session is told the scope of the code that uses it, when it changes."""

from collections.abc import Sequence
from weakref import WeakKeyDictionary

from django.db.backends.postgresql import base
from psycopg import OperationalError
from psycopg.errors import error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult

from mediation.common import isolation

TELL = (
    "SELECT set_config('role', %s, false), set_config('app.spaces', %s, false),"
    " set_config('app.user', %s, false), set_config('app.request', %s, false)"
)
_read = WeakKeyDictionary()  # by session, the statements that it has read already


class DatabaseWrapper(base.DatabaseWrapper):
    _told = None  # what the session knows; None when it may have forgotten
    _is_ahead = False  # it runs a statement whose answer nobody has read yet
    _written = 0  # how many rows the last of these wrote, until somebody asks

    def init_connection_state(self):
        super().init_connection_state()
        self._told = None  # a new connection, or one the pool lends: it may hold another's scope

    def _rollback(self):
        self._told = None  # PostgreSQL undoes settings made within what is rolled back
        return super()._rollback()

    def _savepoint_rollback(self, sid):
        super()._savepoint_rollback(sid)
        self._told = None

    def create_cursor(self, name=None):
        self._hear()
        self.tell_scope()
        return super().create_cursor(name)

    def tell_scope(self):
        scope = isolation.current()
        if self._told != scope and self.connection.info.transaction_status != TransactionStatus.INERROR:
            self.connection.execute(TELL, scope.as_settings())
            self._told = scope

    def _set_autocommit(self, autocommit):
        self._hear()
        super()._set_autocommit(autocommit)

    def _close(self):
        self._is_ahead = False  # PostgreSQL ends what it runs, and nobody is there to hear
        return super()._close()

    def run_ahead(self, statement: str, values: Sequence[str | None]) -> None:
        """Sent, not awaited: PostgreSQL runs it, whatever becomes of us, while we do something else.

        For what is run thousands of times: it reads the statement (`$1`, `$2`) once a session. Whatever uses the
        connection next reads the answer first. Outside of a transaction, or in one that has begun.
        """
        self.ensure_connection()
        self._hear()
        wire, known = self.connection.pgconn, _read.setdefault(self.connection, {})
        with self.wrap_database_errors:
            self.tell_scope()
            if statement not in known:
                name = b"ahead_%d" % len(known)
                written(wire.prepare(name, statement.encode()), wire)
                known[statement] = name
            name = known[statement]
            wire.send_query_prepared(name, [value if value is None else value.encode() for value in values])
            while wire.flush():
                pass
        self._is_ahead = True

    def answer(self) -> int:
        """To the one that was run ahead: how many rows it wrote; 0 when there is none. Raises what running it would."""
        self._hear()
        rows, self._written = self._written, 0
        return rows

    def _hear(self) -> None:
        if not self._is_ahead:
            return
        self._is_ahead, self._written = False, 0
        wire = self.connection.pgconn
        with self.wrap_database_errors:
            while result := wire.get_result():
                self._written += written(result, wire)


def written(result: PGresult, wire: PGconn) -> int:
    """How many rows."""
    if wire.status == ConnStatus.BAD:
        raise OperationalError(wire.get_error_message())
    if result.status not in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
        raise error_from_result(result)
    return result.command_tuples or 0
