#pragma once

#include "models/vault/fileio.h"

namespace bulkhead {

/// The one writer of a vault: `flock` on `vault.lock` for as long as this lives. The kernel frees it when the process
/// ends, however it ends; the file's text only says who holds it. Private to this room.
class WriterLock
{
public:
    /// `vault.locked` names the holder; `vault.read-only`, `vault.io`.
    [[nodiscard]] static Expected<WriterLock> take(const QString& folder);
    /// "bulkhead, process 4711 on desk7"; empty where nobody holds it.
    [[nodiscard]] static QString holder(const QString& folder);

private:
    explicit WriterLock(fileio::File file)
        : m_file(std::move(file))
    {
    }
    fileio::File m_file;
};

} // namespace bulkhead
