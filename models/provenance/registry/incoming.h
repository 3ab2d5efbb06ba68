#pragma once

#include "models/base/error.h"

#include <QHash>
#include <QStringList>

namespace bulkhead::provenance {

/// At most so many files are taken from a folder at a time.
inline constexpr qsizetype mostFilesOfAFolder = 100'000;

/// The files in a folder and below it, by name; what is hidden, a link or no file is left out.
/// Errors: `input.unreadable` where there are more than `mostFilesOfAFolder`.
[[nodiscard]] Expected<QStringList> filesBelow(const QString& folder);

/// Files that come into a folder, each told once when it is whole: its size and time were the same at two looks.
/// A file that changes later is told again. Confined to one thread.
class IncomingFiles
{
public:
    explicit IncomingFiles(QString folder)
        : m_folder(std::move(folder))
    {
    }

    [[nodiscard]] const QString& folder() const { return m_folder; }
    /// What is new and whole since the last look. Errors: those of `filesBelow`, `input.missing` where the folder has
    /// gone.
    [[nodiscard]] Expected<QStringList> look();
    /// Counts as told.
    void skip(const QString& file);

private:
    struct State
    {
        qint64 size = -1;
        qint64 modified = 0;
        bool isTold = false;

        [[nodiscard]] bool isSame(const State& other) const { return size == other.size && modified == other.modified; }
    };
    [[nodiscard]] static State stateOf(const QString& file);

    QString m_folder;
    QHash<QString, State> m_states;
};

} // namespace bulkhead::provenance
