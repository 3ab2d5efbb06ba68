#pragma once

#include <QString>

#include <set>

namespace bulkhead {

/// Reads a write-ahead log as SQLite documents it (fileformat2, §4) and looks for what SQLite would drop in silence
/// when it recovers: committed frames of the log's own salt behind a frame that does not verify, or a header that does
/// not. Frames of an unfinished transaction are no damage. Answers a sentence, or nothing. To be asked before SQLite
/// opens the database and while nobody writes. Private to this room.
/// \param isTornTail set where only the last transaction is not whole, as a process that was killed leaves it.
[[nodiscard]] QString damageInWal(const QString& path, bool* isTornTail = nullptr);

/// Numbers of the pages whose committed content stands in the log, whatever the database file has for them.
[[nodiscard]] std::set<quint32> pagesInWal(const QString& path);

/// Removes what a reader leaves beside a database that nobody has open: an empty log and its index.
void removeEmptyWal(const QString& database);

} // namespace bulkhead
