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

bool Verifier::belongs(Row stream, Row onlyStream) const
{
    return onlyStream != 0 ? stream == onlyStream : m_journal.isReadable(stream) && !m_journal.isCounsel(stream);
}

void Verifier::listDiffers(const QString& where)
{
    problem("journal.projection-mismatch", where,
            JournalText::tr("A list does not show what the journal says. Rebuild the lists from the journal."));
}

Expected<void> Verifier::compareTable(RecordTable& table, Row onlyStream)
{
    std::size_t expected = 0;
    for (const EncodedFold::Entry& entry : m_fold.entries()) {
        expected += belongs(entry.stream, onlyStream) ? 1 : 0;
    }
    std::size_t matching = 0;
    {
        TRY(Statement statement,
            m_journal.database.prepare("SELECT stream, kind, entity, cells FROM " + table.schema() + ".record"));
        const Query rows(statement);
        for (;;) {
            TRY(const bool found, rows->step());
            if (!found) {
                break;
            }
            const Row stream = rows->integer(0);
            if (!belongs(stream, onlyStream)) {
                continue;
            }
            const Id entity = Id::fromBytes(rows->view(2)).value_or(Id());
            const auto* entry = m_fold.find(stream, static_cast<Kind>(rows->integer(1)), entity);
            if (!entry || entry->cells != rows->view(3)) {
                listDiffers(QStringLiteral("record %1").arg(entity.text()));
            } else {
                ++matching;
            }
        }
    }
    if (matching < expected) {
        listDiffers(QStringLiteral("%1 records missing or different").arg(expected - matching));
    }
    CHECK_OK(compareTouches(table, onlyStream));
    if (m_journal.projections.empty() || !m_result.problems.empty()
        || (onlyStream == 0 && !m_journal.holdsAllOfMain())) {
        return {};
    }
    return compareProjections(table, onlyStream);
}

Expected<void> Verifier::compareTouches(RecordTable& table, Row onlyStream)
{
    quint64 touches = 0;
    for (const auto& [stream, sum] : m_touches) {
        touches += belongs(stream, onlyStream) ? sum : 0;
    }
    TRY(Statement statement, m_journal.database.prepare("SELECT entity, change FROM " + table.schema() + ".touch"));
    const Query rows(statement);
    for (;;) {
        TRY(const bool found, rows->step());
        if (!found) {
            break;
        }
        const auto node = findRow(rows->integer(1));
        if (!node || belongs(m_nodes[*node].stream, onlyStream)) {
            touches -= touchCode(Id::fromBytes(rows->view(0)).value_or(Id()), rows->integer(1));
        }
    }
    if (touches != 0) {
        listDiffers(QStringLiteral("history"));
    }
    return {};
}

Expected<void> Verifier::compareProjections(RecordTable& table, Row onlyStream)
{
    TRY(const auto others, askExpectations(table, onlyStream));
    if (!others.empty()) {
        CHECK_OK(foldAgain(table, onlyStream, others));
    }
    return m_deep ? compareMaterial(table) : Expected<void>();
}

Expected<Record> Verifier::recordOf(const EncodedFold::Entry& entry) const
{
    return Record::decode(m_journal.ledger.stream(entry.stream), entry.kind, entry.entity, entry.cells);
}

Expected<void> Verifier::compareMaterial(RecordTable& table)
{
    const OpenMaterial material = [this](BytesView name) { return m_journal.openMaterial(name); };
    for (const auto& projection : m_journal.projections) {
        TRY(const QStringList findings, projection->compareMaterial(m_journal.database, table.schema(), material));
        for (const QString& finding : findings) {
            problem("journal.projection-mismatch", QString::fromUtf8(table.schema()), finding);
        }
    }
    return {};
}

Expected<Journal::Projections> Verifier::askExpectations(RecordTable& table, Row onlyStream)
{
    const auto recordOf = [this](Row stream, Kind kind, const Id& entity) -> Expected<std::optional<Record>> {
        const auto* entry = m_fold.find(stream, kind, entity);
        if (!entry) {
            return std::nullopt;
        }
        TRY(Record record, this->recordOf(*entry));
        return record;
    };
    auto& expectations = m_expectations[onlyStream];
    Journal::Projections others;
    for (std::size_t i = 0; i < m_journal.projections.size(); ++i) {
        const auto& projection = m_journal.projections[i];
        const auto expectation = i < expectations.size() ? std::move(expectations[i])
                                                         : projection->expectation(); // of no changes
        std::optional<bool> isMet;
        if (expectation) {
            TRY(isMet, expectation->isMet(m_journal.database, table.schema(), recordOf));
        }
        if (!isMet) {
            others.push_back(projection);
        } else if (!*isMet) {
            listDiffers(QString::fromUtf8(table.schema()));
        }
    }
    return others;
}

Expected<void> Verifier::foldAgain(RecordTable& table, Row onlyStream, const Journal::Projections& those)
{
    RecordTable scratch(m_journal.database, "scratch");
    CHECK_OK(scratch.create());
    for (const auto& projection : m_journal.projections) {
        CHECK_OK(projection->create(m_journal.database, scratch.schema()));
    }
    CHECK_OK(m_journal.refold(scratch, onlyStream));
    for (const auto& projection : those) {
        TRY(const Bytes stored, projection->digest(m_journal.database, table.schema()));
        TRY(const Bytes folded, projection->digest(m_journal.database, scratch.schema()));
        if (stored != folded) {
            listDiffers(QString::fromUtf8(table.schema()));
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
