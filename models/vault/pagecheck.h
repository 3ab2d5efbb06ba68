#pragma once

#include "models/base/error.h"
#include "models/base/secretbytes.h"

#include <QStringList>

#include <memory>

namespace bulkhead {

class Database;

/// Proves every page of a database's file by its HMAC without proving any twice: pages that SQLCipher reads from the
/// file while this stands, it proves itself, so that only the others are read here. Of one connection, on its thread,
/// and gone before it.
class PageCheck
{
public:
    /// Watches the connection from here on.
    [[nodiscard]] static Expected<PageCheck> begin(Database& database);
    PageCheck(PageCheck&&) noexcept;
    PageCheck& operator=(PageCheck&&) = delete;
    ~PageCheck();

    /// Reads the pages that were not read since; true where every page is what was written. False is not yet a finding
    /// (a statement may have failed for another reason, or a writer be copying its log into the file):
    /// `Database::damagedPages` tells, of another connection.
    [[nodiscard]] bool isRestWhole();

private:
    struct Watching;
    struct Private;
    explicit PageCheck(std::unique_ptr<Private> d);
    std::unique_ptr<Private> d;
};

} // namespace bulkhead
