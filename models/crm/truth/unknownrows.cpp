#include "models/crm/truth/unknownrows.h"

#include <algorithm>
#include <limits>
#include <map>

namespace bulkhead::crm {

using namespace Qt::StringLiterals;

namespace {
QString utf8Text(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

/// A number without what people put between the digits: "+49301234567".
QString compactNumber(const QString& written)
{
    QString compact;
    for (const QChar c : written) {
        if ((c >= u'0' && c <= u'9') || (c == u'+' && compact.isEmpty())) {
            compact += c;
        }
    }
    return compact;
}

std::optional<UnknownRows::Kind> kindAskedFor(provenance::KeyClass keyClass)
{
    switch (keyClass) {
    case provenance::KeyClass::Email:
        return UnknownRows::Kind::Email;
    case provenance::KeyClass::Phone:
        return UnknownRows::Kind::Phone;
    case provenance::KeyClass::RecordId:
        return UnknownRows::Kind::Record;
    default:
        return {};
    }
}

class UnknownGatherer
{
public:
    void take(const provenance::RowPreview& row)
    {
        if (row.verdict.verdict != provenance::Verdict::Unknown) {
            return;
        }
        ++m_rows.rows;
        bool hasAny = false;
        bool isCut = false;
        for (const provenance::Value& value : row.record ? row.record->values : std::vector<provenance::Value>()) {
            if (const auto kind = kindAskedFor(value.keyClass)) {
                hasAny = true;
                isCut = !add(*kind, value, row) || isCut;
            }
        }
        m_rows.without += hasAny ? 0 : 1;
        m_rows.leftOut += isCut ? 1 : 0;
    }
    [[nodiscard]] UnknownRows finish(const Bytes& sha256)
    {
        m_rows.sha256 = sha256;
        return std::move(m_rows);
    }

private:
    [[nodiscard]] bool add(UnknownRows::Kind kind, const provenance::Value& value, const provenance::RowPreview& row)
    {
        const QString text = utf8Text(value.text.in(row.arena));
        const auto place = m_places.find({kind, text});
        std::size_t at = place == m_places.end() ? m_rows.values.size() : place->second;
        if (place == m_places.end()) {
            if (at == UnknownRows::mostValues) {
                return false;
            }
            m_places.emplace(std::pair(kind, text), at);
            m_rows.values.push_back({.kind = kind, .text = text});
        }
        UnknownRows::Value& kept = m_rows.values[at];
        for (const QString& form : formsOf(kind, text, value, row)) {
            if (!kept.written.contains(form)) {
                kept.written.append(form);
            }
        }
        if (kept.rows.empty() || kept.rows.back() != row.verdict.row) {
            kept.rows.push_back(row.verdict.row);
        }
        return true;
    }
    /// CRMs keep a phone number as somebody typed it, and compare it letter by letter.
    [[nodiscard]] static QStringList formsOf(UnknownRows::Kind kind, const QString& text,
                                             const provenance::Value& value, const provenance::RowPreview& row)
    {
        const bool isCell = value.column < row.cells.size() && value.column < row.columns.size()
            && row.columns[value.column].meaning == provenance::Meaning::Phone;
        if (kind != UnknownRows::Kind::Phone || !isCell) {
            return {text};
        }
        const QString written = utf8Text(row.cells[value.column]).trimmed();
        return {written, compactNumber(written)};
    }

    UnknownRows m_rows;
    std::map<std::pair<UnknownRows::Kind, QString>, std::size_t> m_places;
};

/// Options that give every row to the gatherer.
void listen(provenance::ExamineOptions& options, UnknownGatherer& gatherer)
{
    options.previewRows = std::numeric_limits<int>::max();
    options.indicators = false;
    options.onPreview = [&gatherer](const provenance::RowPreview& row, const provenance::Index&) {
        gatherer.take(row);
    };
}
} // namespace

Expected<UnknownRows> unknownRows(const provenance::RegistrySnapshot& registry, QIODevice& sample,
                                  provenance::ExamineOptions options, const provenance::Progress& progress,
                                  std::stop_token stop)
{
    UnknownGatherer gatherer;
    listen(options, gatherer);
    TRY(const auto answer, registry.classify(sample, options, progress, stop));
    return gatherer.finish(answer.sha256);
}

Expected<UnknownRows> unknownRowsAs(const provenance::RegistrySnapshot& registry, const provenance::Summary& filed,
                                    const std::function<Expected<std::unique_ptr<QIODevice>>()>& open,
                                    const provenance::Progress& progress, std::stop_token stop)
{
    UnknownGatherer gatherer;
    provenance::ExamineOptions options;
    listen(options, gatherer);
    const auto openAnew = [&] {
        gatherer = {};
        return open();
    };
    TRY(const auto answer, registry.classifyAs(filed, openAnew, options, progress, stop));
    return gatherer.finish(answer.sha256);
}

} // namespace bulkhead::crm
