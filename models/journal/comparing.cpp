#include "models/journal/journaltext.h"
#include "models/journal/verifier.h"

namespace bulkhead {

namespace journal {

Expected<void> Verifier::compareRecords()
{
    // An entry of a list whose journal is damaged cannot be right either, and says nothing new.
    CHECK_OK(compareTable(m_journal.main, 0));
    for (Row stream = 1; stream <= m_journal.ledger.streamCount(); ++stream) {
        RecordTable* room = m_journal.isCounsel(stream) ? m_journal.rooms.attached(stream) : nullptr;
        if (room && m_journal.isReadable(stream)) {
            CHECK_OK(compareTable(*room, stream));
        }
    }
    return {};
}

Expected<void> Verifier::compareTable(RecordTable& table, Row onlyStream)
{
    const QByteArray schema = table.schema();
    const auto belongs = [&](Row stream) {
        return onlyStream != 0 ? stream == onlyStream : m_journal.isReadable(stream) && !m_journal.isCounsel(stream);
    };
    const auto differs = [&](const QString& where) {
        problem("journal.projection-mismatch", where,
                JournalText::tr("A list does not show what the journal says. Rebuild the lists from the journal."));
    };
    std::size_t expected = 0;
    for (const auto& [key, record] : m_fold.records()) {
        expected += belongs(key.stream) ? 1 : 0;
    }
    std::size_t matching = 0;
    {
        TRY(Statement statement,
            m_journal.database.prepare("SELECT stream, kind, entity, cells FROM " + schema + ".record"));
        const Query rows(statement);
        for (;;) {
            TRY(const bool found, rows->step());
            if (!found) {
                break;
            }
            const Row stream = rows->integer(0);
            if (!belongs(stream)) {
                continue;
            }
            const Id entity = Id::fromBytes(rows->view(2)).value_or(Id());
            const auto record = m_fold.records().find({stream, static_cast<Kind>(rows->integer(1)), entity});
            if (record == m_fold.records().end() || record->second.encoded() != rows->view(3)) {
                differs(QStringLiteral("record %1").arg(entity.text()));
            } else {
                ++matching;
            }
        }
    }
    if (matching < expected) {
        differs(QStringLiteral("%1 records missing or different").arg(expected - matching));
    }
    quint64 touches = 0;
    for (const auto& [stream, sum] : m_touches) {
        touches += belongs(stream) ? sum : 0;
    }
    {
        TRY(Statement statement, m_journal.database.prepare("SELECT entity, change FROM " + schema + ".touch"));
        const Query rows(statement);
        for (;;) {
            TRY(const bool found, rows->step());
            if (!found) {
                break;
            }
            const auto node = findRow(rows->integer(1));
            if (!node || belongs(m_nodes[*node].stream)) {
                touches -= touchCode(Id::fromBytes(rows->view(0)).value_or(Id()), rows->integer(1));
            }
        }
    }
    if (touches != 0) {
        differs(QStringLiteral("history"));
    }
    if (m_journal.projections.empty() || !m_result.problems.empty()
        || (onlyStream == 0 && !m_journal.holdsAllOfMain())) {
        return {};
    }
    return compareProjections(table, onlyStream);
}

Expected<void> Verifier::compareProjections(RecordTable& table, Row onlyStream)
{
    RecordTable scratch(m_journal.database, "scratch");
    CHECK_OK(scratch.create());
    for (const auto& projection : m_journal.projections) {
        CHECK_OK(projection->create(m_journal.database, scratch.schema()));
    }
    CHECK_OK(m_journal.refold(scratch, onlyStream));
    for (const auto& projection : m_journal.projections) {
        TRY(const Bytes stored, projection->digest(m_journal.database, table.schema()));
        TRY(const Bytes folded, projection->digest(m_journal.database, scratch.schema()));
        if (stored != folded) {
            problem("journal.projection-mismatch", QString::fromUtf8(table.schema()),
                    JournalText::tr("A list does not show what the journal says. Rebuild the lists from the journal."));
        }
    }
    return {};
}

} // namespace journal

using namespace journal;

Expected<Verification> Journal::verify(bool deep, const std::function<void(qint64 done, qint64 all)>& progress,
                                       std::stop_token stop, const Expectation& expected) const
{
    // Of a damaged database as much is checked as can be read.
    if (auto refreshed = d->refresh(); !refreshed && !refreshed.error().is(QLatin1StringView("vault.damaged"))) {
        return std::unexpected(refreshed.error());
    }
    for (Row stream = 1; stream <= d->ledger.streamCount(); ++stream) {
        if (d->isCounsel(stream) && d->isReadable(stream)) {
            // One that cannot be folded from a damaged journal is left out; the damage is found below.
            (void)d->table(stream);
        }
    }
    if (!d->projections.empty()) {
        CHECK_OK(d->database.run(d->writes ? "ATTACH ':memory:' AS scratch KEY ''"
                                           : "ATTACH 'file:scratch?mode=memory' AS scratch KEY ''"));
    }
    CHECK_OK(d->database.run("BEGIN"));
    auto result = Verifier(*d, deep, progress, stop, expected).run();
    auto ended = d->database.run("COMMIT");
    if (!d->projections.empty()) {
        auto detached = d->database.detach("scratch");
        ended = ended ? std::move(detached) : std::move(ended);
    }
    // A connection that met a damaged page may refuse even this; the finding is what counts.
    if (!ended && (!result || result->ok())) {
        return std::unexpected(ended.error());
    }
    return result;
}

} // namespace bulkhead
