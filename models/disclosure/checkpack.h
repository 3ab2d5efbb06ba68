#pragma once

#include "models/disclosure/packkeys.h"
#include "models/provenance/reader.h"
#include "models/provenance/registrar.h"

#include <QStringList>

#include <functional>
#include <map>
#include <set>
#include <stop_token>
#include <tuple>

namespace bulkhead::disclosure {

/// What a pack says to whoever opens it.
struct PackFacts
{
    QString organisation; ///< who made it
    QString incident;     ///< code name: neutral
    QString tenant;       ///< whose records it is about
    qint64 madeAt = 0;    ///< ms since 1970
    qint64 readUntil = 0; ///< when the newest of the samples was read
    int permilleRead = 0; ///< of the rows of the samples, rounded down
    QStringList methods = {};
    QString statement = {}; ///< what it can and cannot tell
    quint64 rows = 0;       ///< of the samples, that are the tenant's

    bool operator==(const PackFacts&) const = default;
};

/// Values by which the tenant's records in the leak are known, and how often: {e-mail, name} 120, {phone, name} 3.
using PackShapes = std::map<MeaningSet, quint64>;

/// A value of a row of the leak that the tenant's registered record holds too.
struct PackValue
{
    Meaning meaning = Meaning::None;
    std::string_view text = {}; ///< normalised
    quint32 holders = 1;        ///< records of the registered set that hold it
};
/// A row of the leak that was decided to be a record of the tenant, in what both agree.
struct PackRow
{
    std::span<const PackValue> values = {};
    RowFields fields = {};
    MeaningSet others = 0; ///< further fields of the row, in which a record of a list may differ from it
    quint32 nameCount = 1; ///< records of the registered set with the same full name
};

/// Makes the pack of one tenant. Values are dropped as soon as they are keyed. Confined to one thread.
///
/// The keys of a row are its identifying values, and the smallest sets of fields by which the engine would decide for
/// that very record (`provenance::explain`) even if everything else of it differed. So whoever checks a list needs no
/// arithmetic: what decides is marked so, everything else is a hint.
class PackMaker
{
public:
    explicit PackMaker(PackFacts facts);

    /// `set`: where the record is registered; must stay where it is while rows are added.
    void add(const PackRow& row, const provenance::SegmentInfo& set);
    [[nodiscard]] const PackFacts& facts() const { return m_facts; }
    [[nodiscard]] PackFacts& facts() { return m_facts; }
    /// The file; see README.md. `kdfSeconds`: how long stretching the passphrase takes here; 0: the floor.
    /// Errors: `pack.too-large`, `pack.passphrase-empty`, those of `crypto::stretch`.
    [[nodiscard]] Expected<Bytes> seal(const SecretBytes& passphrase, double kdfSeconds = 1);

private:
    using Case = std::tuple<const provenance::SegmentInfo*, MeaningSet, MeaningSet, quint32, quint32>;

    [[nodiscard]] bool decides(MeaningSet set, quint32 holders, const PackRow& row,
                               const provenance::SegmentInfo& info);
    void addJoint(Meaning anchor, quint32 holders, const RowFields& fields, const PackRow& row,
                  const provenance::SegmentInfo& info);
    void addPairs(const PackValue& value, const RowFields& fields, const PackRow& row,
                  const provenance::SegmentInfo& info);
    void put(MeaningSet set, const RowFields& fields, bool isDeciding);
    void settle();
    [[nodiscard]] Bytes content() const;

    PackFacts m_facts;
    PackKey m_key;
    PackShapes m_shapes;
    std::set<MeaningSet> m_joint;
    std::vector<PackEntry> m_entries;
    std::size_t m_settled = 0; ///< entries after the last `settle`
    std::map<Case, bool> m_cases;
};

class Pack;
/// Octets of the largest pack.
inline constexpr qint64 largestPack = (qint64(512) << 20) + 4096;
/// The octets of a file, where it begins as a pack does and is no larger than one. Errors: `pack.not-a-pack`,
/// `pack.damaged`, `pack.unreadable`.
[[nodiscard]] Expected<Bytes> readPack(QIODevice& file);
/// Opens a file that `PackMaker::seal` made. What is not whole or no pack is refused before the passphrase is
/// stretched. Errors: `pack.not-a-pack`, `pack.newer`, `pack.damaged`, `pack.wrong-passphrase`, `machine.no-memory`.
[[nodiscard]] Expected<Pack> openPack(BytesView file, const SecretBytes& passphrase);

/// A pack that was opened. Move-only; confined to one thread.
class Pack
{
public:
    [[nodiscard]] const PackFacts& facts() const { return m_facts; }
    [[nodiscard]] const PackShapes& shapes() const { return m_shapes; }
    [[nodiscard]] std::span<const PackEntry> entries() const { return m_entries; }
    /// Sets of several fields that decide for some record, the smallest first: no other set needs to be looked up.
    [[nodiscard]] std::span<const MeaningSet> joint() const { return m_joint; }
    /// Whether these fields of a row stand in it together.
    [[nodiscard]] PackWeight find(MeaningSet set, const RowFields& fields);

private:
    friend Expected<Pack> openPack(BytesView file, const SecretBytes& passphrase);
    Pack(SecretBytes key, std::vector<PackEntry> entries);
    [[nodiscard]] static std::optional<Pack> decoded(BytesView content);

    PackFacts m_facts;
    PackShapes m_shapes;
    std::vector<MeaningSet> m_joint;
    PackKey m_key;
    std::vector<PackEntry> m_entries;   ///< ascending
    std::vector<quint32> m_bucketStart; ///< by the first bits of an entry
    int m_bucketShift = 63;
    quint64 m_normalisation = 0;
};

/// What is said of a row of somebody's list.
enum class CheckOutcome : quint8 {
    InLeak,   ///< "in-leak"
    NotFound, ///< "not-found": not among what was read
    Open,     ///< "open": cannot be decided
};
/// Why a row cannot be decided.
enum class OpenReason : quint8 {
    None,
    NoKey,      ///< "no-key": it holds nothing that could decide
    WeakOnly,   ///< "weak-only": something of it stands in the leak, which others may share
    OtherKeys,  ///< "other-keys": records in the leak are known by values that the row lacks
    Unreadable, ///< "unreadable"
};
inline constexpr int openReasonCount = 5;
[[nodiscard]] QString checkOutcomeId(CheckOutcome outcome);
[[nodiscard]] QString openReasonId(OpenReason reason); ///< empty for None

struct CheckedRow
{
    quint64 row = 0;  ///< from 1; the header does not count
    quint64 line = 0; ///< of text; 0 in tables
    CheckOutcome outcome = CheckOutcome::Open;
    OpenReason reason = OpenReason::None;
    MeaningSet agree = 0; ///< by what it is in the leak, or what is weak
};

struct CheckOptions
{
    std::vector<provenance::ColumnMapping> mappings = {};
    provenance::ReadOptions read = {};
    std::function<void(const CheckedRow&)> onRow = {}; ///< for each row in order
};

struct CheckResult
{
    quint64 rows = 0; ///< == inLeak + notFound + open
    quint64 inLeak = 0;
    quint64 notFound = 0;
    quint64 open = 0;
    std::array<quint64, openReasonCount> openBy = {};             ///< by reason
    std::array<quint64, provenance::meaningCount> byMeaning = {}; ///< rows in the leak, each by all it is found by
    std::vector<provenance::ColumnUse> columns = {};
    std::vector<provenance::Unreadable> unreadable = {}; ///< the first 10,000 of them
    qint64 bytes = 0;
    double seconds = 0;
};

/// `total` is 0 where the length is not known.
using CheckProgress = std::function<void(qint64 doneBytes, qint64 totalBytes)>;

/// Holds a list in any format that the engine reads against a pack. A row is in the leak where its values decide as
/// they do in the engine; it is not found only where each of the tenant's rows in the leak is known by something that
/// the row holds too. Errors: those of the reader and of the mapping; `provenance.no-meaning`, `pack.cancelled`.
[[nodiscard]] Expected<CheckResult> checkMine(Pack& pack, QIODevice& list, const CheckOptions& options = {},
                                              const CheckProgress& progress = {}, std::stop_token stop = {});

} // namespace bulkhead::disclosure
