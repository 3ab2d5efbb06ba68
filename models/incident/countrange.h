#pragma once

#include "models/base/error.h"

#include <QString>
#include <QStringList>

namespace bulkhead {

/// How many, as one may say it in a register: never a bare number, but from where to where, on which basis, by which
/// method and as of when.
struct CountRange
{
    enum class Basis : quint8 { Exact, Estimate, UpperBound };
    qint64 low = 0;
    qint64 high = 0; ///< not below `low`, and the same where it is exact
    Basis basis = Basis::Estimate;
    QString method;
    qint64 asOf = 0; ///< ms since 1970, UTC

    bool operator==(const CountRange&) const = default;
    /// "120..200; estimate; sample of 40 rows; 2026-11-30T02:00:00.000Z", as it is kept.
    [[nodiscard]] QString text() const;
    /// "120 to 200 (estimate by sample of 40 rows, as of 2026-11-30 02:00 UTC)", for people.
    [[nodiscard]] QString shown() const;
    /// As kept, or as typed: "120", "120..200", "..200"; then basis (exact, estimate, upper_bound) and method, after
    /// semicolons. `now` where it names no instant. Error: `value.bad` says what is missing.
    [[nodiscard]] static Expected<CountRange> read(const QString& text, qint64 now);
    /// What is kept, for people; unreadable text stays as it is.
    [[nodiscard]] static QString shownText(const QString& kept);
};
[[nodiscard]] QStringList basisIds(); ///< exact, estimate, upper_bound
[[nodiscard]] QString basisName(CountRange::Basis basis);

} // namespace bulkhead
