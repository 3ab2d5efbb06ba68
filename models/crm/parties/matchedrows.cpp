#include "models/crm/parties/matchedrows.h"

#include <limits>
#include <map>

namespace bulkhead::crm {

using namespace Qt::StringLiterals;

namespace {
bool isMatch(provenance::Verdict verdict)
{
    return verdict == provenance::Verdict::Production || verdict == provenance::Verdict::Mixed;
}

/// Takes the values of one sample's rows.
class RowGatherer
{
public:
    void take(const provenance::RowPreview& row, const provenance::Index& index)
    {
        m_found.clear();
        if (row.record) {
            addValues(row, index);
        }
        if (const QString tenant = provenance::tenantOf(row.verdict, index); !tenant.isEmpty()) {
            add(MatchedRows::Kind::Tenant, tenant);
        }
        m_rows.rows.push_back(m_found);
    }
    /// Of the sample that is read; values that nothing else says stay, which harms nobody: no row names them.
    void forgetFrom(std::size_t row) { m_rows.rows.resize(row); }
    [[nodiscard]] std::size_t rows() const { return m_rows.rows.size(); }
    void skip(const QString& sample, const Error& why) { m_rows.unread.append(sample + u": "_s + why.message); }
    [[nodiscard]] MatchedRows finish() { return std::move(m_rows); }

private:
    void addValues(const provenance::RowPreview& row, const provenance::Index& index)
    {
        bool isKnown = false;
        quint32 places = 0;
        for (const provenance::Candidate& one : row.candidates) {
            if (index.segments()[one.segment]->info().kind == provenance::Kind::Production) {
                isKnown = true;
                places |= one.values;
            }
        }
        constexpr std::size_t mostPlaces = 30; // of which a candidate tells whether they agree
        for (std::size_t at = 0; at < row.record->values.size(); ++at) {
            const provenance::Value& value = row.record->values[at];
            const bool agrees = at < mostPlaces && (places >> at & 1U) != 0;
            if (isKnown && !agrees) {
                continue;
            }
            const std::string_view text = value.text.in(row.arena);
            const QString shown = QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
            if (value.keyClass == provenance::KeyClass::Email) {
                add(MatchedRows::Kind::Email, shown);
            } else if (value.keyClass == provenance::KeyClass::RecordId) {
                add(MatchedRows::Kind::Record, shown);
            }
        }
    }
    void add(MatchedRows::Kind kind, const QString& text)
    {
        const auto [place, isNew] = m_places.try_emplace({kind, text}, static_cast<quint32>(m_rows.values.size()));
        if (isNew) {
            m_rows.values.push_back({kind, text});
        }
        m_found.push_back(place->second);
    }

    MatchedRows m_rows;
    std::map<std::pair<MatchedRows::Kind, QString>, quint32> m_places;
    std::vector<quint32> m_found;
};

Expected<void> readSample(const Casework& casework, const provenance::RegistrySnapshot& registry,
                          const provenance::Standing& standing, RowGatherer& into, const provenance::Progress& progress,
                          const std::stop_token& stop)
{
    TRY(const auto held, casework.one<Evidence>(standing.report.value.evidence));
    const auto filed = provenance::Summary::fromCbor(standing.report.value.summary);
    provenance::ExamineOptions options;
    options.previewRows = std::numeric_limits<int>::max();
    options.indicators = false;
    options.onPreview = [&](const provenance::RowPreview& row, const provenance::Index& index) {
        const quint64 number = row.verdict.row;
        const bool isSet = standing.setByPeople > 0 && number > 0 && number <= standing.rows.size();
        if (isMatch(isSet ? standing.rows.at(number) : row.verdict.verdict)) {
            into.take(row, index);
        }
    };
    const std::size_t before = into.rows();
    const auto open = [&] {
        into.forgetFrom(before);
        return casework.journal().openMaterial(held.value.blob);
    };
    if (filed) {
        CHECK_OK(registry.classifyAs(*filed, open, options, progress, stop));
        return {};
    }
    TRY(const auto source, open());
    CHECK_OK(registry.classify(*source, options, progress, stop));
    return {};
}
} // namespace

Expected<MatchedRows> matchedRows(Casework& casework, const Id& incident, const provenance::Progress& progress,
                                  std::stop_token stop)
{
    TRY(const auto registry, provenance::Registry(casework).snapshot());
    TRY(const auto standings, provenance::Answers(casework).standings(incident));
    RowGatherer gathered;
    for (const provenance::Standing& standing : standings) {
        if (standing.report.stream.compartment != Compartment::Team) {
            continue;
        }
        const std::size_t before = gathered.rows();
        if (const auto read = readSample(casework, *registry, standing, gathered, progress, stop); !read) {
            if (stop.stop_requested()) {
                return std::unexpected(read.error());
            }
            gathered.forgetFrom(before);
            TRY(const auto held, casework.one<Evidence>(standing.report.value.evidence));
            gathered.skip(held.value.name, read.error());
        }
    }
    return gathered.finish();
}

} // namespace bulkhead::crm
