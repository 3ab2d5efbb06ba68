#include "models/crm/sync/files.h"

#include "models/crm/crmtext.h"
#include "models/crm/sync/syncing.h"

#include <QBuffer>
#include <QMimeDatabase>

namespace bulkhead::crm {

using namespace Qt::StringLiterals;

Expected<FileStart> FileSync::start(const Kept<CrmConnector>& connector, const Mapping& mapping,
                                    OutgoingFile file) const
{
    const CrmConnector& settings = connector.value;
    TRY(const auto version, m_casework.one<DisclosureVersion>(file.entity));
    if (version.stream.compartment != Compartment::Team) {
        return failure("crm.privileged"_L1, CrmText::tr("What is privileged goes to no CRM."));
    }
    if (!mapping.files.contains(u"disclosure"_s)) {
        return failure("crm.mapping"_L1,
                       CrmText::tr("The mapping for \"%1\" lets no disclosure leave.").arg(settings.system));
    }
    if (settings.isSuspect) {
        return failure("crm.suspect"_L1,
                       CrmText::tr("\"%1\" is suspect (%2): nothing leaves until somebody lets it go on.")
                           .arg(settings.name, settings.suspectReason));
    }
    const Id incident = version.stream.incident;
    TRY(const auto release, m_casework.record(CrmRelease::idFor(incident, connector.id)));
    const CrmRelease scope = release ? fromRecord<CrmRelease>(*release) : CrmRelease();
    if (!release || scope.isWithdrawn || scope.scope != CrmScope::Full) {
        return failure("crm.not-released"_L1,
                       CrmText::tr("This incident is not fully released to \"%1\". The incident commander or Legal "
                                   "releases it (crm release --scope full).")
                           .arg(settings.name));
    }
    FileStart result = {.incident = incident,
                        .connector = connector.id,
                        .settings = settings,
                        .record = {},
                        .file = std::move(file),
                        .link = {}};
    TRY(const auto parent, m_casework.record(CrmLink::idFor(connector.id, incident)));
    const QString remote = parent ? fromRecord<CrmLink>(*parent).remote : QString();
    if (remote.isEmpty()) {
        return failure("crm.missing"_L1,
                       CrmText::tr("The incident is not in \"%1\" yet. Use crm sync first.").arg(settings.name));
    }
    if (result.file.mediaType.isEmpty()) {
        result.file.mediaType = QMimeDatabase().mimeTypeForFile(result.file.name, QMimeDatabase::MatchExtension).name();
    }
    result.record = {.object = mapping.objects.front().object, .id = remote};
    TRY(const auto link, m_casework.record(CrmLink::idFor(connector.id, result.file.entity)));
    result.hasLink = link.has_value();
    result.link = link
        ? fromRecord<CrmLink>(*link)
        : CrmLink{.incident = incident, .connector = connector.id, .entity = result.file.entity, .type = u"file"_s};
    return result;
}

Expected<Written> FileSync::send(const FileStart& start, Connector& connector, std::stop_token stop)
{
    QByteArray octets = start.file.content;
    QBuffer content(&octets);
    content.open(QIODevice::ReadOnly);
    return connector.attach({.record = start.record,
                             .key = CrmLink::keyOf(start.file.entity),
                             .name = start.file.name,
                             .mediaType = start.file.mediaType,
                             .description = start.file.description},
                            content, std::move(stop));
}

Expected<void> FileSync::finish(const FileStart& start, const Written& written)
{
    const qint64 now = m_casework.now();
    CrmLink after = start.link;
    after.remote = written.id;
    after.version = written.version;
    after.syncedAt = now;
    Observation entry;
    entry.incident = start.incident;
    entry.occurred = now;
    entry.recorded = now;
    entry.source = viaOf(start.settings);
    entry.raw = CrmText::tr("“%1” was attached to the record in “%2”.").arg(start.file.name, start.settings.name);
    entry.tags = {u"crm"_s};
    Draft draft = {.stream = {start.incident, Compartment::Team},
                   .intent = u"crm.attach"_s,
                   .facts = factsBetween(CrmLink::idFor(start.connector, start.file.entity),
                                         start.hasLink ? start.link : CrmLink(), after),
                   .signNow = true,
                   .via = viaOf(start.settings)};
    std::ranges::move(factsOf(Id::make(now), entry), std::back_inserter(draft.facts));
    CHECK_OK(m_casework.journal().append(draft));
    return {};
}

} // namespace bulkhead::crm
