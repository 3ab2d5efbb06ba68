#include "models/crm/truth/inquiry.h"

#include "models/crm/crmtext.h"
#include "models/crm/sync/asked.h"
#include "models/crm/sync/syncing.h"
#include "models/crm/transport.h"
#include "models/crm/truth/rowpipe.h"
#include "models/provenance/normalise.h"

#include <QDateTime>

#include <algorithm>
#include <set>
#include <thread>

namespace bulkhead::crm {

using namespace Qt::StringLiterals;

namespace {
std::optional<UnknownRows::Kind> kindOfMeaning(provenance::Meaning meaning)
{
    return meaning == provenance::Meaning::Email   ? std::optional(UnknownRows::Kind::Email)
        : meaning == provenance::Meaning::Phone    ? std::optional(UnknownRows::Kind::Phone)
        : meaning == provenance::Meaning::RecordId ? std::optional(UnknownRows::Kind::Record)
                                                   : std::nullopt;
}

bool hasForm(const std::vector<TruthMapping>& objects, const QString& id)
{
    return std::ranges::any_of(objects, [&id](const TruthMapping& one) { return isOfForm(id, one.ids); });
}

/// What a field of a kind is asked for. Ids are looked for where their form says that they may be.
std::vector<Value> valuesFor(const TruthMapping& object, const QString& field, UnknownRows::Kind kind,
                             const UnknownRows& unknown)
{
    std::vector<Value> values;
    for (const UnknownRows::Value& one : unknown.values) {
        if (one.kind != kind) {
            continue;
        }
        if (kind != UnknownRows::Kind::Record) {
            values.insert(values.end(), one.written.begin(), one.written.end());
        } else if (field == object.id && isOfForm(one.text, object.ids)) {
            values.emplace_back(Link{.object = object.object, .id = one.text});
        }
    }
    return values;
}

/// One conversation about the rows of a sample.
class RowInquiry
{
public:
    RowInquiry(const InquiryReading& reading, Connector& connector, std::stop_token stop,
               const std::function<void(qint64, qint64)>& progress)
        : m_start(reading.start)
        , m_plan(reading.plan)
        , m_connector(connector)
        , m_stop(std::move(stop))
        , m_progress(progress)
    {
        for (std::size_t at = 0; at < m_start.unknown.values.size(); ++at) {
            const UnknownRows::Value& value = m_start.unknown.values[at];
            m_places.emplace(std::pair(value.kind, value.text), at);
        }
    }

    [[nodiscard]] InquiryAnswer run(std::vector<QStringList>& rows)
    {
        if (auto talked = talk(); !talked) {
            m_answer.error = talked.error();
        }
        for (auto& [record, found] : m_found) {
            m_answer.hits.push_back({.object = m_plan.table.objects()[record.first].object,
                                     .id = record.second,
                                     .rows = {found.rows.begin(), found.rows.end()}});
            rows.push_back(std::move(found.cells));
        }
        m_answer.quota = m_connector.quota();
        return std::move(m_answer);
    }

private:
    struct Found
    {
        QStringList cells = {};
        std::set<quint64> rows = {};
    };

    [[nodiscard]] Expected<void> talk()
    {
        std::set<std::size_t> refused;
        for (const InquiryPlan::Question& question : m_plan.questions) {
            if (refused.contains(question.object)) {
                continue;
            }
            const TruthMapping& object = m_plan.table.objects()[question.object];
            const Query wish = {.object = object.object,
                                .fields = m_plan.table.fieldsOf(question.object),
                                .conditions = {{question.field, Comparison::Equal, question.values}}};
            const auto page = [&](std::span<const Record> records) -> Expected<void> {
                std::ranges::for_each(records, [&](const Record& record) { take(question.object, object, record); });
                return {};
            };
            if (const auto asked = m_connector.query(wish, page, m_stop); !asked) {
                if (isOfTheLine(asked.error())) {
                    return asked;
                }
                m_answer.refused.emplace_back(object.object, asked.error()); // this user may not see it
                refused.insert(question.object);
                continue;
            }
            ++m_answer.calls;
            if (m_progress) {
                m_progress(m_answer.calls, m_plan.calls());
            }
        }
        return {};
    }

    /// Only what agrees with something that was asked for: what else a CRM says is not known to be of the sample.
    void take(std::size_t place, const TruthMapping& object, const Record& record)
    {
        std::set<quint64> rows;
        for (const auto& [field, meaning] : object.fields) {
            const auto kind = kindOfMeaning(meaning);
            if (!kind || record.isDeleted) {
                continue;
            }
            const QString text = field == object.id ? record.id : truthText(record, field);
            const auto asked = m_places.find(
                {*kind, QString::fromStdString(provenance::normalised(meaning, text.toStdString()))});
            if (asked != m_places.end()) {
                const auto& of = m_start.unknown.values[asked->second].rows;
                rows.insert(of.begin(), of.end());
            }
        }
        if (!rows.empty()) {
            Found& found = m_found[{place, record.id}];
            found.cells = m_plan.table.cells(place, record);
            found.rows.merge(rows);
        }
    }

    const InquiryStart& m_start;
    const InquiryPlan& m_plan;
    Connector& m_connector;
    std::stop_token m_stop;
    const std::function<void(qint64, qint64)>& m_progress;
    std::map<std::pair<UnknownRows::Kind, QString>, std::size_t> m_places;
    std::map<std::pair<std::size_t, QString>, Found> m_found; ///< by kind and id
    InquiryAnswer m_answer;
};

/// Rows of a table in memory, as a data set that nobody knows of yet.
Expected<provenance::PreparedSet> preparedFrom(const InquiryReading& reading, const std::vector<QStringList>& rows,
                                               const std::stop_token& stop)
{
    RowPipe pipe;
    std::jthread writing([&] {
        bool isRead = pipe.put(reading.plan.table.header());
        for (auto row = rows.begin(); isRead && row != rows.end(); ++row) {
            isRead = pipe.put(*row);
        }
        pipe.end();
    });
    auto prepared = reading.registry->prepare(pipe, reading.about, TruthTable::reading(reading.plan.table.objects()),
                                              {}, stop);
    pipe.close();
    return prepared;
}

QString askedText(const InquiryStart& start, const InquiryPlan& plan)
{
    return CrmText::tr("“%1” is asked about unknown rows of “%2” (SHA-256 %3): e-mail addresses %4, phone numbers %5, "
                       "record ids %6, in %7 calls; looked for in %8.")
        .arg(start.settings.name, start.sample, hex(start.unknown.sha256))
        .arg(start.emails)
        .arg(start.phones)
        .arg(start.recordIds)
        .arg(plan.calls())
        .arg(plan.fields().join(u", "_s));
}

QString answeredText(const InquiryStart& start, const InquiryReport& report, const DataSet& about)
{
    QString text = CrmText::tr("“%1” answered for “%2”: records %3, of which rows of the sample speak: %4.")
                       .arg(start.settings.name, start.sample)
                       .arg(report.hits.size())
                       .arg(report.rows());
    if (report.registered) {
        text += u' ' + CrmText::tr("They are registered as “%1”.").arg(about.name);
    }
    for (const auto& [object, why] : report.refused) {
        text += u' ' + CrmText::tr("%1 could not be read (%2).").arg(object, why.code);
    }
    if (report.error) {
        text += u' ' + CrmText::tr("It broke off (%1).").arg(report.error->code);
    }
    return text;
}
} // namespace

QStringList InquiryPlan::fields() const
{
    QStringList result;
    for (const Question& question : questions) {
        const QString field = table.objects()[question.object].object + u'.' + question.field;
        if (!result.contains(field)) {
            result.append(field);
        }
    }
    return result;
}

Expected<void> InquiryPlan::checkAffordable() const
{
    if (quota.left < 0 || quota.left - calls() >= kept) {
        return {};
    }
    return failure(
        "crm.limit"_L1,
        CrmText::tr("Asking takes %1 calls. The CRM has %2 left, and %3 of its allowance are left to people. "
                    "Ask again when it is renewed, or about fewer rows. Nothing was asked.")
            .arg(calls())
            .arg(quota.left)
            .arg(kept));
}

qint64 InquiryReport::rows() const
{
    std::set<quint64> all;
    for (const InquiryHit& hit : hits) {
        all.insert(hit.rows.begin(), hit.rows.end());
    }
    return static_cast<qint64>(all.size());
}

Expected<void> Inquiry::checkNotSandbox(const Kept<CrmConnector>& connector) const
{
    TRY(const auto sources, m_casework.all<CrmSource>(registryIncident()));
    bool isMadeUp = false;
    for (const Kept<CrmSource>& source : sources) {
        for (const Id& id : source.value.connector == connector.id ? source.value.dataSets : std::vector<Id>()) {
            const auto set = m_casework.one<DataSet>(id);
            if (set && !set->value.isRemoved) {
                if (set->value.isProduction) {
                    return {};
                }
                isMadeUp = true;
            }
        }
    }
    return isMadeUp ? failure("crm.sandbox"_L1,
                              CrmText::tr("What \"%1\" has is registered as made up, so it cannot say who is real. Ask "
                                          "the CRM of production.")
                                  .arg(connector.value.name))
                    : Expected<void>();
}

Expected<void> Inquiry::mayAsk(const Kept<CrmConnector>& connector, const Id& incident) const
{
    CHECK_OK(mayBeAsked(m_casework, m_mappings, connector, incident));
    const Mapping* mapping = m_mappings.find(connector.value.system);
    if (!mapping || mapping->truth.empty()) {
        return failure(
            "crm.mapping"_L1,
            CrmText::tr("The mapping for \"%1\" says of no record what its fields mean.").arg(connector.value.system));
    }
    CHECK_OK(checkNotSandbox(connector));
    return m_casework.journal().mayWrite({registryIncident(), Compartment::Team},
                                         fieldId(Table<DataSet>::kind, Table<DataSet>::titleField));
}

Expected<void> Inquiry::leaveOutSettled(const Id& incident, UnknownRows& unknown) const
{
    if (incident.isNull()) {
        return {};
    }
    TRY(const auto all, m_casework.all<Evidence>(incident));
    for (const Kept<Evidence>& one : all) {
        if (one.value.sha256 != unknown.sha256) {
            continue;
        }
        if (one.stream.compartment != Compartment::Team) {
            return failure("crm.privileged"_L1,
                           CrmText::tr("“%1” is held for counsel: no CRM is asked about it.").arg(one.value.name));
        }
        TRY(const auto standing, provenance::Answers(m_casework).standing(one.id));
        if (!standing || standing->setByPeople == 0) {
            continue;
        }
        for (UnknownRows::Value& value : unknown.values) {
            std::erase_if(value.rows, [&](quint64 row) {
                return row <= standing->rows.size() && standing->rows.at(row) != provenance::Verdict::Unknown;
            });
        }
        std::erase_if(unknown.values, [](const UnknownRows::Value& value) { return value.rows.empty(); });
    }
    return {};
}

Expected<InquiryStart> Inquiry::start(const Kept<CrmConnector>& connector, const Id& incident, const QString& sample,
                                      UnknownRows unknown) const
{
    CHECK_OK(mayAsk(connector, incident));
    CHECK_OK(leaveOutSettled(incident, unknown));
    InquiryStart result = {.connector = connector.id,
                           .settings = connector.value,
                           .incident = incident,
                           .sample = sample,
                           .objects = m_mappings.find(connector.value.system)->truth};
    for (const UnknownRows::Value& value : unknown.values) {
        const bool isForeign = value.kind == UnknownRows::Kind::Record && !hasForm(result.objects, value.text);
        ++(isForeign                                    ? result.foreignIds
               : value.kind == UnknownRows::Kind::Email ? result.emails
               : value.kind == UnknownRows::Kind::Phone ? result.phones
                                                        : result.recordIds);
    }
    result.unknown = std::move(unknown);
    return result;
}

Expected<InquiryPlan> Inquiry::look(const InquiryStart& start, Connector& connector, std::stop_token stop)
{
    CHECK_OK(connector.authorise(stop));
    InquiryPlan plan;
    TRY(plan.table, TruthTable::described(start.objects, false, connector, stop));
    const auto most = static_cast<std::size_t>(std::max(1, connector.capabilities().largestQuestion));
    for (std::size_t at = 0; at < plan.table.objects().size(); ++at) {
        const TruthMapping& object = plan.table.objects()[at];
        for (const auto& [field, meaning] : object.fields) {
            const auto kind = kindOfMeaning(meaning);
            const auto values = kind ? valuesFor(object, field, *kind, start.unknown) : std::vector<Value>();
            for (std::size_t from = 0; from < values.size(); from += most) {
                const auto begin = values.begin() + static_cast<std::ptrdiff_t>(from);
                const auto size = static_cast<std::ptrdiff_t>(std::min(most, values.size() - from));
                plan.questions.push_back({.object = at, .field = field, .values = {begin, begin + size}});
            }
        }
    }
    plan.quota = connector.quota();
    plan.kept = plan.quota.limit > 0
        ? static_cast<qint64>(Policy().backgroundReserve * static_cast<double>(plan.quota.limit))
        : 0;
    return plan;
}

Expected<InquiryReading> Inquiry::begin(const InquiryStart& start, const InquiryPlan& plan)
{
    TRY(const auto connector, m_casework.one<CrmConnector>(start.connector));
    CHECK_OK(mayAsk(connector, start.incident));
    CHECK_OK(plan.checkAffordable());
    TRY(auto now, provenance::Registry(m_casework).snapshot());
    DataSet about;
    about.name = CrmText::tr("%1: asked for %2").arg(start.settings.name, start.sample);
    about.version = QDateTime::fromMSecsSinceEpoch(m_casework.now(), Qt::UTC).toString(u"yyyy-MM-dd HH:mm:ss"_s);
    about.isProduction = true;
    about.fileName = u"crm:"_s + start.settings.name;
    CHECK_OK(m_casework.journal().append(
        askedEntry(start.settings, start.incident, u"crm.inquiry"_s, askedText(start, plan), m_casework.now())));
    return InquiryReading{.start = start, .plan = plan, .registry = std::move(now), .about = about};
}

InquiryAnswer Inquiry::ask(const InquiryReading& reading, Connector& connector, std::stop_token stop,
                           const std::function<void(qint64, qint64)>& progress)
{
    std::vector<QStringList> rows;
    InquiryAnswer answer = RowInquiry(reading, connector, stop, progress).run(rows);
    const bool isStopped = stop.stop_requested();
    if (!rows.empty() && !isStopped) {
        if (auto prepared = preparedFrom(reading, rows, stop)) {
            answer.prepared.emplace(std::move(*prepared));
        } else if (!answer.error) {
            answer.error = prepared.error();
        }
    }
    for (QStringList& row : rows) { // values are not left behind
        std::ranges::for_each(row, [](QString& cell) { cell.fill(u'\0'); });
    }
    if (isStopped) {
        answer.error = errorOf("crm.cancelled"_L1);
    }
    if (!answer.prepared) {
        answer.hits.clear(); // nobody could find them again
    }
    return answer;
}

Expected<InquiryReport> Inquiry::finish(const InquiryReading& reading, InquiryAnswer answer)
{
    const InquiryStart& start = reading.start;
    InquiryReport report = {.hits = std::move(answer.hits),
                            .registered = {},
                            .refused = std::move(answer.refused),
                            .error = std::move(answer.error),
                            .calls = answer.calls,
                            .quota = answer.quota};
    if (answer.prepared) {
        TRY(report.registered, provenance::Registry(m_casework).commit(std::move(*answer.prepared)));
    }
    CHECK_OK(m_casework.journal().append(askedEntry(start.settings, start.incident, u"crm.inquiry"_s,
                                                    answeredText(start, report, reading.about), m_casework.now())));
    return report;
}

} // namespace bulkhead::crm
