#pragma once

#include "models/incident/posted.h"
#include "models/journal/indextable.h"

#include <deque>

namespace bulkhead {

/// What the timeline's index must hold: the sum of a keyed hash over its rows, without what depends on the order of
/// arrival (titles and old values are as they were when a row was folded). The key is random for each verification, so
/// that nobody can choose rows which make up for each other.
class TimelineExpectation final : public ProjectionExpectation
{
public:
    explicit TimelineExpectation(const Schema& schema);

    void fold(const FoldedChange& change, qint64 place) override;
    [[nodiscard]] Expected<std::optional<bool>> isMet(Database& database, const QByteArray& schema,
                                                      const RecordOf& recordOf) override;

private:
    /// Rows that are equal as far as they are compared, summed.
    struct Sum
    {
        quint64 hashes = 0;
        qint64 rows = 0;

        bool operator==(const Sum&) const = default;
        void add(const Sum& other);
        void remove(const Sum& other);
    };
    /// A row's columns as they are compared.
    struct Row
    {
        qint64 instant = 0; ///< its key without the bits that tell entries of one instant apart
        Kind kind = 0;
        qint64 recorded = 0;
        qint64 flags = 0;
        qint64 words = 0;
        qint64 surface = 0;
        qint64 source = 0; ///< id of the word
        BytesView entity;
        BytesView author;
    };
    /// An entity and the change that brought it into being, as far as is known.
    struct Known
    {
        qint64 stream = 0;
        Kind kind = 0;
        Id entity;
        qint64 place = 0;
        Id author;
        Sum asNew;           ///< what that change posts for it
        Sum asKnown;         ///< what it would post if another had come before
        Sum standing;        ///< of an observation that one change wrote
        bool isMore = false; ///< an observation that several changes wrote
    };

    [[nodiscard]] Sum sumOf(const Row& row, const std::vector<Posted>& posted);
    [[nodiscard]] Sum postedSum(const FoldedChange& change, const PostedEntry& entry);
    [[nodiscard]] Sum observationSum(const Id& entity, const Observation& observation, const Id& author);
    void foldTouched(const FoldedChange& change, const FoldedChange::Touched& touched, qint64 place);
    void foldObservation(const FoldedChange& change, Known& known, bool isFirst);
    [[nodiscard]] Expected<Sum> stored(Database& database, const QByteArray& schema);

    const Schema& m_schema;
    std::size_t m_key;
    cbor::Writer m_writer;
    std::deque<Known> m_known;
    journal::IndexTable m_index;
    Sum m_sum;
    bool m_isSure = true;
};

} // namespace bulkhead
