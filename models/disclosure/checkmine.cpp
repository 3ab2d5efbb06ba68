#include "models/disclosure/checkpack.h"
#include "models/disclosure/disclosuretext.h"

#include <QElapsedTimer>

#include <algorithm>
#include <bit>

namespace bulkhead::disclosure {

using namespace Qt::StringLiterals;
using provenance::bit;
using provenance::Column;
using provenance::KeyClass;
using provenance::RegistryKey;
using provenance::TableReader;

namespace {
constexpr std::size_t mostListed = 10'000;
constexpr quint64 rowsBetweenReports = 4096;
constexpr std::size_t namedColumns = 64; ///< whose filled cells a record counts

std::unexpected<Error> cancelledChecking()
{
    return failure("pack.cancelled"_L1, DisclosureText::tr("It was cancelled. Nothing was said about the list."));
}

/// Ends where somebody cancels, in the middle of a row however long it is.
class StoppableSource final : public provenance::ByteSource
{
public:
    StoppableSource(QIODevice& device, std::stop_token stop)
        : m_source(device)
        , m_stop(std::move(stop))
    {
    }
    [[nodiscard]] Expected<qint64> read(char* into, qint64 size) override
    {
        return m_stop.stop_requested() ? cancelledChecking() : m_source.read(into, size);
    }
    [[nodiscard]] qint64 size() const override { return m_source.size(); }

private:
    provenance::DeviceSource m_source;
    std::stop_token m_stop;
};

/// A record of the list against the pack.
class RowCheck
{
public:
    explicit RowCheck(Pack& pack)
        : m_pack(pack)
    {
    }

    void check(const provenance::Record& record, const std::string& arena, CheckedRow& out)
    {
        m_fields = fieldsOf(record, arena);
        m_deciding = 0;
        m_hints = 0;
        m_held = m_fields.present();
        m_weak.clear();
        lookUpValues(record, arena);
        if (m_deciding == 0 && m_hints != 0) {
            lookUpTogether();
        }
        conclude(out);
    }

private:
    struct Weak
    {
        Meaning meaning;
        std::string_view text;
    };

    void lookUpValues(const provenance::Record& record, const std::string& arena)
    {
        for (const provenance::Value& value : record.values) {
            const auto meaning = static_cast<Meaning>(value.keyClass); // the classes of single values are meanings
            if ((bit(meaning) & knownBy) == 0) {
                continue;
            }
            m_held |= bit(meaning);
            RowFields one = m_fields;
            one.set(meaning, value.text.in(arena));
            switch (m_pack.find(bit(meaning), one)) {
            case PackWeight::Nothing:
                break;
            case PackWeight::Hint:
                m_hints |= bit(meaning);
                m_weak.push_back({meaning, value.text.in(arena)});
                break;
            case PackWeight::Decides:
                // Whatever a file says, these are never enough.
                (canDecide(bit(meaning)) ? m_deciding : m_hints) |= bit(meaning);
                break;
            }
        }
    }

    /// What is weak alone, with each other and with the row's other fields, until something decides.
    void lookUpTogether()
    {
        for (std::size_t i = 0; i < m_weak.size(); ++i) {
            RowFields fields = m_fields;
            fields.set(m_weak[i].meaning, m_weak[i].text);
            for (std::size_t k = i + 1; k < m_weak.size(); ++k) {
                RowFields pair = fields;
                pair.set(m_weak[k].meaning, m_weak[k].text);
                if (decideTogether(bit(m_weak[i].meaning) | bit(m_weak[k].meaning), pair)) {
                    return;
                }
            }
            for (const MeaningSet set : m_pack.joint()) {
                if ((set & bit(m_weak[i].meaning)) != 0 && decideTogether(set, fields)) {
                    return;
                }
            }
        }
    }

    bool decideTogether(MeaningSet set, const RowFields& fields)
    {
        // What stands in the pack with others stands in it alone too.
        const bool isPossible = (set & ~fields.present()) == 0 && (set & anchors & ~m_hints) == 0
            && std::ranges::find(m_pack.joint(), set) != m_pack.joint().end();
        if (!isPossible || m_pack.find(set, fields) != PackWeight::Decides) {
            return false;
        }
        m_deciding = set;
        return true;
    }

    void conclude(CheckedRow& out) const
    {
        const auto open = [&out](OpenReason reason, MeaningSet agree = 0) {
            out.outcome = CheckOutcome::Open;
            out.reason = reason;
            out.agree = agree;
        };
        if (m_deciding != 0) {
            out.outcome = CheckOutcome::InLeak;
            out.reason = OpenReason::None;
            out.agree = m_deciding;
        } else if (m_hints != 0) {
            open(OpenReason::WeakOnly, m_hints);
        } else if (!canDecide(m_held)) {
            open(OpenReason::NoKey);
        } else if (std::ranges::any_of(m_pack.shapes(),
                                       [this](const auto& shape) { return (shape.first & m_held) == 0; })) {
            open(OpenReason::OtherKeys);
        } else {
            out.outcome = CheckOutcome::NotFound;
            out.reason = OpenReason::None;
            out.agree = 0;
        }
    }

    Pack& m_pack;
    RowFields m_fields;
    MeaningSet m_held = 0;
    MeaningSet m_hints = 0;
    MeaningSet m_deciding = 0;
    std::vector<Weak> m_weak;
};

void count(const CheckedRow& row, CheckResult& result)
{
    ++result.rows;
    switch (row.outcome) {
    case CheckOutcome::InLeak:
        ++result.inLeak;
        for (MeaningSet rest = row.agree; rest != 0; rest &= rest - 1) {
            ++result.byMeaning[static_cast<std::size_t>(std::countr_zero(rest))];
        }
        break;
    case CheckOutcome::NotFound:
        ++result.notFound;
        break;
    case CheckOutcome::Open:
        ++result.open;
        ++result.openBy[static_cast<std::size_t>(row.reason)];
        break;
    }
}

/// One run over one list.
class Run
{
public:
    Run(Pack& pack, TableReader& reader, const RegistryKey& key, const std::vector<Column>& columns,
        const CheckOptions& options)
        : m_reader(reader)
        , m_options(options)
        , m_extractor(key, columns, reader.dialect().layout)
        , m_check(pack)
    {
        for (const Column& column : columns) {
            result.columns.push_back({.column = column});
        }
    }

    /// False at the end of the list.
    [[nodiscard]] Expected<bool> step()
    {
        TRY(const auto step, m_reader.next());
        if (step == TableReader::Step::End) {
            return false;
        }
        CheckedRow row;
        if (step == TableReader::Step::Unreadable) {
            row.row = m_reader.unreadable().row;
            row.reason = OpenReason::Unreadable;
            if (result.unreadable.size() < mostListed) {
                result.unreadable.push_back(m_reader.unreadable());
            }
        } else {
            row.row = m_reader.row().number;
            row.line = m_reader.row().line;
            m_arena.clear();
            m_extractor.extract(m_reader.row(), m_arena, m_record);
            m_check.check(m_record, m_arena, row);
            for (std::size_t i = 0; i < std::min(result.columns.size(), namedColumns); ++i) {
                result.columns[i].filled += m_record.filledColumns >> i & 1;
                result.columns[i].usable += m_record.usableColumns >> i & 1;
            }
        }
        count(row, result);
        if (m_options.onRow) {
            m_options.onRow(row);
        }
        return true;
    }

    CheckResult result;

private:
    TableReader& m_reader;
    const CheckOptions& m_options;
    provenance::Extractor m_extractor;
    RowCheck m_check;
    std::string m_arena;
    provenance::Record m_record;
};
} // namespace

QString checkOutcomeId(CheckOutcome outcome)
{
    switch (outcome) {
    case CheckOutcome::InLeak:
        return u"in-leak"_s;
    case CheckOutcome::NotFound:
        return u"not-found"_s;
    case CheckOutcome::Open:
        return u"open"_s;
    }
    return {};
}

QString openReasonId(OpenReason reason)
{
    switch (reason) {
    case OpenReason::None:
        return {};
    case OpenReason::NoKey:
        return u"no-key"_s;
    case OpenReason::WeakOnly:
        return u"weak-only"_s;
    case OpenReason::OtherKeys:
        return u"other-keys"_s;
    case OpenReason::Unreadable:
        return u"unreadable"_s;
    }
    return {};
}

Expected<CheckResult> checkMine(Pack& pack, QIODevice& list, const CheckOptions& options, const CheckProgress& progress,
                                std::stop_token stop)
{
    QElapsedTimer timer;
    timer.start();
    StoppableSource source(list, stop);
    const qint64 total = std::max<qint64>(source.size(), 0);
    TRY(const auto reader, TableReader::open(source, options.read));
    TRY(const auto columns, provenance::columnsToSearch(*reader, options.mappings));
    if (!provenance::canBeLookedUp(columns)) {
        return failure(
            "provenance.no-meaning"_L1,
            DisclosureText::tr("No column was recognised that records could be found by, such as an e-mail "
                               "address, a phone number or a name. Say what the columns hold with a mapping."),
            QString::number(columns.size()));
    }
    // Only the normalised values are wanted; what they are keyed with here is of no account.
    TRY(const RegistryKey key, RegistryKey::from(SecretBytes::random(PackKey::size)));
    Run run(pack, *reader, key, columns, options);
    for (quint64 turn = 1;; ++turn) {
        auto more = run.step();
        if (stop.stop_requested()) {
            return cancelledChecking(); // whatever the readers made of it
        }
        if (!more) {
            return std::unexpected(std::move(more).error());
        }
        if (!*more) {
            break;
        }
        if (progress && turn % rowsBetweenReports == 0) {
            progress(reader->bytesRead(), total);
        }
    }
    CheckResult result = std::move(run.result);
    if (!columns.empty() && provenance::isForTheRest(*reader, columns.back().name)
        && result.columns.back().filled == 0) {
        result.columns.pop_back();
    }
    result.bytes = reader->bytesRead();
    result.seconds = static_cast<double>(timer.nsecsElapsed()) / 1e9;
    if (progress) {
        progress(result.bytes, total);
    }
    return result;
}

} // namespace bulkhead::disclosure
