#pragma once

#include "models/incident/posted.h"

namespace bulkhead {

/// SQL with the (quoted) name of the compartment's database in the place of each §.
[[nodiscard]] QByteArray inSchema(QByteArray sql, const QByteArray& schema);

/// The timeline's index, in the database of each compartment:
///
///     timeline(row, stream, kind, entity, change, recorded, author, flags, words, posted)
///     timeline_text  FTS5 over the same rows, contentless
///
/// `row` is the order: (milliseconds since 2000) « 20 | 20 bits that tell entries of one instant apart. It grows with
/// the time at which something occurred (observations) or was recorded (posted changes), so that both tables answer
/// "newest first" without sorting.
class TimelineProjection final : public Projection
{
public:
    enum Flag : qint64 { Pinned = 1, Struck = 2 };

    TimelineProjection();

    [[nodiscard]] Expected<void> create(Database& database, const QByteArray& schema) override;
    [[nodiscard]] Expected<void> clear(Database& database, const QByteArray& schema) override;
    [[nodiscard]] Expected<void> fold(Database& database, const QByteArray& schema,
                                      const FoldedChange& change) override;
    [[nodiscard]] Expected<void> finish(Database& database) override;
    void forget() override { m_texts.clear(); }
    [[nodiscard]] Expected<Bytes> digest(Database& database, const QByteArray& schema) override;

    [[nodiscard]] std::unique_ptr<Expectation> expectation() const override;

    static constexpr int tieBits = 20;
    [[nodiscard]] static QString wordsOf(const Observation& observation); ///< what is found in it
    [[nodiscard]] static qint64 codeOfWords(const QString& words);
    [[nodiscard]] static qint64 flagsOf(const Observation& observation);
    /// First key of an instant (ms since 1970), and the instant of a key.
    [[nodiscard]] static qint64 keyOf(qint64 at);
    [[nodiscard]] static qint64 instantOf(qint64 key);

private:
    struct Entry;
    struct Place;
    [[nodiscard]] Expected<void> foldObservation(Database& database, const QByteArray& schema,
                                                 const FoldedChange& change, const FoldedChange::Touched& touched);
    [[nodiscard]] static Expected<Place> placeOf(Database& database, const QByteArray& schema, const Id& entity);
    [[nodiscard]] Expected<void> insert(Database& database, const QByteArray& schema, const Entry& entry);
    [[nodiscard]] Expected<void> removeRow(Database& database, const QByteArray& schema, qint64 row);

    Schema m_schema;
    /// Put off, by schema and row: the full-text index writes a segment of its own for each text whose row is not
    /// greater than that of the text before.
    std::map<std::pair<QByteArray, qint64>, QByteArray> m_texts;
};

} // namespace bulkhead
