#include "models/provenance/tagging/tagger.h"

#include "models/base/digest.h"
#include "models/provenance/fold.h"
#include "models/provenance/record.h"
#include "models/provenance/tagging/canarymaker.h"
#include "models/provenance/tagging/rowmark.h"

#include <QCoreApplication>
#include <QRandomGenerator>

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <unordered_set>

namespace bulkhead::provenance {

namespace {
constexpr std::size_t donorRows = 8192;
constexpr quint64 fewestRows = 20;
constexpr quint64 rowsPerCanary = 10; ///< a canary for ten rows at most
constexpr quint64 fewestCanaries = 8;
constexpr double leastRarity = 1; ///< decades; what is commoner says nothing
constexpr double greatestRarity = 18;
constexpr quint64 rowsPerLook = 4096;
constexpr double sureness = 0.999;

QString tagText(const char* text)
{
    return QCoreApplication::translate("Provenance", text);
}

bool isIssuedClass(KeyClass keyClass)
{
    using enum KeyClass;
    return keyClass == Email || keyClass == Phone || keyClass == Iban || keyClass == Card || keyClass == RecordId;
}

/// A canary before it is known whether its values are free.
struct Proposal
{
    CanaryRow row;
    std::vector<CanaryPrint> prints = {};
    std::vector<std::string> names = {};           ///< parts of its name, normalised
    std::array<std::string, tagCount> fields = {}; ///< the rest of the record, normalised
    bool isTaken = false;
};

/// One passage over the source.
class Passage
{
public:
    Passage(QFile& file, const Watcher& watcher, int number)
        : m_source(file)
        , m_watcher(watcher)
        , m_before(file.size() * number)
    {
        file.seek(0);
    }

    [[nodiscard]] Expected<void> open(const ReadOptions& options)
    {
        TRY(m_reader, TableReader::open(m_source, options));
        return {};
    }
    [[nodiscard]] TableReader& reader() { return *m_reader; }

    /// The next row; false at the end. A row that cannot be read ends it.
    [[nodiscard]] Expected<bool> next()
    {
        if (++m_turn % rowsPerLook == 0) {
            if (m_watcher.cancelled && m_watcher.cancelled()) {
                return failure(QLatin1StringView("provenance.cancelled"),
                               tagText(QT_TRANSLATE_NOOP("Provenance", "Cancelled. No copy was made.")));
            }
            if (m_watcher.progress) {
                m_watcher.progress(m_before + m_reader->bytesRead(), m_reader->rowsRead());
            }
        }
        TRY(const auto step, m_reader->next());
        if (step == TableReader::Step::Unreadable) {
            return failure(
                QLatin1StringView("provenance.tag-unreadable"),
                tagText(QT_TRANSLATE_NOOP("Provenance",
                                          "Row %1 of the file cannot be read (%2), so the copy would lose it. Mend the "
                                          "file, or say how it is written with --delimiter or --encoding."))
                    .arg(m_reader->unreadable().row)
                    .arg(unreadableReasonText(m_reader->unreadable().reason)),
                QString::number(m_reader->unreadable().row));
        }
        return step == TableReader::Step::Row;
    }

private:
    DeviceSource m_source;
    const Watcher& m_watcher;
    qint64 m_before;
    std::unique_ptr<TableReader> m_reader;
    quint64 m_turn = 0;
};

/// What a file holds, before anything is made.
struct Learned
{
    std::vector<Column> columns;
    std::vector<std::string> header;
    Dialect dialect;
    std::vector<RowCells> donors;
    std::vector<std::optional<qint64>> largest;
    quint64 rows = 0;
};

class Job
{
public:
    Job(const RegistryKey& key, const Index& index, const CopyIndex& copies, const TagOptions& options,
        const Watcher& watcher)
        : m_key(key)
        , m_index(index)
        , m_copies(copies)
        , m_options(options)
        , m_watcher(watcher)
        , m_random(options.seed != 0 ? options.seed : QRandomGenerator::system()->generate64())
    {
    }

    [[nodiscard]] Expected<void> learn(QFile& source);
    [[nodiscard]] Expected<void> propose();
    [[nodiscard]] Expected<void> compare(QFile& source);
    [[nodiscard]] Expected<void> choose();
    [[nodiscard]] Expected<void> write(QFile& source, QIODevice& out);
    [[nodiscard]] TagReport report();

private:
    [[nodiscard]] Expected<std::optional<std::size_t>> placeOfMarks() const;
    [[nodiscard]] std::optional<Proposal> candidateOf(CanaryRow row, Extractor& extractor);
    void takeRow(const Record& record, Extractor& extractor, const std::string& arena);
    void takeKeys(std::span<const std::string_view> cells);
    void rate();
    [[nodiscard]] double chanceOfName(const Proposal& candidate) const;
    void putRow(std::span<const std::string_view> cells, std::string& line);
    [[nodiscard]] Expected<void> flush(QIODevice& out, std::string& lines);

    const RegistryKey& m_key;
    const Index& m_index;
    const CopyIndex& m_copies;
    const TagOptions& m_options;
    const Watcher& m_watcher;
    std::mt19937_64 m_random;
    Learned m_learned;
    std::optional<std::size_t> m_markIn;
    quint64 m_wanted = 0;
    std::vector<Proposal> m_candidates;
    std::unordered_map<quint64, bool> m_prints; ///< of the proposals: whether it stands in the file
    std::unordered_map<std::string, std::vector<std::size_t>> m_byKey; ///< column ∥ code that was made
    std::unordered_map<std::string, quint64> m_nameRows;               ///< rows that hold that part of a name
    std::set<std::size_t> m_keyColumns;
    std::set<std::size_t> m_identifying;
    quint64 m_namedRows = 0;
    quint32 m_written = 0;
    Sha256 m_hash;
    qint64 m_bytes = 0;
};

Expected<std::optional<std::size_t>> Job::placeOfMarks() const
{
    if (m_options.markIn.isEmpty()) {
        return std::optional<std::size_t>();
    }
    bool isNumber = false;
    const auto number = static_cast<std::size_t>(m_options.markIn.toULongLong(&isNumber));
    const std::string wanted = foldedWord(m_options.markIn.toStdString());
    for (std::size_t i = 0; i < m_learned.columns.size(); ++i) {
        const bool isIt = foldedWord(m_learned.columns[i].name.toStdString()) == wanted
            || (isNumber && number == i + 1);
        if (!isIt) {
            continue;
        }
        const bool isText = m_learned.columns[i].meaning == Meaning::FreeText;
        const bool areUuids = std::ranges::all_of(m_learned.donors, [&](const RowCells& row) {
            return i >= row.size() || trimmed(row[i]).empty() || trimmed(row[i]).size() == RowMarks::textSize;
        });
        if (!isText && !areUuids) {
            return failure(QLatin1StringView("provenance.tag-mark-column"),
                           tagText(QT_TRANSLATE_NOOP(
                                       "Provenance",
                                       "The column “%1” holds neither free text nor UUIDs, so a mark would spoil it. "
                                       "Name another one, or map it to freeText."))
                               .arg(m_learned.columns[i].name));
        }
        return std::optional(i);
    }
    return failure(QLatin1StringView("provenance.tag-mark-column"),
                   tagText(QT_TRANSLATE_NOOP("Provenance", "The file has no column “%1”.")).arg(m_options.markIn));
}

Expected<void> Job::learn(QFile& source)
{
    Passage passage(source, m_watcher, 0);
    CHECK_OK(passage.open(m_options.read));
    TableReader& reader = passage.reader();
    m_learned.dialect = reader.dialect();
    if (m_learned.dialect.layout != Layout::Table) {
        return failure(QLatin1StringView("provenance.tag-not-a-table"),
                       tagText(QT_TRANSLATE_NOOP("Provenance",
                                                 "The file is not a table of rows and columns, so rows cannot be "
                                                 "marked. Export it as CSV.")));
    }
    m_learned.header.assign(reader.header().begin(), reader.header().end());
    TRY(m_learned.columns, columnsOf(reader, m_options.mappings));
    const std::size_t columns = m_learned.columns.size();
    m_learned.largest.assign(columns, 0);
    for (;;) {
        TRY(const bool more, passage.next());
        if (!more) {
            break;
        }
        const auto cells = reader.row().cells;
        if (cells.size() > columns) {
            return failure(QLatin1StringView("provenance.tag-unreadable"),
                           tagText(QT_TRANSLATE_NOOP("Provenance",
                                                     "Row %1 of the file has more cells than the table has columns, so "
                                                     "a mark would not stand in its column. Mend the file."))
                               .arg(reader.row().number),
                           QString::number(reader.row().number));
        }
        ++m_learned.rows;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            if (!m_learned.largest[i] || cells[i].empty()) {
                continue;
            }
            bool isWhole = cells[i].size() <= 18;
            qint64 value = 0;
            for (const char c : cells[i]) {
                isWhole = isWhole && c >= '0' && c <= '9';
                value = isWhole ? value * 10 + (c - '0') : value;
            }
            m_learned.largest[i] = isWhole ? std::optional(std::max(*m_learned.largest[i], value)) : std::nullopt;
        }
        // Each row stands among the donors with the same chance (Vitter's algorithm R).
        std::size_t place = m_learned.donors.size();
        if (place >= donorRows) {
            place = std::uniform_int_distribution<std::size_t>(0, m_learned.rows - 1)(m_random);
        } else {
            m_learned.donors.emplace_back();
        }
        if (place < donorRows) {
            m_learned.donors[place].assign(cells.begin(), cells.end());
        }
    }
    if (m_learned.rows < fewestRows) {
        return failure(QLatin1StringView("provenance.tag-too-few-rows"),
                       tagText(QT_TRANSLATE_NOOP("Provenance",
                                                 "The file holds %1 rows. From fewer than %2 no canaries can be made "
                                                 "that would not stick out."))
                           .arg(m_learned.rows)
                           .arg(fewestRows));
    }
    if (m_learned.rows > 0xffffffffULL - mostCanaries) {
        return failure(
            QLatin1StringView("provenance.tag-not-a-table"),
            tagText(QT_TRANSLATE_NOOP("Provenance", "The file holds more rows than marks can count (2³²).")));
    }
    TRY(m_markIn, placeOfMarks());
    m_wanted = m_options.canaries.value_or(
        std::clamp(m_learned.rows / rowsPerCanary, std::min(fewestCanaries, m_learned.rows / 2), mostCanaries));
    return {};
}

std::optional<Proposal> Job::candidateOf(CanaryRow row, Extractor& extractor)
{
    std::vector<std::string_view> views(row.cells.begin(), row.cells.end());
    std::string arena;
    Record record;
    extractor.extract({.number = 1, .cells = views}, arena, record);
    Proposal candidate{.row = std::move(row)};
    const auto isFresh = [&](std::size_t column) {
        return std::ranges::find(candidate.row.fresh, column, &FreshValue::column) != candidate.row.fresh.end();
    };
    bool hasName = false;
    for (const Value& value : record.values) {
        hasName = hasName || value.keyClass == KeyClass::Name;
        if (value.keyClass == KeyClass::Name || (isIssuedClass(value.keyClass) && isFresh(value.column))) {
            candidate.prints.push_back({value.keyClass, value.fingerprint, 0});
        }
    }
    const bool isNameMade = std::ranges::any_of(candidate.row.fresh, [&](const FreshValue& value) {
        return value.byName && m_learned.columns[value.column].meaning != Meaning::Email;
    });
    if (!hasName || !isNameMade) {
        std::erase_if(candidate.prints, [](const CanaryPrint& print) { return print.keyClass == KeyClass::Name; });
    } else {
        for (const KeyClass keyClass : canaryCombinations) {
            if (const quint64 print = extractor.combination(record, keyClass, arena); print != 0) {
                candidate.prints.push_back({keyClass, print, 0});
            }
        }
        const std::string_view name = record.fields[static_cast<std::size_t>(Tag::Name)].in(arena);
        for (std::size_t at = 0; at < name.size();) {
            const auto end = std::min(name.find(' ', at), name.size());
            candidate.names.emplace_back(name.substr(at, end - at));
            at = end + 1;
        }
    }
    for (std::size_t i = 0; i < tagCount; ++i) {
        candidate.fields[i] = record.fields[i].in(arena);
    }
    return candidate.prints.empty() ? std::nullopt : std::optional(std::move(candidate));
}

Expected<void> Job::propose()
{
    CanaryMaker maker(m_learned.columns, m_learned.donors, m_learned.largest, m_random());
    m_identifying = maker.identifyingColumns();
    if (m_identifying.size() < 2 && m_wanted > 0) {
        return failure(
            QLatin1StringView("provenance.tag-too-few-columns"),
            tagText(QT_TRANSLATE_NOOP("Provenance",
                                      "Canaries need two columns that identify, of e-mail address, phone number, name, "
                                      "IBAN, card number and record id; %1 was recognised. Say what the columns hold "
                                      "with a mapping, or mark the rows only (no canaries)."))
                .arg(m_identifying.size()));
    }
    Extractor extractor(m_key, m_learned.columns, Layout::Table);
    std::unordered_set<quint64> own;
    // A third more than wanted, for those whose values turn out to be taken.
    const quint64 proposals = m_wanted + m_wanted / 3 + (m_wanted > 0 ? 16 : 0);
    for (quint64 turn = 0; m_candidates.size() < proposals && turn < proposals * 20; ++turn) {
        auto row = maker.make();
        auto candidate = row ? candidateOf(std::move(*row), extractor) : std::nullopt;
        if (!candidate) {
            continue;
        }
        // A name that another canary has tells nothing apart; an address would make the two one.
        const auto isOwn = [&](const CanaryPrint& print) { return own.contains(print.fingerprint); };
        if (std::ranges::any_of(candidate->prints, [&](const CanaryPrint& print) {
                return isIssuedClass(print.keyClass) && isOwn(print);
            })) {
            continue;
        }
        const auto isKnown = [&](const CanaryPrint& print) {
            bool known = false;
            m_copies.find(print.fingerprint, [&](const CopyIndex::Place&) { known = true; });
            for (const auto& segment : m_index.segments()) {
                known = known || segment->find(print.fingerprint) >= 0;
            }
            return known;
        };
        if (std::ranges::any_of(candidate->prints, [&](const CanaryPrint& print) {
                return isIssuedClass(print.keyClass) && isKnown(print);
            })) {
            continue;
        }
        std::erase_if(candidate->prints, [&](const CanaryPrint& print) { return isOwn(print) || isKnown(print); });
        const std::size_t place = m_candidates.size();
        for (const CanaryPrint& print : candidate->prints) {
            own.insert(print.fingerprint);
            m_prints.try_emplace(print.fingerprint, false);
        }
        for (const std::size_t column : candidate->row.codes) {
            m_byKey[std::to_string(column) + ':' + candidate->row.cells[column]].push_back(place);
            m_keyColumns.insert(column);
        }
        for (const std::string& name : candidate->names) {
            m_nameRows.try_emplace(name, 0);
        }
        m_candidates.push_back(std::move(*candidate));
    }
    return {};
}

void Job::takeRow(const Record& record, Extractor& extractor, const std::string& arena)
{
    const auto take = [&](quint64 print) {
        if (const auto found = m_prints.find(print); found != m_prints.end()) {
            found->second = true;
        }
    };
    for (const Value& value : record.values) {
        take(value.fingerprint);
    }
    if (!record.has(Tag::Name)) {
        return;
    }
    for (const KeyClass keyClass : canaryCombinations) {
        take(extractor.combination(record, keyClass, arena));
    }
    ++m_namedRows;
    const std::string_view name = record.fields[static_cast<std::size_t>(Tag::Name)].in(arena);
    for (std::size_t at = 0; at < name.size();) {
        const auto end = std::min(name.find(' ', at), name.size());
        if (const auto found = m_nameRows.find(std::string(name.substr(at, end - at))); found != m_nameRows.end()) {
            ++found->second;
        }
        at = end + 1;
    }
}

void Job::takeKeys(std::span<const std::string_view> cells)
{
    for (const std::size_t column : m_keyColumns) {
        if (column < cells.size()) {
            std::string key = std::to_string(column) + ':';
            key.append(cells[column]);
            if (const auto found = m_byKey.find(key); found != m_byKey.end()) {
                for (const std::size_t place : found->second) {
                    m_candidates[place].isTaken = true;
                }
            }
        }
    }
}

Expected<void> Job::compare(QFile& source)
{
    Passage passage(source, m_watcher, 1);
    CHECK_OK(passage.open(m_options.read));
    Extractor extractor(m_key, m_learned.columns, Layout::Table);
    std::string arena;
    Record record;
    for (;;) {
        TRY(const bool more, passage.next());
        if (!more) {
            return {};
        }
        arena.clear();
        extractor.extract(passage.reader().row(), arena, record);
        takeRow(record, extractor, arena);
        takeKeys(passage.reader().row().cells);
    }
}

double Job::chanceOfName(const Proposal& candidate) const
{
    double chance = 1;
    for (const std::string& name : candidate.names) {
        const auto found = m_nameRows.find(name);
        const auto rows = found == m_nameRows.end() ? 0 : found->second;
        chance *= static_cast<double>(rows + 1) / static_cast<double>(m_namedRows + 1);
    }
    // As little as in verdicts (README.md): parts of names go together, and a file shows only some of them.
    constexpr double unseenNames = 300'000;
    return candidate.names.empty() ? 1 : std::max(chance, 1 / (static_cast<double>(m_namedRows) + unseenNames));
}

void Job::rate()
{
    // What a canary took over from the file counts as often as any of its values stands in the canaries: however a
    // sample is made up, its rows can fall on no more of them by it.
    std::unordered_map<std::string, std::size_t> keptBy;
    std::array<std::unordered_map<std::string, std::size_t>, tagCount> fieldBy;
    const auto keptKey = [](const FreshValue& value) { return std::to_string(value.column) + ':' + value.kept; };
    std::unordered_map<std::size_t, std::size_t> mostKept;
    std::array<std::size_t, tagCount> mostField = {};
    for (const Proposal& candidate : m_candidates) {
        for (const FreshValue& value : candidate.row.fresh) {
            std::size_t& most = mostKept[value.column];
            most = std::max(most, ++keptBy[keptKey(value)]);
        }
        for (std::size_t i = 0; i < tagCount; ++i) {
            mostField[i] = std::max(mostField[i], ++fieldBy[i][candidate.fields[i]]);
        }
    }
    const auto all = static_cast<double>(std::max<std::size_t>(m_candidates.size(), 1));
    const auto tenthsOf = [](double chance) {
        return static_cast<quint8>(10 * std::clamp(-std::log10(std::max(chance, 1e-30)), 0.0, greatestRarity));
    };
    for (Proposal& candidate : m_candidates) {
        const double name = chanceOfName(candidate);
        for (CanaryPrint& print : candidate.prints) {
            const auto ofField = [&](Tag tag) {
                return name * static_cast<double>(mostField[static_cast<std::size_t>(tag)]) / all;
            };
            double chance = 1;
            switch (print.keyClass) {
            case KeyClass::Name:
                chance = name;
                break;
            case KeyClass::NameBirthDate:
                chance = ofField(Tag::BirthDate);
                break;
            case KeyClass::NameCompany:
                chance = ofField(Tag::Company);
                break;
            case KeyClass::NamePostcode:
                chance = ofField(Tag::Postcode);
                break;
            case KeyClass::NameStreet:
                chance = ofField(Tag::Street);
                break;
            case KeyClass::NameCity:
                chance = ofField(Tag::City);
                break;
            default:
                // The commonest of the columns of that kind: the print does not say which it is.
                chance = 0;
                for (const FreshValue& value : candidate.row.fresh) {
                    if (static_cast<KeyClass>(m_learned.columns[value.column].meaning) == print.keyClass) {
                        chance = std::max(chance,
                                          std::pow(10.0, -value.freedom) * (value.byName ? name : 1)
                                              * static_cast<double>(mostKept[value.column]) / all);
                    }
                }
                break;
            }
            print.rarity = tenthsOf(chance);
        }
        std::erase_if(candidate.prints, [](const CanaryPrint& print) { return print.rarity < 10 * leastRarity; });
    }
}

Expected<void> Job::choose()
{
    for (Proposal& candidate : m_candidates) {
        const auto isTaken = [&](const CanaryPrint& print) { return m_prints.at(print.fingerprint); };
        candidate.isTaken = candidate.isTaken || std::ranges::any_of(candidate.prints, [&](const CanaryPrint& print) {
                                return isIssuedClass(print.keyClass) && isTaken(print);
                            });
        std::erase_if(candidate.prints, isTaken);
    }
    std::erase_if(m_candidates, [](const Proposal& candidate) { return candidate.isTaken; });
    if (m_candidates.size() > m_wanted) {
        m_candidates.resize(m_wanted);
    }
    rate();
    std::erase_if(m_candidates, [](const Proposal& candidate) { return candidate.prints.empty(); });
    if (m_candidates.size() < m_wanted / 2 + (m_wanted > 0)) {
        return failure(QLatin1StringView("provenance.tag-too-few-rows"),
                       tagText(QT_TRANSLATE_NOOP(
                                   "Provenance",
                                   "Only %1 of %2 canaries could be made whose values stand nowhere in the file: its "
                                   "rows are too much alike. Ask for fewer."))
                           .arg(m_candidates.size())
                           .arg(m_wanted));
    }
    return {};
}

void Job::putRow(std::span<const std::string_view> cells, std::string& line)
{
    const char delimiter = m_learned.dialect.delimiter;
    const std::string needing = std::string("\"\r\n") + delimiter;
    const auto put = [&](std::string_view cell, bool first) {
        if (!first) {
            line.push_back(delimiter);
        }
        const bool isPadded = !cell.empty() && (cell.front() == ' ' || cell.back() == ' ');
        if (cell.find_first_of(needing) == std::string_view::npos && !isPadded) {
            line.append(cell);
            return;
        }
        line.push_back('"');
        for (const char c : cell) {
            line.append(c == '"' ? 2 : 1, c);
        }
        line.push_back('"');
    };
    for (std::size_t i = 0; i < cells.size(); ++i) {
        put(cells[i], i == 0);
    }
    line.push_back('\n');
}

Expected<void> Job::flush(QIODevice& out, std::string& lines)
{
    const BytesView octets(lines.data(), static_cast<qsizetype>(lines.size()));
    if (out.write(octets.data(), octets.size()) != octets.size()) {
        return failure(
            QLatin1StringView("provenance.write-failed"),
            tagText(QT_TRANSLATE_NOOP("Provenance", "The copy cannot be written: %1.")).arg(out.errorString()));
    }
    m_hash.add(octets);
    m_bytes += octets.size();
    lines.clear();
    return {};
}

Expected<void> Job::write(QFile& source, QIODevice& out)
{
    // Canary i stands before row places[i] of the source (after the last one where it is greater than all).
    std::vector<quint64> places;
    for (std::size_t i = 0; i < m_candidates.size(); ++i) {
        places.push_back(std::uniform_int_distribution<quint64>(1, m_learned.rows + 1)(m_random));
    }
    std::ranges::sort(places);
    std::ranges::shuffle(m_candidates, m_random);

    Passage passage(source, m_watcher, 2);
    CHECK_OK(passage.open(m_options.read));
    RowMarks marks(m_key);
    const std::size_t columns = m_learned.columns.size();
    const bool addsColumn = !m_options.markColumn.isEmpty();
    std::string lines = m_learned.dialect.bom ? "\xef\xbb\xbf" : "";
    std::vector<std::string_view> cells;
    if (m_learned.dialect.header) {
        cells.assign(m_learned.header.begin(), m_learned.header.end());
        cells.resize(columns);
        const std::string own = m_options.markColumn.toStdString();
        if (addsColumn) {
            cells.push_back(own);
        }
        putRow(cells, lines);
    }
    const auto put = [&](std::span<const std::string_view> row) {
        const std::string mark = marks.write({m_options.serial, ++m_written});
        std::string marked;
        cells.assign(row.begin(), row.end());
        cells.resize(columns); // a short row is filled up, so that the mark stands in its column
        if (m_markIn) {
            const bool isText = m_learned.columns[*m_markIn].meaning == Meaning::FreeText;
            marked = isText && !cells[*m_markIn].empty() ? std::string(cells[*m_markIn]) + " [" + mark + ']' : mark;
            cells[*m_markIn] = marked;
        }
        if (addsColumn) {
            cells.push_back(mark);
        }
        putRow(cells, lines);
    };
    std::size_t next = 0;
    const auto putCanariesBefore = [&](quint64 row) {
        for (; next < places.size() && places[next] <= row; ++next) {
            const RowCells& canary = m_candidates[next].row.cells;
            put(std::vector<std::string_view>(canary.begin(), canary.end()));
        }
    };
    quint64 row = 0;
    constexpr std::size_t piece = 1 << 20;
    for (;;) {
        TRY(const bool more, passage.next());
        putCanariesBefore(more ? ++row : std::numeric_limits<quint64>::max());
        if (!more) {
            break;
        }
        const auto view = passage.reader().row().cells;
        put({view.data(), view.size()});
        if (lines.size() >= piece) {
            CHECK_OK(flush(out, lines));
        }
    }
    if (row != m_learned.rows) {
        return failure(QLatin1StringView("provenance.read-failed"),
                       tagText(QT_TRANSLATE_NOOP("Provenance", "The file changed while it was copied. Try again.")));
    }
    return flush(out, lines);
}

TagReport Job::report()
{
    TagReport report;
    report.sourceRows = m_learned.rows;
    report.rows = m_written;
    for (Proposal& candidate : m_candidates) {
        report.canaries.push_back({std::move(candidate.prints)});
    }
    for (const std::size_t column : m_identifying) {
        report.identifying.push_back(m_learned.columns[column]);
    }
    report.columns = std::move(m_learned.columns);
    report.dialect = m_learned.dialect;
    report.copyHash = m_hash.finish();
    report.copyBytes = m_bytes;
    return report;
}
} // namespace

double sureShare(quint64 canaries)
{
    return canaries == 0 ? 1 : 1 - std::pow(1 - sureness, 1.0 / static_cast<double>(canaries));
}

Expected<TagReport> Tagger::run(QFile& source, QIODevice& out, const TagOptions& options, const Watcher& watcher) const
{
    Job job(m_key, m_index, m_copies, options, watcher);
    CHECK_OK(job.learn(source));
    CHECK_OK(job.propose());
    CHECK_OK(job.compare(source));
    CHECK_OK(job.choose());
    CHECK_OK(job.write(source, out));
    TagReport report = job.report();
    Sha256 hash;
    source.seek(0);
    for (;;) {
        const QByteArray piece = source.read(1 << 20);
        if (piece.isEmpty()) {
            break;
        }
        hash.add(piece);
        report.sourceBytes += piece.size();
    }
    report.sourceHash = hash.finish();
    return report;
}

} // namespace bulkhead::provenance
