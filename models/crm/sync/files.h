#pragma once

#include "models/crm/connector.h"
#include "models/crm/sync/mapping.h"
#include "models/incident/casework.h"

namespace bulkhead::crm {

/// A file that is to stand beside its incident's record: an approved version of a disclosure.
struct OutgoingFile
{
    Id entity; ///< the DisclosureVersion; its id is the key under which the file is there once
    QString name = {};
    QString mediaType = {}; ///< empty: by the name
    QString description = {};
    QByteArray content = {};
};

/// Values, safe to hand to another thread.
struct FileStart
{
    Id incident;
    Id connector;
    CrmConnector settings;
    Link record; ///< the incident's, there
    OutgoingFile file;
    CrmLink link;
    bool hasLink = false;

    [[nodiscard]] bool isThere() const { return !link.remote.isEmpty(); }
};

/// Attaches what a person approved and exported to the incident's record, once. Confined to the casework's thread,
/// except `send`.
///
/// Errors: `crm.suspect`, `crm.not-released` (it needs a full release), `crm.mapping` (the mapping lets no such file
/// leave), `crm.privileged`, `crm.missing` (the incident is not there yet), those of the journal and the connector.
class FileSync
{
public:
    explicit FileSync(Casework& casework)
        : m_casework(casework)
    {
    }

    [[nodiscard]] Expected<FileStart> start(const Kept<CrmConnector>& connector, const Mapping& mapping,
                                            OutgoingFile file) const;
    [[nodiscard]] static Expected<Written> send(const FileStart& start, Connector& connector, std::stop_token stop);
    /// Writes down that it is there, also on the timeline.
    [[nodiscard]] Expected<void> finish(const FileStart& start, const Written& written);

private:
    Casework& m_casework;
};

} // namespace bulkhead::crm
