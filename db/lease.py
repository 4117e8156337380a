"""Who imports: one process at a time, and one that was killed stands in nobody's way for long."""

import os
import socket
import time
import uuid
from dataclasses import dataclass, field

from sqlalchemy import Connection, select, update

from postil.db.tables import project
from postil.schema.errors import NotSaved

SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to import. `holder` names the host, the process and this very import."""

    holder: str = field(default_factory=lambda: f"{socket.gethostname()} {os.getpid()} {uuid.uuid4().hex}")

    def take(self, connection: Connection) -> None:
        """Take the lease, from a holder that is gone too. Raises NotSaved while another import is running."""
        row = connection.execute(select(project.c.importer, project.c.import_until)).one()
        if row.importer and not abandoned(row.importer, row.import_until):
            host, process, _ = row.importer.split(" ")
            raise NotSaved(
                f"Another import into this project is running (process {process} on {host}).",
                hint="Wait until it is done, then try again.",
            )
        self._write(connection)

    def renew(self, connection: Connection) -> None:
        """Keep the lease for another minute. Raises NotSaved if it was lost."""
        if connection.execute(select(project.c.importer)).scalar_one() != self.holder:
            raise NotSaved("The import stood still for more than a minute and another one took over.", hint="Start it again.")
        self._write(connection)

    def release(self, connection: Connection) -> None:
        """Give it back, if it is still held."""
        connection.execute(update(project).where(project.c.importer == self.holder).values(importer="", import_until=0))

    def _write(self, connection: Connection) -> None:
        connection.execute(update(project).values(importer=self.holder, import_until=time.time() + SECONDS))


def abandoned(holder: str, until: float) -> bool:
    """Whether the holder let its time pass, or is a process of this host that lives no more."""
    if not time.time() < until <= time.time() + 2 * SECONDS:
        return True
    host, process, _ = holder.split(" ")
    if host != socket.gethostname():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
