#pragma once

#include "app/ctl/output.h"

#include <QElapsedTimer>

namespace bulkhead::ctl {

/// Progress of long work on standard error: a bar on a terminal, a line every few seconds otherwise, nothing with
/// `--quiet`. Ends its line when it goes.
class Progress
{
public:
    enum class Unit { Bytes, Things };

    Progress(const Output& output, QString what, Unit unit = Unit::Bytes);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// `all` is 0 where it is not known.
    void show(qint64 done, qint64 all);

private:
    [[nodiscard]] QString amount(qint64 value) const;

    const Output& m_output;
    QString m_what;
    Unit m_unit;
    bool m_isTerminal;
    bool m_hasBar = false;
    QElapsedTimer m_sinceStart;
    qint64 m_shownAt = 0;
};

/// "4.2 MB", for people.
[[nodiscard]] QString sizeText(qint64 bytes);

} // namespace bulkhead::ctl
