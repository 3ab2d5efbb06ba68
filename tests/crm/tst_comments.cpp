#include "crm/contract.h"
#include "crm/memorycrm.h"
#include "incident/desk.h"
#include "models/crm/sync/files.h"
#include "models/crm/sync/syncing.h"

using namespace bulkhead;
using namespace bulkhead::crm;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// Comments of a real vault and of a CRM, in memory and in the stand-ins.
class CommentsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_mappings = must(Mappings::load({QStringLiteral(BULKHEAD_SOURCE_DIR "/resources/mappings")}));
        m_desk.emplace();
    }
    void init()
    {
        m_desk->clock().advance(Desk::minute);
        m_incident = m_desk->declare(u"Contacts on a paste site"_s);
        m_connector = addConnector();
        m_crm = std::make_unique<MemoryCrm>();
    }
    void aCommentGoesOnceAndWithAFullReleaseOnly();
    void onlyWhatMayGoGoes();
    void anAnswerThatWasLostDoublesNothing_data();
    void anAnswerThatWasLostDoublesNothing();
    void whatIsSaidThereIsSaidHereOnce();
    void whatComesFromOneCrmGoesToNoOther();
    void aSuspectConnectorOnlyListens();
    void whatIsRefusedWaitsForAPerson();
    void whoMayNotReadCommentsGetsTheRest();
    void aClosedIncidentTakesNone();
    void anApprovedNoticeIsAttachedOnce();
    void longOnesAreCutBetweenCharacters();
    void eachCrmKeepsThemOnce_data();
    void eachCrmKeepsThemOnce();

private:
    [[nodiscard]] Synchronising syncing() { return Synchronising(m_desk->casework(), m_mappings); }
    [[nodiscard]] Id addConnector()
    {
        m_desk->clock().advance(1);
        return must(syncing().addConnector({.name = QStringLiteral("sf-%1").arg(++m_count),
                                            .system = u"salesforce"_s,
                                            .url = u"https://example.my.salesforce.com"_s,
                                            .method = u"jwt"_s}));
    }
    void release(CrmScope scope) { must(syncing().release(m_incident, m_connector, scope, u"customers ask"_s)); }
    [[nodiscard]] SyncReport run(const Id& connector, Connector& crm)
    {
        m_desk->clock().advance(Desk::minute);
        SyncStart start = must(syncing().start(connector, m_incident));
        must(syncing().announce(start));
        return must(syncing().finish(start, Synchronising::exchange(start, crm, {})));
    }
    [[nodiscard]] SyncReport run() { return run(m_connector, *m_crm); }
    [[nodiscard]] Id comment(const QString& text, const Id& about = {}, Compartment compartment = Compartment::Team)
    {
        m_desk->clock().advance(1);
        Comment value;
        value.about = about.isNull() ? m_incident : about;
        value.text = text;
        return must(m_desk->casework().add(m_incident, value, compartment));
    }
    [[nodiscard]] Id task(const QString& title, bool isShareable)
    {
        m_desk->clock().advance(1);
        Task value;
        value.title = title;
        value.isShareable = isShareable;
        return must(m_desk->casework().add(m_incident, value));
    }
    /// The texts of the comments there, without their markers.
    [[nodiscard]] static QStringList textsIn(const MemoryCrm& crm)
    {
        QStringList texts;
        for (const auto& [id, kept] : crm.records) {
            if (kept.record.object == u"CaseComment"_s) {
                texts.append(withoutMarker(MemoryCrm::text(kept.record, u"CommentBody"_s)));
            }
        }
        texts.sort();
        return texts;
    }
    [[nodiscard]] QStringList there() const { return textsIn(*m_crm); }
    [[nodiscard]] std::vector<Kept<Comment>> here() { return must(m_desk->casework().all<Comment>(m_incident)); }
    void sayThere(const QString& id, const QString& text)
    {
        const auto* parent = m_crm->find(CrmLink::keyOf(m_incident));
        QVERIFY(parent);
        m_crm->put(u"CaseComment"_s, id,
                   {{u"CommentBody"_s, text},
                    {u"ParentId"_s, parent->record.id},
                    {u"CreatedDate"_s, Instant{m_desk->now() - Desk::hour}}});
    }

    Mappings m_mappings;
    std::optional<Desk> m_desk;
    std::unique_ptr<MemoryCrm> m_crm;
    Id m_incident;
    Id m_connector;
    int m_count = 0;
};

void CommentsTest::aCommentGoesOnceAndWithAFullReleaseOnly()
{
    const Id id = comment(u"Northwind asks for the list"_s);
    release(CrmScope::Basic);
    (void)run();
    QVERIFY(there().isEmpty());
    release(CrmScope::Full);
    const auto leaving = must(syncing().wouldLeave(must(syncing().start(m_connector, m_incident))));
    QVERIFY(std::ranges::any_of(leaving, [&id](const Leaving& one) {
        return one.entity == id && one.texts.at(u"CommentBody"_s) == u"[Ada] Northwind asks for the list"_s;
    }));
    (void)run();
    QCOMPARE(there(), QStringList{u"[Ada] Northwind asks for the list"_s});
    const crm::Record& sent = m_crm->sent.back();
    QVERIFY(sent.fields.at(u"IsPublished"_s) == crm::Value(false)); // nobody's customer sees it
    QVERIFY(must(syncing().wouldLeave(must(syncing().start(m_connector, m_incident)))).empty());
    const int calls = m_crm->calls;
    QCOMPARE(run().pushed, 0);
    QCOMPARE(m_crm->calls, calls);
    QCOMPARE(here().size(), std::size_t(1)); // and ours does not come back
}

void CommentsTest::onlyWhatMayGoGoes()
{
    const Id shared = task(u"Call the customer"_s, true);
    const Id own = task(u"Look into the gateway"_s, false);
    (void)comment(u"They want a call"_s, shared);
    (void)comment(u"private remark on a task"_s, own);
    (void)comment(u"privileged remark"_s, {}, Compartment::Counsel);
    const Id struck = comment(u"struck remark"_s);
    must(m_desk->casework().strike(struck, u"wrong case"_s));
    m_desk->clock().advance(1);
    Observation seen;
    seen.raw = u"seen"_s;
    const Id entry = must(m_desk->casework().add(m_incident, seen));
    (void)comment(u"remark on an observation"_s, entry);
    release(CrmScope::Full);
    (void)run();
    QCOMPARE(there(), QStringList{u"[Ada, on the task “Call the customer”] They want a call"_s});
    for (const crm::Record& record : m_crm->sent) {
        for (const auto& [field, value] : record.fields) {
            QVERIFY2(!canonicalText(crm::FieldType::Text, value).contains(u"remark"_s), qPrintable(field));
        }
    }
}

void CommentsTest::anAnswerThatWasLostDoublesNothing_data()
{
    QTest::addColumn<int>("fault");
    QTest::addColumn<bool>("dies");
    QTest::newRow("the answer is lost") << int(MemoryCrm::Fault::AnswerLost) << false;
    QTest::newRow("it never arrives") << int(MemoryCrm::Fault::NotSent) << false;
    QTest::newRow("only the first is taken") << int(MemoryCrm::Fault::FirstOnly) << false;
    QTest::newRow("the program dies") << int(MemoryCrm::Fault::None) << true;
}
void CommentsTest::anAnswerThatWasLostDoublesNothing()
{
    QFETCH(const int, fault);
    QFETCH(const bool, dies);
    release(CrmScope::Full);
    (void)run(); // the case is there
    (void)comment(u"one"_s);
    (void)comment(QString(9000, u'x')); // in three pieces
    m_crm->faults = {static_cast<MemoryCrm::Fault>(fault)};
    m_desk->clock().advance(Desk::minute);
    SyncStart start = must(syncing().start(m_connector, m_incident));
    must(syncing().announce(start));
    const Exchange talked = Synchronising::exchange(start, *m_crm, {});
    if (!dies) {
        QVERIFY(must(syncing().finish(start, talked)).error);
    }
    (void)run();
    (void)run();
    QCOMPARE(there().size(), 4);
    QCOMPARE(here().size(), std::size_t(2));
}

void CommentsTest::whatIsSaidThereIsSaidHereOnce()
{
    release(CrmScope::Basic); // what comes in needs no more
    (void)run();
    sayThere(u"cc1"_s, u"The customer called"_s);
    QCOMPARE(run().pulled, 1);
    QCOMPARE(here().size(), std::size_t(1));
    const auto said = here().front();
    QCOMPARE(said.value.text, QStringLiteral("sf-%1: The customer called").arg(m_count));
    QCOMPARE(said.value.about, m_incident);
    QVERIFY(said.value.writtenAt < m_desk->now() - Desk::minute); // when it was written there
    QCOMPARE(must(m_desk->journal().history(said.id)).front().body.via, QStringLiteral("crm:sf-%1").arg(m_count));
    QCOMPARE(run().pulled, 0);
    release(CrmScope::Full);
    (void)run();
    QCOMPARE(there(), QStringList{u"The customer called"_s}); // and not back
    must(m_desk->casework().strike(said.id, u"not ours"_s));
    QCOMPARE(run().pulled, 0);
    QVERIFY(here().front().value.isStruck);
}

void CommentsTest::whatComesFromOneCrmGoesToNoOther()
{
    release(CrmScope::Full);
    (void)run();
    sayThere(u"cc1"_s, u"Only for us"_s);
    (void)run();
    const Id other = addConnector();
    must(syncing().release(m_incident, other, CrmScope::Full, u"they ask too"_s));
    MemoryCrm second;
    (void)comment(u"For both"_s);
    (void)run(other, second);
    QCOMPARE(textsIn(second), QStringList{u"[Ada] For both"_s});
}

void CommentsTest::aSuspectConnectorOnlyListens()
{
    release(CrmScope::Full);
    (void)run();
    must(syncing().suspect(m_connector, true, u"its org may be the leak"_s));
    (void)comment(u"What we know"_s);
    sayThere(u"cc1"_s, u"Tell us more"_s);
    const int calls = m_crm->calls;
    QCOMPARE(run().pulled, 1);
    QCOMPARE(m_crm->calls, calls);
    const auto all = here();
    const auto theirs = std::ranges::find_if(
        all, [](const Kept<Comment>& one) { return one.value.text.contains(u"more"_s); });
    QVERIFY(theirs != all.end());
    QVERIFY(must(m_desk->journal().history(theirs->id)).front().body.via.contains(u"suspect"_s));
}

void CommentsTest::whatIsRefusedWaitsForAPerson()
{
    release(CrmScope::Full);
    (void)run();
    const Id bad = comment(u"bad"_s);
    (void)comment(u"good"_s);
    m_crm->refuses = [](const crm::Record& record) {
        return MemoryCrm::text(record, u"CommentBody"_s).contains(u"bad"_s);
    };
    const SyncReport report = run();
    QCOMPARE(there(), QStringList{u"[Ada] good"_s});
    QCOMPARE(report.failed.size(), std::size_t(1));
    QCOMPARE(report.failed.front().entity, bad);
    QVERIFY(report.failed.front().isParked);
    const int calls = m_crm->calls;
    (void)run();
    QCOMPARE(m_crm->calls, calls);
    m_crm->refuses = {};
    QCOMPARE(must(syncing().retry(m_connector)), 1);
    (void)run();
    QCOMPARE(there().size(), 2);
}

void CommentsTest::whoMayNotReadCommentsGetsTheRest()
{
    const Id id = task(u"Call the customer"_s, true);
    release(CrmScope::Full);
    (void)run();
    m_crm->hidden[u"CaseComment"_s] = {u"crm.denied"_s, u"You may not."_s};
    m_crm->edit(CrmLink::keyOf(id), u"Status"_s, u"Completed"_s);
    const SyncReport report = run();
    QVERIFY(!report.error);
    QCOMPARE(report.failed.size(), std::size_t(1));
    QVERIFY(report.failed.front().problem.startsWith(u"crm.denied"_s));
    QCOMPARE(must(m_desk->casework().one<Task>(id)).value.state, TaskState::Done);
}

void CommentsTest::aClosedIncidentTakesNone()
{
    release(CrmScope::Full);
    (void)run();
    must(m_desk->casework().close(m_incident, u"done"_s));
    sayThere(u"cc1"_s, u"One more thing"_s);
    const SyncReport report = run();
    QVERIFY(!report.error);
    QVERIFY(here().empty());
    QVERIFY(!report.failed.empty()); // said, not lost: it still stands there
}

void CommentsTest::anApprovedNoticeIsAttachedOnce()
{
    DisclosureVersion version;
    version.title = u"Notice, version 1"_s;
    version.number = 1;
    version.document = u"We write to tell you"_s;
    const Id id = must(m_desk->casework().add(m_incident, version));
    const Id secret = must(m_desk->casework().add(m_incident, version, Compartment::Counsel));
    const Mapping& mapping = *m_mappings.find(u"salesforce"_s);
    const OutgoingFile file = {.entity = id, .name = u"notice.md"_s, .content = "We write to tell you"};
    const auto start = [&](const OutgoingFile& one, const Mapping& by) {
        const auto connector = Kept<CrmConnector>(must(m_desk->casework().one<CrmConnector>(m_connector)));
        return FileSync(m_desk->casework()).start(connector, by, one);
    };
    COMPARE_ERROR(start(file, mapping), "crm.not-released");
    release(CrmScope::Basic);
    COMPARE_ERROR(start(file, mapping), "crm.not-released");
    release(CrmScope::Full);
    COMPARE_ERROR(start(file, mapping), "crm.missing");
    (void)run();
    Mapping closed = mapping;
    closed.files.clear();
    COMPARE_ERROR(start(file, closed), "crm.mapping");
    COMPARE_ERROR(start({.entity = secret, .name = u"secret.md"_s}, mapping), "crm.privileged");
    must(syncing().suspect(m_connector, true, u"its org may be the leak"_s));
    COMPARE_ERROR(start(file, mapping), "crm.suspect");
    must(syncing().suspect(m_connector, false, u"it is not"_s));
    QVERIFY(m_crm->files.empty());
    const FileStart ready = must(start(file, mapping));
    QVERIFY(!ready.isThere());
    (void)must(FileSync::send(ready, *m_crm, {})); // and the program dies
    const Written again = must(FileSync::send(must(start(file, mapping)), *m_crm, {}));
    QVERIFY(!again.isCreated);
    QCOMPARE(m_crm->files.size(), std::size_t(1));
    const auto& [attachment, content] = m_crm->files.begin()->second;
    QCOMPARE(content, file.content);
    QCOMPARE(attachment.record.id, m_crm->find(CrmLink::keyOf(m_incident))->record.id);
    must(FileSync(m_desk->casework()).finish(ready, again));
    QVERIFY(must(start(file, mapping)).isThere());
}

void CommentsTest::longOnesAreCutBetweenCharacters()
{
    QCOMPARE(commentParts(u"short"_s, 4000, 0), QStringList{u"short"_s});
    const QString family = u"👩‍👩‍👧"_s; // one character of eight units
    QString text;
    for (int i = 0; i < 500; ++i) {
        text += family + u"e\u0301"_s;
    }
    const QStringList parts = commentParts(text, 3982, 0);
    QVERIFY(parts.size() > 1);
    QString whole;
    for (qsizetype i = 0; i < parts.size(); ++i) {
        QVERIFY(parts[i].toUtf8().size() <= 3982);
        const QString head = u"(%1/%2) "_s.arg(i + 1).arg(parts.size());
        QVERIFY(parts[i].startsWith(head));
        const QString body = parts[i].mid(head.size());
        QVERIFY(body.startsWith(family) || body.startsWith(u"e\u0301"_s));
        whole += body;
    }
    QCOMPARE(whole, text);
    for (const QString& part : commentParts(QString(25'000, u'a'), 0, 10'000)) {
        QVERIFY(part.size() <= 10'000);
    }
}

void CommentsTest::eachCrmKeepsThemOnce_data()
{
    QTest::addColumn<QString>("system");
    for (const auto* const system : {"salesforce", "hubspot", "dataverse"}) {
        QTest::newRow(system) << QString::fromLatin1(system);
    }
}
void CommentsTest::eachCrmKeepsThemOnce()
{
    QFETCH(const QString, system);
    const auto crm = partyOf(system);
    const Mapping& mapping = *m_mappings.find(system);
    const CommentMapping& comments = mapping.comments;
    QCOMPARE(comments.object, crm.comment.object);
    const QString key = CrmLink::keyOf(m_incident);
    const auto parent = crm.connector->upsert(
        crm.batch(crm.incident, {bulkhead::test::Party::record(crm.incident, key, u"Case"_s)}), {});
    QVERIFY(parent.front().result);
    CommentsStart start;
    start.cases.emplace(parent.front().result->id, m_incident);
    const QString text = u"Ünïcödé 🚒 <b>not bold</b> & \"quoted\"\n"_s + QString(12'000, u'w');
    const qsizetype marker = comments.isMarked ? 18 : 0;
    start.outgoing.push_back(
        {.incident = m_incident,
         .entity = Id::make(m_desk->now()),
         .parent = {.object = crm.incident.object, .id = {}, .keyField = crm.incident.target.keyField, .key = key},
         .parts = commentParts(text, comments.octets > 0 ? comments.octets - marker : 0,
                               comments.characters > 0 ? comments.characters - marker : 0),
         .link = {}});
    const auto expected = start.outgoing.front().parts.size();
    const CommentSync::Talk talk = {.start = start, .mapping = mapping, .maySend = true};
    for (const QString& fault : {u"commit-then-reset"_s, u"commit-then-503"_s, QString(), QString()}) {
        crm.peer->forget();
        if (!fault.isEmpty()) { // at the call that writes the comments
            crm.peer->fault({{u"kind"_s, fault},
                             {u"method"_s, u"POST"_s},
                             {u"path"_s,
                              system == u"salesforce"_s    ? u"composite/sobjects$"_s
                                  : system == u"hubspot"_s ? u"notes/batch/create"_s
                                                           : u"batch"_s}});
        }
        CommentsExchange exchange;
        const auto done = CommentSync::exchange(talk, *crm.connector, {}, exchange);
        if (fault.isEmpty()) {
            QVERIFY2(done && exchange.sent.front().result, done ? "" : qPrintable(done.error().code));
            QVERIFY2(!exchange.refused,
                     exchange.refused ? qPrintable(exchange.refused->code + exchange.refused->detail) : "");
            QVERIFY(exchange.pulled.empty()); // ours do not come back
        }
        QCOMPARE(crm.peer->rows(crm.comment.table).size(), expected);
    }
    // What somebody says there comes.
    const QString caseId = parent.front().result->id;
    const QJsonObject said = system == u"hubspot"_s
        ? QJsonObject{{u"type"_s, u"notes"_s},
                      {u"data"_s,
                       QJsonObject{{u"hs_note_body"_s, u"<p>They &amp; we</p>"_s},
                                   {u"hs_timestamp"_s, u"2026-11-30T10:00:00Z"_s}}},
                      {u"associations"_s, QJsonArray{QJsonObject{{u"to"_s, u"tickets"_s}, {u"id"_s, caseId}}}}}
        : system == u"salesforce"_s
        ? QJsonObject{{u"type"_s, u"CaseComment"_s},
                      {u"data"_s, QJsonObject{{u"CommentBody"_s, u"They & we"_s}, {u"ParentId"_s, caseId}}}}
        : QJsonObject{{u"type"_s, u"annotations"_s},
                      {u"data"_s,
                       QJsonObject{{u"notetext"_s, u"They & we"_s},
                                   {u"objectid_incident@odata.bind"_s, u"/incidents(%1)"_s.arg(caseId)}}}};
    crm.peer->seed({{u"records"_s, QJsonArray{said}}});
    CommentsExchange exchange;
    VERIFY_OK(CommentSync::exchange(talk, *crm.connector, {}, exchange));
    QCOMPARE(exchange.pulled.size(), std::size_t(1));
    const crm::Record& theirs = exchange.pulled.front();
    QCOMPARE(theirs.relatedTo, caseId);
    QCOMPARE(canonicalText(crm::FieldType::Text, theirs.fields.at(comments.text)), u"They & we"_s);
    QVERIFY(std::holds_alternative<Instant>(theirs.fields.at(comments.time)));
}

QTEST_GUILESS_MAIN(CommentsTest)
#include "tst_comments.moc"
