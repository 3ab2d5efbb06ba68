#include "crm/contract.h"

#include <QBuffer>

using namespace Qt::StringLiterals;

namespace bulkhead::test {

using crm::Record;

/// What every connector has to do, against its stand-in.
class TestCrmContract : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_parties.push_back(std::make_unique<Party>(salesforceParty()));
        m_parties.push_back(std::make_unique<Party>(hubspotParty(u"hubspot v3"_s, crm::HubspotPaths::v3())));
        m_parties.push_back(
            std::make_unique<Party>(hubspotParty(u"hubspot 2026-03"_s, crm::HubspotPaths::dated(u"2026-03"_s))));
        m_parties.push_back(std::make_unique<Party>(dataverseParty()));
    }
    void cleanupTestCase() { m_parties.clear(); }
    void init() { data(); }

    void signsInAndSaysWho_data() { data(); }
    void signsInAndSaysWho()
    {
        Party& crm = party();
        const auto identity = crm.connector->authorise({});
        VERIFY_OK(identity);
        QCOMPARE(identity->host, u"127.0.0.1"_s);
        QVERIFY(!identity->organisation.isEmpty());
        // Our own writes are known by their author or by the version that writing answers.
        const auto outcome = write(crm, crm.incident, {Party::record(crm.incident, u"lk-who"_s, u"Who"_s)});
        QVERIFY(!identity->user.isEmpty() || !outcome.front().result->version.isEmpty());
        QVERIFY(std::abs(identity->clockSkewMs) < 2000);
    }

    void describesKeysTypesAndChoices_data() { data(); }
    void describesKeysTypesAndChoices()
    {
        Party& crm = party();
        const auto description = crm.connector->describe(crm.incident.object, {});
        VERIFY_OK(description);
        const auto* key = description->field(crm.incident.target.keyField);
        QVERIFY(key && key->isUniqueKey);
        QVERIFY(!description->field(crm.incident.title)->isUniqueKey);
        QCOMPARE(description->field(crm.number)->type, crm::FieldType::Number);
        QCOMPARE(description->field(crm.instant)->type, crm::FieldType::Instant);
        const auto* choice = description->field(crm.choice);
        QVERIFY(choice
                && std::ranges::find(choice->choices, crm.choiceValue, &crm::Choice::value) != choice->choices.end());
        QVERIFY(std::ranges::any_of(choice->choices, [](const crm::Choice& one) { return one.isClosed == true; }));
        QCOMPARE(codeOf(crm.connector->describe(u"nowhere"_s, {})), u"crm.missing"_s);
    }

    void upsertingTwiceIsOnce_data() { data(); }
    void upsertingTwiceIsOnce()
    {
        Party& crm = party();
        const auto first = write(crm, crm.incident, {Party::record(crm.incident, u"lk-1"_s, u"One"_s)});
        QVERIFY(first.front().result && first.front().result->isCreated);
        const auto second = write(crm, crm.incident, {Party::record(crm.incident, u"lk-1"_s, u"Two"_s)});
        QVERIFY(second.front().result && !second.front().result->isCreated);
        QCOMPARE(second.front().result->id, first.front().result->id);
        QCOMPARE(titles(crm, u"lk-1"_s), QStringList{u"Two"_s});
    }

    void writesALargeBatchInPieces_data() { data(); }
    void writesALargeBatchInPieces()
    {
        Party& crm = party();
        std::vector<Record> records;
        for (int at = 0; at < 450; ++at) {
            records.push_back(Party::record(crm.incident, u"lk-large-%1"_s.arg(at), u"Large %1"_s.arg(at)));
        }
        crm.peer->forget();
        const auto outcomes = write(crm, crm.incident, records);
        QCOMPARE(outcomes.size(), records.size());
        for (std::size_t at = 0; at < outcomes.size(); ++at) {
            QVERIFY2(outcomes[at].result,
                     outcomes[at].result ? "" : text(outcomes[at].result.error().error).constData());
            QCOMPARE(outcomes[at].key, records[at].key);
        }
        const int largest = crm.connector->capabilities().largestBatch;
        QCOMPARE(crm.peer->log().size(), (450 + largest - 1) / largest);
    }

    void tellsTheBadRecordFromTheGood_data() { data(); }
    void tellsTheBadRecordFromTheGood()
    {
        Party& crm = party();
        std::vector<Record> records;
        for (int at = 0; at < 30; ++at) {
            records.push_back(Party::record(crm.incident, u"lk-mixed-%1"_s.arg(at), u"Mixed"_s));
        }
        records[17].fields[crm.choice] = crm.badChoice;
        const auto outcomes = write(crm, crm.incident, records);
        for (std::size_t at = 0; at < outcomes.size(); ++at) {
            QCOMPARE(outcomes[at].result.has_value(), at != 17);
        }
        QCOMPARE(outcomes[17].result.error().error.code, u"crm.choice"_s);
        QVERIFY(outcomes[17].result.error().error.message.contains(u"Map this value"_s));
        QCOMPARE(outcomes[17].result.error().fields, QStringList{crm.choice});
    }

    void keepsValuesOfEveryType_data() { data(); }
    void keepsValuesOfEveryType()
    {
        Party& crm = party();
        Record record = Party::record(crm.incident, u"lk-types"_s,
                                      u"Ünïcödé 漢字 🚒 \"quoted\" 'single' back\\slash"_s);
        record.fields[crm.number] = qint64(9'007'199'254'740'991);
        record.fields[crm.instant] = crm::Instant{1'795'475'940'000};
        record.fields[crm.choice] = crm.choiceValue;
        QVERIFY(write(crm, crm.incident, {record}).front().result);
        const auto read = byKey(crm, crm.incident, u"lk-types"_s,
                                {crm.incident.title, crm.number, crm.instant, crm.choice});
        QCOMPARE(read.size(), 1);
        for (const auto& [name, value] : record.fields) {
            QVERIFY2(read.front().fields.at(name) == value, qPrintable(name));
        }
        record.fields[crm.number] = {};
        QVERIFY(write(crm, crm.incident, {record}).front().result);
        const auto cleared = byKey(crm, crm.incident, u"lk-types"_s, {crm.number});
        QVERIFY(cleared.front().fields.at(crm.number) == crm::Value());
    }

    void linksWhatIsWrittenTogether_data() { data(); }
    void linksWhatIsWrittenTogether()
    {
        Party& crm = party();
        crm::Batch batch = crm.batch(crm.incident, {Party::record(crm.incident, u"lk-parent"_s, u"Parent"_s)});
        batch.targets[crm.task.object] = crm.task.target;
        batch.targets[crm.comment.object] = crm.comment.target;
        const crm::Link link{
            .object = crm.incident.object, .keyField = crm.incident.target.keyField, .key = u"lk-parent"_s};
        for (const Party::Kind* kind : {&crm.task, &crm.comment}) {
            Record record = Party::record(*kind, u"lk-child-"_s + kind->object.toLower(), u"Child"_s);
            record.fields[kind->link] = link;
            batch.records.push_back(record);
        }
        for (int round = 0; round < 2; ++round) {
            const auto outcomes = crm.connector->upsert(batch, {});
            for (const auto& outcome : outcomes) {
                QVERIFY2(outcome.result, outcome.result ? "" : text(outcome.result.error().error).constData());
                QCOMPARE(outcome.result->isCreated, round == 0);
            }
            for (const Party::Kind* kind : {&crm.task, &crm.comment}) {
                const auto children = relatedTo(crm, *kind, outcomes.front().result->id);
                QCOMPARE(children.size(), 1);
                QCOMPARE(crm::withoutMarker(std::get<QString>(children.front().fields.at(kind->title))), u"Child"_s);
            }
        }
    }

    void givesWhatChangedSinceTheCursor_data() { data(); }
    void givesWhatChangedSinceTheCursor()
    {
        Party& crm = party();
        const auto first = pull(crm, {});
        VERIFY_OK(first);
        const QString kept
            = write(crm, crm.incident, {Party::record(crm.incident, u"lk-kept"_s, u"Kept"_s)}).front().result->id;
        const QString gone
            = write(crm, crm.incident, {Party::record(crm.incident, u"lk-gone"_s, u"Gone"_s)}).front().result->id;
        const QString still
            = write(crm, crm.incident, {Party::record(crm.incident, u"lk-still"_s, u"Still"_s)}).front().result->id;
        settle(crm);
        auto second = pull(crm, *first);
        VERIFY_OK(second);
        QVERIFY(m_pulled.contains(kept) && m_pulled.contains(gone) && m_pulled.contains(still));
        QCOMPARE(m_pulled[kept].key, u"lk-kept"_s);
        const QString version = m_pulled[kept].version;
        crm.peer->seed(
            {{u"change"_s, QJsonArray{crm.changeOf(crm.incident.object, kept, {{crm.incident.title, u"By them"_s}})}},
             {u"remove"_s, QJsonArray{crm.removalOf(crm.incident.object, gone)}}});
        settle(crm);
        const auto third = pull(crm, *second);
        VERIFY_OK(third);
        QCOMPARE(std::get<QString>(m_pulled[kept].fields.at(crm.incident.title)), u"By them"_s);
        QVERIFY(m_pulled[kept].version != version);
        QVERIFY(m_pulled[kept].modifiedAt.ms > 0);
        if (crm.connector->capabilities().hasDeletions) {
            QVERIFY(m_pulled.contains(gone) && m_pulled[gone].isDeleted);
        }
    }

    void leavesOutWhatHasNoKey_data() { data(); }
    void leavesOutWhatHasNoKey()
    {
        Party& crm = party();
        QJsonArray others;
        for (int at = 0; at < 5; ++at) { // cases of others, which are none of ours
            QJsonObject fields{{crm.incident.title, u"Somebody else's"_s}};
            if (crm.name.startsWith(u"hubspot"_s)) {
                fields.insert(u"hs_pipeline_stage"_s, u"1"_s);
            }
            others.append(crm.seedOf(crm.incident.object, fields));
        }
        const QJsonArray foreign = crm.peer->seed({{u"records"_s, others}});
        const QString kept
            = write(crm, crm.incident, {Party::record(crm.incident, u"lk-keyed"_s, u"Ours"_s)}).front().result->id;
        const QString gone
            = write(crm, crm.incident, {Party::record(crm.incident, u"lk-keyed-2"_s, u"Ours"_s)}).front().result->id;
        settle(crm);
        const auto everything = pull(crm, {});
        VERIFY_OK(everything);
        QVERIFY(m_pulled.contains(foreign.first().toString()));
        const auto first = pull(crm, {}, true);
        VERIFY_OK(first);
        QVERIFY(m_pulled.contains(kept) && m_pulled.contains(gone));
        for (const auto& id : foreign) {
            QVERIFY(!m_pulled.contains(id.toString()));
        }
        QVERIFY(std::ranges::none_of(m_pulled, [](const auto& one) { return one.second.key.isEmpty(); }));
        crm.peer->seed({{u"change"_s,
                         QJsonArray{crm.changeOf(crm.incident.object, kept, {{crm.incident.title, u"By them"_s}}),
                                    crm.changeOf(crm.incident.object, foreign.first().toString(),
                                                 {{crm.incident.title, u"X"_s}})}},
                        {u"remove"_s, QJsonArray{crm.removalOf(crm.incident.object, gone)}}});
        settle(crm);
        VERIFY_OK(pull(crm, *first, true));
        QCOMPARE(std::get<QString>(m_pulled.at(kept).fields.at(crm.incident.title)), u"By them"_s);
        QVERIFY(!m_pulled.contains(foreign.first().toString()));
        if (crm.connector->capabilities().hasDeletions) {
            QVERIFY(m_pulled.contains(gone) && m_pulled.at(gone).isDeleted);
        }
    }

    void findsRecordsByManyValues_data() { data(); }
    void findsRecordsByManyValues()
    {
        Party& crm = party();
        QJsonArray seeds;
        std::vector<crm::Value> mails;
        for (int at = 0; at < 350; ++at) {
            const QString mail = u"person%1@o'neill.example"_s.arg(at);
            if (at < 250) {
                seeds.append(crm.seedOf(crm.contact, {{crm.contactMail, mail}}));
            }
            mails.emplace_back(mail);
        }
        crm.peer->seed({{u"records"_s, seeds}});
        QSet<QString> found;
        VERIFY_OK(crm.connector->query({.object = crm.contact,
                                        .fields = {crm.contactMail},
                                        .conditions = {{crm.contactMail, crm::Comparison::Equal, mails}}},
                                       [&](std::span<const Record> records) -> Expected<void> {
                                           for (const Record& record : records) {
                                               found += std::get<QString>(record.fields.at(crm.contactMail));
                                           }
                                           return {};
                                       },
                                       {}));
        QCOMPARE(found.size(), 250);
    }

    void findsTheContactsOfAccounts_data() { data(); }
    void findsTheContactsOfAccounts()
    {
        Party& crm = party();
        const QJsonArray accounts = crm.peer->seed(
            {{u"records"_s,
              QJsonArray{crm.seedOf(crm.account, {{crm.accountName, u"Ours"_s}}),
                         crm.seedOf(crm.account, {{crm.accountName, u"Not asked"_s}})}}});
        QJsonArray contacts;
        for (int at = 0; at < 5; ++at) {
            contacts.append(crm.seedOf(
                crm.contact,
                {{crm.contactMail, u"of%1@ours.example"_s.arg(at)}, {crm.contactLink, accounts[at < 3 ? 0 : 1]}}));
        }
        crm.peer->seed({{u"records"_s, contacts}});
        std::vector<Record> found;
        VERIFY_OK(crm.connector->related({.from = crm.account,
                                          .ids = {accounts[0].toString()},
                                          .object = crm.contact,
                                          .through = crm.contactLink,
                                          .fields = {crm.contactMail}},
                                         collect(found), {}));
        QCOMPARE(found.size(), 3);
        QCOMPARE(found.front().relatedTo, accounts[0].toString());
    }

    void attachingTwiceIsOnce_data() { data(); }
    void attachingTwiceIsOnce()
    {
        Party& crm = party();
        const auto parent = write(crm, crm.incident, {Party::record(crm.incident, u"lk-file"_s, u"File"_s)});
        QString id;
        for (int round = 0; round < 2; ++round) {
            QBuffer content;
            content.setData(QByteArray(300'000, '\x80'));
            QVERIFY(content.open(QIODevice::ReadOnly));
            const auto written = crm.connector->attach(
                {.record = {.object = crm.incident.object, .id = parent.front().result->id},
                 .key = u"lk-file-1"_s,
                 .name = u"Bericht \"Ü\".pdf"_s,
                 .mediaType = u"application/pdf"_s,
                 .description = u"The notice"_s},
                content, {});
            VERIFY_OK(written);
            QCOMPARE(written->isCreated, round == 0);
            QVERIFY(round == 0 || written->id == id);
            id = written->id;
        }
    }

    void aLostAnswerIsAskedForAgainAndDoublesNothing_data() { data(); }
    void aLostAnswerIsAskedForAgainAndDoublesNothing()
    {
        Party& crm = party();
        VERIFY_OK(crm.connector->authorise({}));
        for (const QString& kind : {u"commit-then-reset"_s, u"commit-then-503"_s, u"reset"_s}) {
            crm.peer->forget();
            crm.peer->fault({{u"kind"_s, kind}});
            const QString key = u"lk-lost-"_s + kind;
            const auto outcome = write(crm, crm.incident, {Party::record(crm.incident, key, u"Lost"_s)});
            QVERIFY2(outcome.front().result, qPrintable(kind));
            QCOMPARE(crm.peer->log().size(), 2);
            QCOMPARE(titles(crm, key), QStringList{u"Lost"_s});
        }
    }

    void signsInAgainInTheMiddle_data() { data(); }
    void signsInAgainInTheMiddle()
    {
        Party& crm = party();
        VERIFY_OK(crm.connector->authorise({}));
        crm.peer->forget();
        crm.peer->fault({{u"kind"_s, u"expired"_s}, {u"skip"_s, 1}});
        std::vector<Record> records;
        for (int at = 0; at < 450; ++at) {
            records.push_back(Party::record(crm.incident, u"lk-middle-%1"_s.arg(at), u"Middle"_s));
        }
        for (const auto& outcome : write(crm, crm.incident, records)) {
            QVERIFY(outcome.result && outcome.result->isCreated);
        }
    }

    void stopsWhenItIsTold_data() { data(); }
    void stopsWhenItIsTold()
    {
        Party& crm = party();
        VERIFY_OK(crm.connector->authorise({}));
        crm.peer->fault({{u"kind"_s, u"delay"_s}, {u"delayMs"_s, 3000}});
        std::stop_source stop;
        const std::unique_ptr<QThread> soon(QThread::create([&stop] {
            QThread::msleep(50);
            stop.request_stop();
        }));
        soon->start();
        QElapsedTimer timer;
        timer.start();
        std::vector<Record> found;
        QCOMPARE(codeOf(crm.connector->query({.object = crm.account, .fields = {crm.accountName}}, collect(found),
                                             stop.get_token())),
                 u"crm.cancelled"_s);
        QVERIFY(timer.elapsed() < 2500);
        soon->wait();
        crm.peer->forget();
    }

    void refusesWhatTheCrmCannot_data() { data(); }
    void refusesWhatTheCrmCannot()
    {
        Party& crm = party();
        const auto can = crm.connector->capabilities();
        for (const auto kind : {crm::ActionKind::FreezeUser, crm::ActionKind::EndSessions, crm::ActionKind::AbortJob}) {
            crm.peer->forget();
            const auto receipt = crm.connector->act({.kind = kind, .target = u"nobody"_s}, {});
            QCOMPARE(codeOf(receipt) == u"crm.unsupported"_s, !can.actions.contains(kind));
        }
        QCOMPARE(codeOf(crm.connector->eventLogs({}, {}, {})) == u"crm.unsupported"_s, !can.hasEventLogs);
    }

private:
    void data()
    {
        if (QTest::currentDataTag()) {
            m_party = nullptr;
            for (const auto& one : m_parties) {
                m_party = one->name.toUtf8() == QTest::currentDataTag() ? one.get() : m_party;
            }
            return;
        }
        QTest::addColumn<int>("unused");
        for (const auto& one : m_parties) {
            QTest::newRow(one->name.toUtf8().constData()) << 0;
        }
    }
    Party& party()
    {
        m_party->peer->forget();
        return *m_party;
    }
    static std::vector<crm::Outcome> write(Party& crm, const Party::Kind& kind, std::vector<Record> records)
    {
        return crm.connector->upsert(crm.batch(kind, std::move(records)), {});
    }
    static crm::Page collect(std::vector<Record>& into)
    {
        return [&into](std::span<const Record> records) -> Expected<void> {
            into.insert(into.end(), records.begin(), records.end());
            return {};
        };
    }
    static std::vector<Record> byKey(Party& crm, const Party::Kind& kind, const QString& key, const QStringList& fields)
    {
        std::vector<Record> found;
        must(crm.connector->query({.object = kind.object,
                                   .fields = fields,
                                   .conditions = {{kind.target.keyField, crm::Comparison::Equal, {key}}}},
                                  collect(found), {}));
        return found;
    }
    static QStringList titles(Party& crm, const QString& key)
    {
        QStringList result;
        for (const Record& record : byKey(crm, crm.incident, key, {crm.incident.title})) {
            result += std::get<QString>(record.fields.at(crm.incident.title));
        }
        return result;
    }
    static std::vector<Record> relatedTo(Party& crm, const Party::Kind& kind, const QString& id)
    {
        std::vector<Record> found;
        must(crm.connector->related({.from = crm.incident.object,
                                     .ids = {id},
                                     .object = kind.object,
                                     .through = kind.through.isEmpty() ? kind.link : kind.through,
                                     .fields = {kind.title}},
                                    collect(found), {}));
        return found;
    }
    Expected<QString> pull(Party& crm, const QString& cursor, bool onlyKeyed = false)
    {
        m_pulled.clear();
        return crm.connector->changes({.object = crm.incident.object,
                                       .fields = {crm.incident.title},
                                       .keyField = crm.incident.target.keyField,
                                       .cursor = cursor,
                                       .onlyKeyed = onlyKeyed},
                                      [this](std::span<const Record> records) -> Expected<void> {
                                          for (const Record& record : records) {
                                              m_pulled[record.id] = record;
                                          }
                                          return {};
                                      },
                                      {});
    }
    /// Lets the CRM's clock pass what it shows late.
    static void settle(Party& crm)
    {
        crm.skipped += 70'000;
        crm.peer->skew(crm.skipped);
        crm.surroundings->clock.skip(70'000);
    }

    std::vector<std::unique_ptr<Party>> m_parties;
    Party* m_party = nullptr;
    std::map<QString, Record> m_pulled;
};

} // namespace bulkhead::test

QTEST_GUILESS_MAIN(bulkhead::test::TestCrmContract)
#include "tst_crmcontract.moc"
