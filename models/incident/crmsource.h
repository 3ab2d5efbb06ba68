#pragma once

#include "models/journal/record.h"

#include <QStringList>

#include <vector>

namespace bulkhead {

/// Records of a CRM that stand in the registry as production, and up to where its changes were read. Registry stream.
struct CrmSource
{
    QString name = {}; ///< of the data sets
    Id connector = {};
    QStringList objects = {};      ///< "Contact", "Lead"
    QString where = {};            ///< a condition in the CRM's own language; then there is no reading of changes
    QStringList cursors = {};      ///< "<object>=<token>"
    std::vector<Id> dataSets = {}; ///< that hold them: all records first, then what has changed, run by run
    qint64 refreshedAt = 0;

    bool operator==(const CrmSource&) const = default;
    /// One for a connector and a name.
    [[nodiscard]] static Id idFor(const Id& connector, const QString& name);
};

} // namespace bulkhead
