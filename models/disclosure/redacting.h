#pragma once

#include <QRegularExpression>
#include <QStringList>

#include <vector>

namespace bulkhead::disclosure {

/// From and behind, in a line.
using Stretch = std::pair<qsizetype, qsizetype>;

/// Finds in a line what `redacted` takes out of it. Marks of the line are U+FFFC: nothing is found across one.
class RedactionFinder
{
public:
    explicit RedactionFinder(const QStringList& texts = {});
    /// In order; those that overlap or touch are one.
    [[nodiscard]] std::vector<Stretch> in(const QString& line) const;
    /// The texts that the character at `at` is a part of.
    [[nodiscard]] QStringList textsAt(const QString& line, qsizetype at) const;
    [[nodiscard]] bool isEmpty() const { return m_sought.empty(); }

private:
    std::vector<std::pair<QString, QRegularExpression>> m_sought;
};

} // namespace bulkhead::disclosure
