#pragma once

#include "models/incident/importedrow.h"
#include "models/incident/posted.h"

#include <map>
#include <set>
#include <span>
#include <unordered_map>
#include <vector>

namespace bulkhead {

/// SQL with the (quoted) name of the compartment's database in the place of each §.
[[nodiscard]] QByteArray inSchema(QByteArray sql, const QByteArray& schema);

/// The timeline's index, in the database of each compartment:
///
///     timeline_entry(row, stream, kind, entity, change, import, recorded, author, source, surface, flags, words)
///     timeline_content(row, content)   what a posted change says, or the row of an imported file
///     timeline_word(id, word)          authors (16 octets) and sources (text), named by entries
///     timeline_import(id, entity, stream, …, done, complete, at, indexed)   imports, how far their rows have been
///                                      taken (octets; complete: 1 all rows, 2 their words, too) and indexed (key,
///                                      rows)
///     timeline_text                    FTS5 over the same rows, contentless
///
/// `row` is the order: (milliseconds since 2000) « 20 | 20 bits that tell entries of one instant apart. It grows with
/// the time at which something occurred (observations) or was recorded (posted changes), so that both tables answer
/// "newest first" without sorting. Rows of imported files are taken from their material a portion at a time
/// (`advance`); what a person writes about one takes its place.
class TimelineProjection final : public Projection
{
public:
    enum Flag : qint64 { Pinned = 1, Struck = 2 };
    static constexpr int portion = 5000; ///< rows taken in one step of `advance`

    TimelineProjection();
    ~TimelineProjection() override;

    [[nodiscard]] Expected<void> create(Database& database, const QByteArray& schema) override;
    [[nodiscard]] Expected<void> clear(Database& database, const QByteArray& schema) override;
    [[nodiscard]] Expected<void> fold(Database& database, const QByteArray& schema,
                                      const FoldedChange& change) override;
    [[nodiscard]] Expected<qint64> advance(Database& database, const QByteArray& schema,
                                           const OpenMaterial& material) override;
    [[nodiscard]] Expected<QStringList> compareMaterial(Database& database, const QByteArray& schema,
                                                        const OpenMaterial& material) override;
    [[nodiscard]] Expected<void> finish(Database& database) override;
    void forget() override;
    void release() override;
    [[nodiscard]] Expected<Bytes> digest(Database& database, const QByteArray& schema) override;
    [[nodiscard]] std::unique_ptr<ProjectionExpectation> expectation() const override;

    static constexpr int tieBits = 20;
    [[nodiscard]] static qint64 flagsOf(const Observation& observation);
    /// First key of an instant (ms since 1970), and the instant of a key.
    [[nodiscard]] static qint64 keyOf(qint64 at);
    [[nodiscard]] static qint64 instantOf(qint64 key);
    /// Of what tells equal entries: the words that are indexed. Stands in `words`.
    [[nodiscard]] static qint64 wordsCode(const Observation& observation);

private:
    struct Entry;
    struct Place;
    struct PutOff;
    struct Taking;
    class Sql;
    [[nodiscard]] Expected<void> foldObservation(Sql& sql, const FoldedChange& change,
                                                 const FoldedChange::Touched& touched);
    [[nodiscard]] Expected<void> foldImport(Sql& sql, const FoldedChange& change, const FoldedChange::Touched& touched);
    /// Material that two people destroyed takes the entries that were made of it along.
    [[nodiscard]] Expected<void> foldDestruction(Sql& sql, const FoldedChange::Touched& touched);
    [[nodiscard]] Expected<void> take(Sql& sql, Taking& taking, const ImportedRow& row, BytesView content);
    [[nodiscard]] static Expected<qint64> indexWords(Sql& sql);
    /// Of an observation.
    [[nodiscard]] Expected<Place> placeOf(Sql& sql, const Id& entity);
    /// Of an imported row at once, else with `finish`.
    [[nodiscard]] Expected<void> insert(Sql& sql, Entry entry);
    /// Everything but the words. Gives the row.
    [[nodiscard]] static Expected<qint64> write(Sql& sql, const Entry& entry);
    [[nodiscard]] static Expected<void> writeAll(Sql& sql, std::span<const PutOff> those);
    [[nodiscard]] Expected<void> removeRow(Sql& sql, const Place& place);
    [[nodiscard]] Sql& sqlOf(Database& database, const QByteArray& schema);

    Schema m_schema;
    std::map<std::pair<Database*, QByteArray>, std::unique_ptr<Sql>> m_sql;
    std::unique_ptr<Taking> m_taking; ///< the material that is open between two steps
    std::set<Id> m_absent;            ///< imports whose material is not here: not asked again until the next opening

    /// Put off to be written in the order of the rows: the tables grow best so, and the full-text index writes a
    /// segment of its own for each text whose row is not greater than that of the text before.
    std::vector<PutOff> m_putOff;
    std::set<Id> m_putOffEntities; ///< observations among them
};

} // namespace bulkhead
