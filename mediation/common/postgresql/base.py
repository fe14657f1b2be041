"""Django's PostgreSQL backend; each session is told the scope of the code that uses it, when it changes."""

from collections.abc import Sequence

from django.db.backends.postgresql import base
from psycopg import Cursor
from psycopg.pq import TransactionStatus

from mediation.common import isolation

TELL = (
    "SELECT set_config('role', %s, false), set_config('app.spaces', %s, false),"
    " set_config('app.user', %s, false), set_config('app.request', %s, false)"
)
# Joins are written from the row that is asked for outwards: beyond four, PostgreSQL keeps that order. It took longer to
# try all the others (9 ms for a session and all that it names) than to read.
AS_WRITTEN = "-c join_collapse_limit=4"


class DatabaseWrapper(base.DatabaseWrapper):
    _told = None  # what the session knows; None when it may have forgotten
    _writer: Cursor | None = None  # of `prepared`

    def init_connection_state(self):
        super().init_connection_state()
        self._told = self._writer = None  # a new connection, or one the pool lends: it may hold another's scope

    def _rollback(self):
        self._told = None  # PostgreSQL undoes settings made within what is rolled back
        return super()._rollback()

    def _savepoint_rollback(self, sid):
        super()._savepoint_rollback(sid)
        self._told = None

    def create_cursor(self, name=None):
        self.tell_scope()
        return super().create_cursor(name)

    def tell_scope(self):
        scope = isolation.current()
        if self._told != scope and self.connection.info.transaction_status != TransactionStatus.INERROR:
            self.connection.execute(TELL, scope.as_settings())
            self._told = scope

    def get_connection_params(self):
        given = super().get_connection_params()
        options = " ".join(filter(None, [given.get("options"), AS_WRITTEN]))
        return given | {"options": options, "prepare_threshold": 0}  # for `prepared`: Django's cursors never do

    def prepared(self, statement: str, values: Sequence) -> int:
        """For what is run thousands of times: PostgreSQL reads the statement once a session. How many rows it wrote."""
        self.ensure_connection()
        with self.wrap_database_errors:
            self.tell_scope()
            if self._writer is None:
                self._writer = Cursor(self.connection)
            return self._writer.execute(statement, values).rowcount
