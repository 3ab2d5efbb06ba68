#include "models/provenance/registry/incoming.h"

#include "models/provenance/registry/registrytext.h"

#include <QDateTime>
#include <QDirIterator>
#include <QFileInfo>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

Expected<QStringList> filesBelow(const QString& folder)
{
    QStringList found;
    for (QDirIterator it(folder, QDir::Files | QDir::NoSymLinks, QDirIterator::Subdirectories); it.hasNext();) {
        found.append(it.next());
        if (found.size() > mostFilesOfAFolder) {
            return failure(
                "input.unreadable"_L1,
                RegistryText::tr("“%1” holds more than 100,000 files. Take its folders one by one.").arg(folder));
        }
    }
    found.sort();
    return found;
}

IncomingFiles::State IncomingFiles::stateOf(const QString& file)
{
    const QFileInfo info(file);
    return {.size = info.size(), .modified = info.lastModified().toMSecsSinceEpoch(), .isTold = false};
}

Expected<QStringList> IncomingFiles::look()
{
    if (!QFileInfo(m_folder).isDir()) {
        return failure("input.missing"_L1, RegistryText::tr("The folder “%1” is not there any more.").arg(m_folder));
    }
    TRY(const QStringList files, filesBelow(m_folder));
    QHash<QString, State> states;
    QStringList whole;
    for (const QString& file : files) {
        State now = stateOf(file);
        const auto before = m_states.constFind(file);
        if (before != m_states.constEnd() && before->isSame(now)) {
            if (!before->isTold) {
                whole.append(file);
            }
            now.isTold = true;
        }
        states.insert(file, now);
    }
    m_states = std::move(states);
    return whole;
}

void IncomingFiles::skip(const QString& file)
{
    State state = stateOf(file);
    state.isTold = true;
    m_states.insert(file, state);
}

} // namespace bulkhead::provenance
