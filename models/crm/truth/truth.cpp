#include "models/crm/truth/truth.h"

#include "models/crm/crmtext.h"
#include "models/crm/sync/merging.h"
#include "models/crm/truth/rowpipe.h"
#include "models/crm/truth/truthtable.h"

#include <QDateTime>

#include <algorithm>
#include <thread>

namespace bulkhead::crm {

using namespace Qt::StringLiterals;

namespace {
/// What reading the CRM came to, on its thread.
struct TruthPull
{
    std::map<QString, QString> cursors = {};
    qint64 records = 0;
    qint64 deleted = 0;
    QStringList missing = {};
    std::optional<Error> error = {};
};

/// Turns records of all kinds into rows of one table: the account first, then every field of every kind.
class TruthReader
{
public:
    TruthReader(const TruthStart& start, Connector& connector, RowPipe& into, std::stop_token stop)
        : m_start(start)
        , m_connector(connector)
        , m_into(into)
        , m_stop(std::move(stop))
    {
    }

    [[nodiscard]] TruthPull run()
    {
        if (auto read = readAll(); !read) {
            m_pull.error = read.error();
            m_into.fail();
        } else {
            m_into.end();
        }
        return std::move(m_pull);
    }

private:
    [[nodiscard]] Expected<void> readAll()
    {
        CHECK_OK(m_connector.authorise(m_stop));
        TRY(m_table, TruthTable::described(m_start.objects, m_start.isExplicit, m_connector, m_stop));
        m_pull.missing = m_table.missing();
        if (!m_into.put(m_table.header())) {
            return refusedByReader();
        }
        const auto cursors = unpacked(m_start.source.cursors);
        for (std::size_t at = 0; at < m_table.objects().size(); ++at) {
            const TruthMapping& object = m_table.objects()[at];
            const QStringList fields = m_table.fieldsOf(at);
            const auto page = [&](std::span<const Record> records) { return take(at, records); };
            if (!m_start.source.where.isEmpty()) {
                CHECK_OK(m_connector.query(
                    {.object = object.object, .fields = fields, .where = m_start.source.where, .isLarge = true}, page,
                    m_stop));
                continue;
            }
            ChangesSince since = {.object = object.object, .fields = fields};
            if (const auto known = cursors.find(object.object); m_start.isRefresh && known != cursors.end()) {
                since.cursor = known->second;
            }
            auto cursor = m_connector.changes(since, page, m_stop);
            if (!cursor && cursor.error().is("crm.resync"_L1) && !since.cursor.isEmpty()) {
                since.cursor.clear(); // it no longer knows where we were: all of it once more
                cursor = m_connector.changes(since, page, m_stop);
            }
            if (!cursor) {
                return std::unexpected(cursor.error());
            }
            m_pull.cursors.insert_or_assign(object.object, *std::move(cursor));
        }
        return {};
    }

    [[nodiscard]] std::unexpected<Error> refusedByReader() const { return failure("crm.cancelled"_L1, {}); }

    [[nodiscard]] Expected<void> take(std::size_t at, std::span<const Record> records)
    {
        for (const Record& record : records) {
            if (record.isDeleted) {
                ++m_pull.deleted;
                continue;
            }
            ++m_pull.records;
            if (!m_into.put(m_table.cells(at, record))) {
                return refusedByReader();
            }
        }
        return {};
    }
    const TruthStart& m_start;
    Connector& m_connector;
    RowPipe& m_into;
    std::stop_token m_stop;
    TruthTable m_table;
    TruthPull m_pull;
};

} // namespace

DataSet TruthStart::about() const
{
    DataSet about;
    about.name = source.name;
    about.isProduction = isProduction;
    about.fileName = u"crm:"_s + settings.name;
    return about;
}

Expected<TruthStart> ProductionTruth::start(const Kept<CrmConnector>& connector, const QString& name,
                                            const QStringList& objects, const QString& where, bool isProduction) const
{
    const CrmConnector& settings = connector.value;
    if (settings.isSuspect) {
        return failure("crm.suspect"_L1,
                       CrmText::tr("\"%1\" is suspect (%2): what it says is not taken for the truth.")
                           .arg(settings.name, settings.suspectReason));
    }
    if (name.trimmed().isEmpty()) {
        return failure("value.bad"_L1, CrmText::tr("A data set needs a name."));
    }
    const Mapping* mapping = m_mappings.find(settings.system);
    TruthStart result = {.connector = connector.id, .settings = settings, .objects = {}, .source = {}};
    result.isProduction = isProduction;
    result.isExplicit = !objects.isEmpty();
    TRY(const auto standing, m_casework.record(CrmSource::idFor(connector.id, name)));
    result.source = standing ? fromRecord<CrmSource>(*standing) : CrmSource();
    const CrmSource before = result.source;
    result.source.name = name.trimmed();
    result.source.connector = connector.id;
    result.source.where = standing && where.isEmpty() ? before.where : where.trimmed();
    QStringList wanted = objects.isEmpty() ? before.objects : objects;
    for (const TruthMapping& one : mapping ? mapping->truth : std::vector<TruthMapping>()) {
        if (wanted.isEmpty() || wanted.contains(one.object, Qt::CaseInsensitive)) {
            result.objects.push_back(one);
        }
    }
    for (const QString& one : wanted) {
        if (std::ranges::none_of(result.objects, [&one](const TruthMapping& object) {
                return object.object.compare(one, Qt::CaseInsensitive) == 0;
            })) {
            return failure("crm.mapping"_L1,
                           CrmText::tr("The mapping for \"%1\" does not say what the fields of \"%2\" mean.")
                               .arg(settings.system, one));
        }
    }
    if (result.objects.empty()) {
        return failure(
            "crm.mapping"_L1,
            CrmText::tr("The mapping for \"%1\" says of no record what its fields mean.").arg(settings.system));
    }
    result.source.objects.clear();
    std::ranges::transform(result.objects, std::back_inserter(result.source.objects), &TruthMapping::object);
    // The sets that it names may have been removed by somebody.
    std::vector<Id> there;
    for (const Id& id : before.dataSets) {
        const auto set = m_casework.one<DataSet>(id);
        if (set && !set->value.isRemoved) {
            there.push_back(id);
        }
    }
    const bool isWhole = !before.dataSets.empty() && there.size() == before.dataSets.size();
    result.source.dataSets = there;
    result.isRefresh = isWhole && there.size() <= mostRefreshes && result.source.where.isEmpty()
        && before.where.isEmpty() && result.source.objects == before.objects;
    return result;
}

Expected<TruthReading> ProductionTruth::begin(const TruthStart& start) const
{
    CHECK_OK(m_casework.journal().mayWrite({registryIncident(), Compartment::Team},
                                           fieldId(Table<DataSet>::kind, Table<DataSet>::titleField)));
    TRY(auto now, provenance::Registry(m_casework).snapshot());
    DataSet about = start.about();
    about.version = QDateTime::fromMSecsSinceEpoch(m_casework.now(), Qt::UTC).toString(u"yyyy-MM-dd HH:mm:ss"_s)
        + (start.isRefresh ? CrmText::tr(" changes") : QString());
    return TruthReading{.start = start, .registry = std::move(now), .about = about};
}

TruthRead ProductionTruth::read(const TruthReading& reading, Connector& connector, const provenance::Progress& progress,
                                std::stop_token stop)
{
    RowPipe pipe;
    std::stop_source both;
    const std::stop_callback relay(stop, [&both] { both.request_stop(); });
    TruthPull pull;
    std::jthread pulling([&] { pull = TruthReader(reading.start, connector, pipe, both.get_token()).run(); });
    auto prepared = reading.registry->prepare(pipe, reading.about, TruthTable::reading(reading.start.objects), progress,
                                              stop);
    pipe.close();
    if (!prepared) {
        both.request_stop();
    }
    pulling.join();
    return {.prepared = std::move(prepared),
            .cursors = std::move(pull.cursors),
            .records = pull.records,
            .deleted = pull.deleted,
            .missing = std::move(pull.missing),
            .error = std::move(pull.error),
            .quota = connector.quota()};
}

Expected<TruthReport> ProductionTruth::finish(const TruthReading& reading, TruthRead read)
{
    const TruthStart& start = reading.start;
    if (read.error && !read.error->is("crm.cancelled"_L1)) {
        return std::unexpected(*read.error);
    }
    provenance::Registry sets(m_casework);
    TruthReport report = {.records = read.records,
                          .deleted = read.deleted,
                          .missing = read.missing,
                          .removed = {},
                          .isRefresh = start.isRefresh,
                          .quota = read.quota};
    CrmSource after = start.source;
    const bool isNothing = !read.prepared && read.prepared.error().is("provenance.empty"_L1) && start.isRefresh;
    if (!isNothing) {
        TRY(auto ready, std::move(read.prepared));
        TRY(report.registered, sets.commit(std::move(ready)));
        if (!start.isRefresh) {
            report.removed = std::exchange(after.dataSets, {});
        }
        after.dataSets.push_back(report.registered->id);
    }
    for (const Id& id : report.removed) {
        CHECK_OK(sets.removeDataSet(id, CrmText::tr("All of “%1” was read again.").arg(start.settings.name)));
    }
    after.cursors = packed(read.cursors);
    after.refreshedAt = m_casework.now();
    const Id id = CrmSource::idFor(start.connector, after.name);
    TRY(const auto standing, m_casework.record(id));
    CHECK_OK(standing ? m_casework.update(id, after, u"crm.source"_s)
                      : m_casework.addAs(id, {registryIncident(), Compartment::Team}, after, u"crm.source"_s));
    return report;
}

Expected<TruthReport> ProductionTruth::run(const TruthStart& start, Connector& connector,
                                           const provenance::Progress& progress, std::stop_token stop)
{
    TRY(const auto reading, begin(start));
    return finish(reading, read(reading, connector, progress, std::move(stop)));
}

} // namespace bulkhead::crm
