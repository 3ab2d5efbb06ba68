#include "models/provenance/risk/assessment.h"

#include "models/provenance/hashingsource.h"
#include "models/provenance/risk/codes.h"
#include "models/provenance/risk/crew.h"

#include <algorithm>
#include <bit>
#include <numeric>
#include <unordered_map>
#include <unordered_set>

namespace bulkhead::provenance {

namespace {
constexpr std::size_t syntheticFile = static_cast<std::size_t>(RiskFile::Synthetic);
constexpr std::size_t trainingFile = static_cast<std::size_t>(RiskFile::Training);
constexpr std::size_t holdoutFile = static_cast<std::size_t>(RiskFile::Holdout);
constexpr std::size_t mostExamples = RiskTable::mostListed;
enum Purpose : quint64 { DrawTraining = 1, DrawHoldout = 2, DrawSynthetic = 3, DrawBaseline = 4 };

/// How far it is, in thousandths, and whether it goes on.
class Steps
{
public:
    Steps(const std::function<void(qint64, qint64)>& progress, std::stop_token stop)
        : m_progress(progress)
        , m_stop(std::move(stop))
    {
    }
    /// From now on `all` pieces come to that many thousandths more than before.
    void begin(double all, qint64 thousandths)
    {
        m_before = m_after;
        m_after += thousandths;
        m_all = std::max(all, 1.0);
    }
    [[nodiscard]] Expected<void> at(double done)
    {
        if (m_stop.stop_requested()) {
            return cancelledReading();
        }
        const auto now = m_before
            + static_cast<qint64>(std::min(done / m_all, 1.0) * static_cast<double>(m_after - m_before));
        if (m_progress && now > m_told) { // a stage may count its pieces more than once
            m_told = now;
            m_progress(now, whole);
        }
        return {};
    }
    static constexpr qint64 whole = 1000;

private:
    std::function<void(qint64, qint64)> m_progress;
    std::stop_token m_stop;
    qint64 m_before = 0;
    qint64 m_after = 0;
    qint64 m_told = -1;
    double m_all = 1;
};

/// A file while it is read.
struct OpenFile
{
    std::unique_ptr<HashingSource> source;
    std::unique_ptr<TableReader> reader;
    QString name;
};

Expected<OpenFile> opened(const RiskInput& input, const ReadOptions& options, const std::stop_token& stop)
{
    OpenFile file{
        .source = std::make_unique<HashingSource>(*input.device, stop), .reader = nullptr, .name = input.name};
    TRY(file.reader, TableReader::open(*file.source, options));
    return file;
}

/// Texts with few different values are categories.
void findCategories(std::vector<Attribute>& attributes, std::vector<RiskTable>& tables)
{
    constexpr std::size_t mostCategories = 200;
    constexpr std::size_t rowsPerCategory = 10;
    for (std::size_t i = 0; i < attributes.size(); ++i) {
        if (attributes[i].kind != AttributeKind::Text) {
            continue;
        }
        const auto& column = tables[trainingFile].values[i];
        const std::size_t most = std::min(mostCategories, column.size() / rowsPerCategory);
        std::unordered_set<quint64> different;
        const bool isMany = std::ranges::any_of(column, [&](quint64 value) {
            different.insert(value);
            return different.size() > most;
        });
        if (!isMany) {
            attributes[i].kind = AttributeKind::Category;
            for (RiskTable& table : tables) {
                table.signatures[i] = {};
            }
        }
    }
}

/// Makes codes of rows, by what the training file holds. Constant, so that all threads may use it.
class Encoder
{
public:
    Encoder(const std::vector<Attribute>& attributes, const std::vector<RiskTable>& tables)
    {
        for (std::size_t i = 0; i < attributes.size(); ++i) {
            switch (attributes[i].kind) {
            case AttributeKind::Number:
            case AttributeKind::Date:
                m_numbers.push_back(rangeOf(i, tables[trainingFile]));
                break;
            case AttributeKind::Category:
                m_categories.push_back(categoriesOf(i, tables));
                break;
            case AttributeKind::Text:
                m_texts.push_back(i);
                break;
            case AttributeKind::Identifier:
                break;
            }
        }
        m_shape = {.numbers = m_numbers.size(), .categories = m_categories.size(), .texts = m_texts.size(), .level = 0};
        m_shape.level = CodeShape::levelOf(m_shape.columns());
    }
    [[nodiscard]] const CodeShape& shape() const { return m_shape; }
    [[nodiscard]] Codes codesOf(const RiskTable& table, std::size_t row) const
    {
        Codes codes;
        for (const Range& range : m_numbers) {
            codes.numbers.push_back(range.code(table.values[range.attribute][row], m_shape.level));
        }
        for (const Categories& categories : m_categories) {
            const auto found = categories.codes.find(table.values[categories.attribute][row]);
            codes.categories.push_back(found == categories.codes.end() ? strange : found->second);
        }
        for (const std::size_t i : m_texts) {
            const bool isAbsent = table.values[i][row] == RiskTable::absent;
            codes.texts.push_back(isAbsent ? 0 : table.signatures[i][row]);
            codes.absent.push_back(isAbsent ? Codes::absentText : quint8(0));
        }
        return codes;
    }
    [[nodiscard]] double distance(quint16 sum) const
    {
        return static_cast<double>(sum) / static_cast<double>(m_shape.columns() * m_shape.level);
    }

private:
    /// A value that neither training nor hold-out holds.
    static constexpr quint16 strange = 65535;
    static constexpr std::size_t mostCodes = 65000;
    struct Range
    {
        std::size_t attribute = 0;
        double least = 0;
        double width = 0;
        [[nodiscard]] quint16 code(quint64 value, quint16 level) const
        {
            if (value == RiskTable::absent) {
                return Codes::absentNumber;
            }
            // One range to each side: what is farther away is as far as can be.
            const double offset = std::bit_cast<double>(value) - least;
            const double place = width > 0 ? offset / width : offset > 0 ? 1.0 : offset < 0 ? -1.0 : 0.0;
            return static_cast<quint16>(std::lround((std::clamp(place, -1.0, 2.0) + 1) * level));
        }
    };
    struct Categories
    {
        std::size_t attribute = 0;
        std::unordered_map<quint64, quint16> codes;
    };
    static Range rangeOf(std::size_t attribute, const RiskTable& table)
    {
        double least = std::numeric_limits<double>::max();
        double most = std::numeric_limits<double>::lowest();
        for (const quint64 value : table.values[attribute]) {
            if (value != RiskTable::absent) {
                least = std::min(least, std::bit_cast<double>(value));
                most = std::max(most, std::bit_cast<double>(value));
            }
        }
        return {.attribute = attribute, .least = least, .width = std::max(most - least, 0.0)};
    }
    static Categories categoriesOf(std::size_t attribute, const std::vector<RiskTable>& tables)
    {
        Categories result{.attribute = attribute, .codes = {}};
        for (std::size_t file = trainingFile; file < tables.size(); ++file) {
            for (const quint64 value : tables[file].values[attribute]) {
                if (result.codes.size() < mostCodes) {
                    result.codes.try_emplace(value, static_cast<quint16>(result.codes.size()));
                }
            }
        }
        return result;
    }

    std::vector<Range> m_numbers;
    std::vector<Categories> m_categories;
    std::vector<std::size_t> m_texts;
    CodeShape m_shape;
};

/// The rows that are not among the chosen ones, both ascending.
std::vector<quint32> othersOf(const std::vector<quint32>& chosen, std::size_t of)
{
    std::vector<quint32> others;
    others.reserve(of - chosen.size());
    auto next = chosen.begin();
    for (quint32 i = 0; i < of; ++i) {
        if (next != chosen.end() && *next == i) {
            ++next;
        } else {
            others.push_back(i);
        }
    }
    return others;
}

CodeTable codesOf(const Encoder& encoder, const RiskTable& table, const std::vector<quint32>& rows)
{
    CodeTable codes(encoder.shape());
    for (const quint32 row : rows) {
        codes.add(encoder.codesOf(table, row));
    }
    return codes;
}

/// The nearest records of each row in up to three tables.
using NearestOf = std::array<Nearest, 3>;

Expected<std::vector<NearestOf>> compare(const Encoder& encoder, const RiskTable& table,
                                         const std::vector<quint32>& rows, std::span<const CodeTable* const> against,
                                         const Crew& crew, Steps& steps)
{
    constexpr std::size_t rowsAtOnce = 16;
    constexpr std::size_t octetsAtOnce = 128 << 10; // stays in the cache while the rows go over it
    std::vector<NearestOf> found(rows.size());
    const auto work = [&](std::size_t unit) {
        const std::size_t from = unit * rowsAtOnce;
        const std::size_t until = std::min(from + rowsAtOnce, rows.size());
        std::vector<Codes> codes;
        for (std::size_t i = from; i < until; ++i) {
            codes.push_back(encoder.codesOf(table, rows[i]));
        }
        for (std::size_t one = 0; one < against.size(); ++one) {
            const CodeTable& other = *against[one];
            const std::size_t stretch = std::max<std::size_t>(
                octetsAtOnce / std::max<std::size_t>(other.tileOctets(), 1), 1);
            for (std::size_t tile = 0; tile < other.tiles(); tile += stretch) {
                for (std::size_t i = from; i < until; ++i) {
                    other.search(codes[i - from], tile, tile + stretch, found[i][one]);
                }
            }
        }
    };
    const std::size_t units = (rows.size() + rowsAtOnce - 1) / rowsAtOnce;
    steps.begin(static_cast<double>(units), 350);
    CHECK_OK(crew.run(units, work, [&](std::size_t done) { return steps.at(static_cast<double>(done)); }));
    return found;
}

double percentile(std::vector<double>& values, double share)
{
    if (values.empty()) {
        return 0;
    }
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::ranges::nth_element(values, at);
    return *at;
}

/// The two nearest of both.
Nearest together(const Nearest& one, const Nearest& other)
{
    Nearest both = one;
    both.offer(other.first, other.at);
    both.second = std::min(both.second, other.second);
    return both;
}

Distances distancesOf(const std::vector<Nearest>& found, const Encoder& encoder)
{
    std::vector<double> closest;
    std::vector<double> ratios;
    for (const Nearest& one : found) {
        closest.push_back(encoder.distance(one.first));
        ratios.push_back(one.second == 0 ? 1 : static_cast<double>(one.first) / static_cast<double>(one.second));
    }
    constexpr double few = 0.05;
    constexpr double half = 0.5;
    return {.closest5 = percentile(closest, few),
            .closest50 = percentile(closest, half),
            .ratio5 = percentile(ratios, few),
            .ratio50 = percentile(ratios, half)};
}

/// An assessment under way.
class Assessor
{
public:
    Assessor(const RiskOptions& options, const std::function<void(qint64, qint64)>& progress, std::stop_token stop)
        : m_options(options)
        , m_stop(stop)
        , m_steps(progress, std::move(stop))
        , m_crew(options.threads)
    {
    }
    Expected<RiskReport> run(std::span<const RiskInput> inputs)
    {
        m_report.seed = m_options.seed;
        m_report.near = m_options.near;
        CHECK_OK(read(inputs));
        draw();
        CHECK_OK(countCopies());
        CHECK_OK(measure());
        CHECK_OK(singleOut());
        m_steps.begin(1, 0);
        CHECK_OK(m_steps.at(1));
        return std::move(m_report);
    }

private:
    Expected<void> read(std::span<const RiskInput> inputs);
    void draw();
    Expected<void> countCopies();
    void checkHoldout(const std::vector<std::size_t>& columns);
    Copies copiesIn(Copies::Of of, const std::vector<std::size_t>& columns) const;
    Expected<void> measure();
    void takeDistances(const Encoder& encoder, const std::vector<quint32>& rows, const std::vector<NearestOf>& found,
                       const std::vector<NearestOf>& own);
    Expected<void> singleOut();
    [[nodiscard]] std::vector<std::size_t> where(bool (*is)(const Attribute&)) const
    {
        std::vector<std::size_t> result;
        for (std::size_t i = 0; i < m_report.attributes.size(); ++i) {
            if (is(m_report.attributes[i])) {
                result.push_back(i);
            }
        }
        return result;
    }

    const RiskOptions& m_options;
    std::stop_token m_stop;
    Steps m_steps;
    Crew m_crew;
    RiskReport m_report;
    std::vector<RiskTable> m_tables;      ///< by RiskFile
    std::vector<quint32> m_drawnTraining; ///< all of them where there is no hold-out
    std::vector<quint32> m_drawnHoldout;
};

Expected<void> Assessor::read(std::span<const RiskInput> inputs)
{
    std::vector<OpenFile> files;
    std::vector<const TableReader*> readers;
    double bytes = 0;
    for (const RiskInput& input : inputs) {
        TRY(auto file, opened(input, m_options.read, m_stop));
        bytes += static_cast<double>(std::max<qint64>(file.source->size(), 0));
        readers.push_back(file.reader.get());
        files.push_back(std::move(file));
    }
    TRY(auto attributes, attributesOf(readers, m_options.mappings, m_options.columns));
    m_report.attributes = std::move(attributes.all);
    m_report.leftOut = std::move(attributes.leftOut);
    const auto perRow = RiskTable::octetsOf(m_report.attributes) * static_cast<qint64>(files.size());
    const auto mostRows = static_cast<quint64>(std::max<qint64>(m_options.memory / perRow, 1));
    m_steps.begin(bytes, 100);
    double before = 0;
    for (std::size_t i = 0; i < files.size(); ++i) {
        TRY(auto table,
            readRiskTable(*files[i].reader, static_cast<RiskFile>(i), m_report.attributes, mostRows, m_options.threads,
                          [&](qint64 done) { return m_steps.at(before + static_cast<double>(done)); }));
        before += static_cast<double>(files[i].reader->bytesRead());
        m_report.files.push_back({.name = files[i].name,
                                  .sha256 = files[i].source->sha256(),
                                  .bytes = files[i].source->bytes(),
                                  .rows = table.read,
                                  .unreadable = table.unreadable,
                                  .unreadableRows = std::move(table.unreadableRows),
                                  .malformed = table.malformed});
        m_tables.push_back(std::move(table));
    }
    findCategories(m_report.attributes, m_tables);
    return {};
}

void Assessor::draw()
{
    const std::size_t all = m_tables[trainingFile].size();
    const std::size_t count = m_tables.size() > holdoutFile ? std::min(all, m_tables[holdoutFile].size()) : all;
    m_drawnTraining = Chance(m_options.seed, DrawTraining).choose(count, all);
    if (m_tables.size() > holdoutFile) {
        m_report.drawn = count;
        m_drawnHoldout = Chance(m_options.seed, DrawHoldout).choose(count, m_tables[holdoutFile].size());
    }
}

Copies Assessor::copiesIn(Copies::Of of, const std::vector<std::size_t>& columns) const
{
    Copies result{.of = of};
    for (const std::size_t i : columns) {
        result.columns.append(m_report.attributes[i].name);
    }
    // Who somebody is, is said by all columns together; a row as a whole may have gaps.
    const bool needsAll = of == Copies::Of::Persons || of == Copies::Of::Identifier;
    const auto isFilled = [&](const RiskTable& table, std::size_t row) {
        const auto filled = [&](std::size_t i) { return table.values[i][row] != RiskTable::absent; };
        return needsAll ? std::ranges::all_of(columns, filled) : std::ranges::any_of(columns, filled);
    };
    struct Known
    {
        quint32 first = 0;
        quint32 rows = 0;
        bool isDrawn = false;
        bool isInHoldout = false;
        bool isCopied = false;
    };
    std::unordered_map<quint64, Known> known;
    auto next = m_drawnTraining.begin();
    const RiskTable& source = m_tables[trainingFile];
    for (quint32 row = 0; row < source.size(); ++row) {
        const bool isDrawn = next != m_drawnTraining.end() && *next == row;
        next += isDrawn;
        if (isFilled(source, row)) {
            Known& one = known.try_emplace(rowHash(source, columns, row), Known{.first = row}).first->second;
            ++one.rows;
            one.isDrawn = one.isDrawn || isDrawn;
        }
    }
    for (const quint32 row : m_drawnHoldout) {
        if (isFilled(m_tables[holdoutFile], row)) {
            known[rowHash(m_tables[holdoutFile], columns, row)].isInHoldout = true;
        }
    }
    const RiskTable& made = m_tables[syntheticFile];
    for (std::size_t row = 0; row < made.size(); ++row) {
        if (!isFilled(made, row)) {
            continue;
        }
        ++result.filled;
        const auto found = known.find(rowHash(made, columns, row));
        if (found == known.end()) {
            continue;
        }
        Known& one = found->second;
        if (one.rows > 0) {
            ++result.copied;
            result.ofOne += one.rows == 1;
            result.trainingRows += one.isCopied ? 0 : one.rows;
            one.isCopied = true;
            if (result.examples.size() < mostExamples) {
                result.examples.push_back({made.rows[row], source.rows[one.first], 0});
            }
        }
        if (m_report.hasHoldout()) {
            result.inBoth += one.isDrawn && one.isInHoldout;
            result.onlyTraining += one.isDrawn && !one.isInHoldout;
            result.onlyHoldout += !one.isDrawn && one.isInHoldout;
        }
    }
    return result;
}

/// How much of the hold-out the generator has seen.
void Assessor::checkHoldout(const std::vector<std::size_t>& columns)
{
    if (!m_report.hasHoldout()) {
        return;
    }
    const RiskTable& source = m_tables[trainingFile];
    const RiskTable& control = m_tables[holdoutFile];
    std::unordered_set<quint64> known;
    for (std::size_t row = 0; row < source.size(); ++row) {
        known.insert(rowHash(source, columns, row));
    }
    for (std::size_t row = 0; row < control.size(); ++row) {
        m_report.holdoutInTraining += known.contains(rowHash(control, columns, row));
    }
    m_report.holdoutRows = control.size();
}

Expected<void> Assessor::countCopies()
{
    const auto all = where([](const Attribute&) { return true; });
    const auto measured = where([](const Attribute& one) { return one.isMeasured(); });
    const auto persons = where([](const Attribute& one) { return one.isQuasiIdentifying(); });
    const auto issued = where([](const Attribute& one) { return !one.isMeasured(); });
    checkHoldout(all);
    m_report.copies.push_back(copiesIn(Copies::Of::Row, all));
    if (!measured.empty() && measured != all) {
        m_report.copies.push_back(copiesIn(Copies::Of::Attributes, measured));
    }
    if (persons.size() > 1 && persons != measured) {
        m_report.copies.push_back(copiesIn(Copies::Of::Persons, persons));
    }
    for (const std::size_t i : issued) {
        CHECK_OK(m_steps.at(0));
        m_report.copies.push_back(copiesIn(Copies::Of::Identifier, {i}));
    }
    return {};
}

Expected<void> Assessor::measure()
{
    const Encoder encoder(m_report.attributes, m_tables);
    m_report.hasDistances = encoder.shape().columns() > 0;
    if (!m_report.hasDistances) {
        return {};
    }
    const CodeTable drawn = codesOf(encoder, m_tables[trainingFile], m_drawnTraining);
    const CodeTable rest = codesOf(encoder, m_tables[trainingFile],
                                   othersOf(m_drawnTraining, m_tables[trainingFile].size()));
    CodeTable control(encoder.shape());
    if (m_report.hasHoldout()) {
        control = codesOf(encoder, m_tables[holdoutFile], m_drawnHoldout);
    }
    // Half of what there is time for goes to the synthetic rows, half to the training rows among themselves.
    constexpr quint64 least = 1000;
    const quint64 affordable = std::max(m_options.comparisons / 2 / (drawn.size() + rest.size() + control.size()),
                                        least);
    const quint64 wanted = m_options.sample > 0 ? m_options.sample : affordable;
    const auto rows = Chance(m_options.seed, DrawSynthetic).choose(wanted, m_tables[syntheticFile].size());
    const auto own = Chance(m_options.seed, DrawBaseline).choose(wanted, m_tables[trainingFile].size());
    m_report.sampled = rows.size();
    m_report.baseline = own.size();
    const std::array<const CodeTable*, 3> against = {&drawn, &rest, &control};
    TRY(const auto found, compare(encoder, m_tables[syntheticFile], rows, against, m_crew, m_steps));
    TRY(const auto among, compare(encoder, m_tables[trainingFile], own, std::span(against).first(2), m_crew, m_steps));
    takeDistances(encoder, rows, found, among);
    return {};
}

void Assessor::takeDistances(const Encoder& encoder, const std::vector<quint32>& rows,
                             const std::vector<NearestOf>& found, const std::vector<NearestOf>& own)
{
    const auto others = othersOf(m_drawnTraining, m_tables[trainingFile].size());
    std::vector<Nearest> all;
    std::vector<Nearest> drawn;
    std::vector<Nearest> control;
    std::vector<Nearest> among;
    // Rows of which the closest record is the same say the same thing once more.
    std::unordered_map<quint64, double> closest;
    std::unordered_map<quint64, double> near;
    constexpr quint64 ofHoldout = quint64(1) << 32;
    for (const NearestOf& one : own) {
        // A training row is its own nearest; the second nearest is the nearest of the others.
        const Nearest both = together(one[0], one[1]);
        among.push_back({.first = both.second, .second = both.second, .at = 0});
    }
    m_report.amongTraining = distancesOf(among, encoder);
    const double own5 = m_report.amongTraining.closest5;
    m_report.baselineClose = static_cast<quint64>(
        std::ranges::count_if(among, [&](const Nearest& one) { return encoder.distance(one.first) <= own5; }));
    for (std::size_t i = 0; i < found.size(); ++i) {
        const auto& [first, second, third] = found[i];
        const Nearest both = together(first, second);
        all.push_back(both);
        drawn.push_back(first);
        control.push_back(third);
        m_report.nearerTraining += first.first < third.first;
        m_report.nearerHoldout += third.first < first.first;
        m_report.equallyNear += first.first == third.first;
        const double weight = first.first == third.first ? 0.5 : 1.0; // a half to each
        if (first.first <= third.first) {
            closest[first.at] += weight;
        }
        if (third.first <= first.first) {
            closest[ofHoldout | third.at] += weight;
        }
        near[first.at] += encoder.distance(first.first) <= m_options.near ? 1 : 0;
        near[ofHoldout | third.at] += encoder.distance(third.first) <= m_options.near ? 1 : 0;
        const double distance = encoder.distance(both.first);
        m_report.closerThanOwn += distance <= own5;
        m_report.nearDrawn += encoder.distance(first.first) <= m_options.near;
        m_report.nearHoldout += encoder.distance(third.first) <= m_options.near;
        if (distance <= m_options.near) {
            ++m_report.nearCopies;
            const quint32 row = first.first <= second.first ? m_drawnTraining[first.at] : others[second.at];
            m_report.nearest.push_back(
                {m_tables[syntheticFile].rows[rows[i]], m_tables[trainingFile].rows[row], distance});
        }
    }
    m_report.nearerTogether = togetherOf(closest);
    m_report.nearTogether = togetherOf(near);
    std::ranges::stable_sort(m_report.nearest, {}, &RowPair::distance);
    m_report.nearest.resize(std::min(m_report.nearest.size(), mostExamples));
    m_report.toTraining = distancesOf(all, encoder);
    m_report.toDrawn = distancesOf(drawn, encoder);
    if (m_report.hasHoldout()) {
        m_report.toHoldout = distancesOf(control, encoder);
    } else {
        m_report.nearerTraining = m_report.nearerHoldout = m_report.equallyNear = m_report.nearHoldout = 0;
    }
}

Expected<void> Assessor::singleOut()
{
    if (!m_report.hasDistances) {
        return {};
    }
    const SinglingOutTrial trial{.synthetic = {&m_tables[syntheticFile], nullptr},
                                 .training = {&m_tables[trainingFile], &m_drawnTraining},
                                 .holdout = m_report.hasHoldout() ? RiskRows{&m_tables[holdoutFile], &m_drawnHoldout}
                                                                  : RiskRows{},
                                 .attributes = m_report.attributes,
                                 .wanted = m_options.attacks,
                                 .seed = m_options.seed};
    const auto turn = [&](std::size_t done) { return m_steps.at(static_cast<double>(done)); };
    m_steps.begin(static_cast<double>(m_options.attacks), 100);
    TRY(const auto single, trial.univariate(m_crew, turn));
    TRY(m_report.univariate, trial.tryOut(single, m_crew, turn));
    m_steps.begin(static_cast<double>(m_options.attacks), 100);
    TRY(const auto several, trial.multivariate(m_crew, turn));
    TRY(m_report.multivariate, trial.tryOut(several, m_crew, turn));
    return {};
}
} // namespace

Expected<RiskReport> assessRisk(const RiskInput& made, const RiskInput& source, const RiskInput& control,
                                const RiskOptions& options, const std::function<void(qint64, qint64)>& progress,
                                std::stop_token stop)
{
    std::vector<RiskInput> inputs = {made, source};
    if (control.device) {
        inputs.push_back(control);
    }
    return Assessor(options, progress, std::move(stop)).run(inputs);
}

} // namespace bulkhead::provenance
