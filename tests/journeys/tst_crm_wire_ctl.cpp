#include "crm/recording.h"
#include "journeys/ctlrun.h"
#include "models/crm/sync/mapping.h"

#include <algorithm>
#include <array>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// The whole demonstration, with counsel's texts beside it, goes through both releases to each CRM while every octet is
/// kept: nothing but what the mapping names has left, and no sentence of anything else.
class TestCrmWireCtl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theSearchFindsEveryForm_data();
    void theSearchFindsEveryForm();
    void nothingElseLeaves_data();
    void nothingElseLeaves();

private:
    /// What may be in a text that has left.
    enum class Release { Basic, Full };

    [[nodiscard]] QJsonObject ask(const QStringList& words) { return m_ctl.ask(words); }
    [[nodiscard]] bool done(const QStringList& words) { return !ask(words).isEmpty(); }
    void addTexts();
    void approveNotice();
    [[nodiscard]] QStringList adding(const QString& system, const QString& address);
    /// Every sentence of the journal that a release does not let go, and of the leaked rows.
    [[nodiscard]] QSet<QByteArray> kept(Release release);
    static void checkTexts(const Recording& recording, const QSet<QByteArray>& kept);
    void checkNames(const Recording& recording, const QString& system) const;

    CtlRun m_ctl{QStringLiteral(BULKHEADCTL)};
    QString m_notice;
    QByteArray m_noticeText;
    crm::Mappings m_mappings;
};

namespace {
constexpr qsizetype shortestSecret = 12;

/// Sentences and lines of a text that are long enough to be told again.
void addSentences(const QString& text, QSet<QByteArray>& into)
{
    static const QRegularExpression ends(u"[\\n;]|(?<=[.!?:])\\s+"_s);
    for (const QString& sentence : text.split(ends)) {
        const QByteArray trimmed = sentence.trimmed().toUtf8();
        if (trimmed.size() >= shortestSecret && trimmed.contains(' ')) {
            into.insert(trimmed);
        }
    }
}

void addTextsOf(const QJsonValue& value, QSet<QByteArray>& into)
{
    if (value.isString()) {
        addSentences(value.toString(), into);
    }
    for (const QJsonValue& one : value.toArray()) {
        addTextsOf(one, into);
    }
}

void addNames(const QJsonValue& value, QSet<QString>& into)
{
    for (const QJsonValue& one : value.toArray()) {
        addNames(one, into);
    }
    const QJsonObject object = value.toObject();
    for (auto it = object.begin(); it != object.end(); ++it) {
        into.insert(it.key());
        addNames(it.value(), into);
    }
}

/// The names of all fields of a request's body; what cannot be read is a name of its own.
void addBodyNames(const QByteArray& type, const QByteArray& body, QSet<QString>& into)
{
    const QByteArray trimmed = body.trimmed();
    if (trimmed.isEmpty()) {
        return;
    }
    if (type.startsWith("multipart/")) {
        const qsizetype at = type.indexOf("boundary=");
        const QByteArray boundary = type.mid(at + 9).replace('"', "").split(';').first();
        qsizetype from = body.indexOf("--" + boundary);
        for (qsizetype next = 0; at >= 0 && from >= 0; from = next) {
            from += boundary.size() + 2;
            next = body.indexOf("--" + boundary, from);
            const QByteArray part = body.mid(from, next < 0 ? -1 : next - from).trimmed();
            const qsizetype end = part.indexOf("\r\n\r\n");
            if (end >= 0) {
                static const QRegularExpression header(u"(?i)content-type: *([^\\r\\n]+)"_s);
                const QString head = QString::fromUtf8(part.left(end));
                const bool isFile = head.contains(u"filename="_s);
                if (!isFile) {
                    addBodyNames(header.match(head).captured(1).toLatin1(), part.mid(end + 4), into);
                }
            }
        }
        return;
    }
    if (type.startsWith("application/http")) { // a request within a batch
        const qsizetype end = body.indexOf("\r\n\r\n");
        addBodyNames("application/json", end < 0 ? QByteArray() : body.mid(end + 4), into);
        return;
    }
    if (type.startsWith("application/x-www-form-urlencoded")) {
        for (const QByteArray& pair : trimmed.split('&')) {
            into.insert(QString::fromUtf8(pair.left(pair.indexOf('='))));
        }
        return;
    }
    const auto document = QJsonDocument::fromJson(trimmed);
    if (document.isObject()) {
        addNames(document.object(), into);
    } else if (document.isArray()) {
        addNames(document.array(), into);
    } else if (!type.isEmpty() && !type.startsWith("text/plain")) {
        into.insert(u"unreadable: "_s + QString::fromUtf8(trimmed.left(80)));
    }
}

/// Of the interfaces themselves: they hold no field of ours.
QSet<QString> protocolNames(const QString& system)
{
    const QSet<QString> signIn{u"grant_type"_s, u"client_id"_s, u"client_secret"_s, u"scope"_s, u"assertion"_s};
    if (system == u"salesforce"_s) {
        return signIn
            + QSet<QString>{u"records"_s,
                            u"attributes"_s,
                            u"type"_s,
                            u"allOrNone"_s,
                            u"compositeRequest"_s,
                            u"method"_s,
                            u"url"_s,
                            u"referenceId"_s,
                            u"body"_s,
                            u"Title"_s,
                            u"PathOnClient"_s,
                            u"Description"_s,
                            u"FirstPublishLocationId"_s};
    }
    if (system == u"hubspot"_s) {
        return signIn
            + QSet<QString>{u"inputs"_s,
                            u"idProperty"_s,
                            u"id"_s,
                            u"properties"_s,
                            u"associations"_s,
                            u"to"_s,
                            u"from"_s,
                            u"types"_s,
                            u"filterGroups"_s,
                            u"filters"_s,
                            u"propertyName"_s,
                            u"operator"_s,
                            u"values"_s,
                            u"value"_s,
                            u"limit"_s,
                            u"after"_s,
                            u"sorts"_s,
                            u"direction"_s,
                            u"type"_s,
                            u"access"_s,
                            u"associationCategory"_s,
                            u"associationTypeId"_s,
                            u"objectWriteTraceId"_s,
                            u"hs_attachment_ids"_s,
                            u"overwrite"_s};
    }
    return signIn + QSet<QString>{u"documentbody"_s, u"filename"_s, u"mimetype"_s, u"subject"_s, u"isdocument"_s};
}
} // namespace

void TestCrmWireCtl::initTestCase()
{
    m_mappings = must(crm::Mappings::load({QStringLiteral(BULKHEAD_SOURCE_DIR "/resources/mappings")}));
    m_ctl.write(u"ana"_s, "bulkhead-demo\n");
    m_ctl.write(u"secret"_s, "secret\n");
    m_ctl.write(u"token"_s, "pat-na1-x\n");
    m_ctl.vault.clear();
    QVERIFY(done({u"demo"_s, m_ctl.path(u"vault"_s)}));
    m_ctl.vault = u"vault"_s;
    m_ctl.passphrase = u"ana"_s;
    addTexts();
    approveNotice();
}

/// Beside what the demonstration has: counsel's texts, evidence and a draft of theirs, and what account managers see.
void TestCrmWireCtl::addTexts()
{
    const QStringList privileged{u"--compartment"_s, u"counsel"_s};
    QVERIFY(done(of({u"comment"_s, u"add"_s, u"Privileged: the processor will say that it was us"_s}) + privileged));
    QVERIFY(done(of({u"timeline"_s, u"add"_s, u"--seen"_s, u"Counsel was told of \"older leaks\" – möglich"_s,
                     u"--occurred"_s, u"2026-11-30T22:00:00Z"_s})
                 + privileged));
    m_ctl.write(u"memo.txt"_s, "The board knew of the open route since spring.\nNobody closed it until November.\n");
    QVERIFY(done(of({u"evidence"_s, u"add"_s, m_ctl.path(u"memo.txt"_s)}) + privileged));
    const QString note = ask(of({u"disclosure"_s, u"new"_s, u"--template"_s, u"counsel-note"_s, u"--title"_s,
                                 u"Our exposure in court"_s}))[u"id"_s]
                             .toString();
    QVERIFY(!note.isEmpty());
    QVERIFY(done(of({u"comment"_s, u"add"_s, u"Account managers of Aurelia Bank ask what to say"_s})));
    const auto tasks = ask(of({u"task"_s, u"list"_s}))[u"tasks"_s].toArray();
    QVERIFY(tasks.size() > 10);
    for (const int at : {0, 3, 7}) {
        QVERIFY(done({u"task"_s, u"set"_s, tasks[at][u"id"_s].toString(), u"shareable=true"_s}));
    }
}

void TestCrmWireCtl::approveNotice()
{
    m_notice = ask(of({u"disclosure"_s, u"new"_s, u"--template"_s, u"holding-statement"_s, u"--recipient"_s,
                       u"The press"_s}))[u"id"_s]
                   .toString();
    m_ctl.write(
        u"section.md"_s,
        "{#hs-1} A list was copied.\n\n{#hs-2} The route is closed.\n\n{#hs-3} Synthetic entries.\n\n"
        "{#hs-4} We are contacting customers.\n\n{#hs-5} Readers need not act.\n\n{#hs-6} Next update: soon.\n\n"
        "{#hs-7} Contact: the press desk.\n\n{#hs-8} The board: \"We are sorry.\"\n");
    QVERIFY(done({u"disclosure"_s, u"set"_s, m_notice, u"statement"_s, m_ctl.path(u"section.md"_s)}));
    const auto submitted = ask({u"disclosure"_s, u"submit"_s, m_notice});
    QVERIFY(!submitted.isEmpty());
    for (const QString& who : {u"Helena Sørensen"_s, u"Priya Nair"_s}) {
        QVERIFY(done({u"disclosure"_s, u"approve"_s, m_notice, u"--user"_s, who}));
    }
    QCOMPARE(ask({u"disclosure"_s, u"show"_s, m_notice})[u"stand"_s].toString(), u"approved"_s);
    QVERIFY(
        done({u"disclosure"_s, u"export"_s, m_notice, u"--format"_s, u"md"_s, u"-o"_s, m_ctl.path(u"notice.md"_s)}));
    m_noticeText = m_ctl.read(u"notice.md"_s);
    QVERIFY(m_noticeText.contains("The route is closed."));
}

void TestCrmWireCtl::theSearchFindsEveryForm_data()
{
    QTest::addColumn<QByteArray>("octets");
    const QByteArray secret = "The board knew of \"it\" – möglich";
    const QString text = QString::fromUtf8(secret);
    QTest::newRow("plain") << secret;
    QTest::newRow("percent-encoded") << "q=" + text.toUtf8().toPercentEncoding();
    QTest::newRow("a form's blanks") << text.toUtf8().toPercentEncoding().replace("%20", "+");
    QTest::newRow("JSON") << QJsonDocument(QJsonObject{{u"a"_s, text}}).toJson();
    QTest::newRow("JSON in ASCII") << QByteArray("{\"a\":\"The board knew of \\\"it\\\" \\u2013 m\\u00f6glich\"}");
    for (int before = 0; before < 3; ++before) {
        QTest::addRow("base64 behind %d octets", before)
            << "x: " + (QByteArray(before, 'x') + secret + " and so on").toBase64() + '\n';
    }
    QTest::newRow("base64 for addresses") << (secret + "~~~>>>").toBase64(QByteArray::Base64UrlEncoding);
    QTest::newRow("zlib") << "head" + qCompress(secret).mid(4) + "tail";
    QProcess gzip;
    gzip.start(u"gzip"_s, {u"-c"_s});
    gzip.write(secret);
    gzip.closeWriteChannel();
    QVERIFY(gzip.waitForFinished());
    const QByteArray packed = gzip.readAllStandardOutput();
    QTest::newRow("gzip") << "POST / HTTP/1.1\r\n\r\n" + packed;
    QTest::newRow("gzip in base64") << "x=" + packed.toBase64();
}
void TestCrmWireCtl::theSearchFindsEveryForm()
{
    QFETCH(const QByteArray, octets);
    const auto all = readings(octets);
    QVERIFY(std::ranges::any_of(
        all, [](const QByteArray& one) { return one.contains("The board knew of \"it\" – möglich"); }));
}

QStringList TestCrmWireCtl::adding(const QString& system, const QString& address)
{
    QStringList words{u"crm"_s, u"add"_s, system, u"--kind"_s, system, u"--url"_s, address};
    if (system == u"hubspot"_s) {
        return words
            + QStringList{u"--auth"_s, u"token"_s, u"--secret-file"_s, m_ctl.path(u"token"_s), u"--login"_s, address};
    }
    words += QStringList{u"--auth"_s,        u"client"_s,
                         u"--client-id"_s,   system == u"salesforce"_s ? u"consumerKey"_s : u"application"_s,
                         u"--secret-file"_s, m_ctl.path(u"secret"_s)};
    return system == u"dataverse"_s ? words + QStringList{u"--login"_s, address + u"/tenant/"_s} : words;
}

QSet<QByteArray> TestCrmWireCtl::kept(Release release)
{
    const auto exporting = m_ctl.begin({u"journal"_s, u"export"_s});
    if (!exporting->waitForFinished()) {
        return {};
    }
    QSet<QString> shareable;
    QJsonArray facts;
    for (const QByteArray& line : exporting->readAllStandardOutput().split('\n')) {
        for (const QJsonValue& fact : QJsonDocument::fromJson(line).object()[u"facts"_s].toArray()) {
            facts.append(fact);
            if (fact[u"field"_s].toString() == u"shareable"_s) {
                shareable.insert(fact[u"entity"_s].toString());
            }
        }
    }
    QSet<QByteArray> secrets;
    QSet<QByteArray> free;
    QByteArray open = release == Release::Full ? m_noticeText : QByteArray();
    for (const QJsonValue& fact : facts) {
        const QString name = fact[u"kind"_s].toString() + u'.' + fact[u"field"_s].toString();
        const bool isWithFull = name == u"incident.title"_s || name == u"incident.summary"_s
            || (name == u"comment.text"_s && fact[u"value"_s].toString().startsWith(u"Account managers"_s));
        const bool isOpen = name == u"incident.code_name"_s || name == u"member.name"_s || name == u"disclosure.title"_s
            || (name == u"task.title"_s && shareable.contains(fact[u"entity"_s].toString()))
            || (isWithFull && release == Release::Full);
        addTextsOf(fact[u"value"_s], isOpen ? free : secrets);
        open += isOpen ? fact[u"value"_s].toString().toUtf8() + '\n' : QByteArray();
    }
    for (const QByteArray& line : m_ctl.read(u"memo.txt"_s).split('\n')) {
        addSentences(QString::fromUtf8(line), secrets);
    }
    QFile leak(QStringLiteral(BULKHEAD_SOURCE_DIR "/resources/demo/leaked-list.csv"));
    const QList<QByteArray> rows = leak.open(QIODevice::ReadOnly) ? leak.readAll().split('\n') : QList<QByteArray>();
    constexpr int everyRow = 7;
    for (qsizetype at = 1; at < rows.size(); at += everyRow) { // name, address and number
        for (const QByteArray& cell : rows[at].split(';').mid(0, 3)) {
            if (cell.size() >= shortestSecret - 2) {
                secrets.insert(cell);
            }
        }
    }
    for (auto it = secrets.begin(); it != secrets.end();) {
        it = open.contains(*it) ? secrets.erase(it) : std::next(it);
    }
    return secrets;
}

void TestCrmWireCtl::checkTexts(const Recording& recording, const QSet<QByteArray>& kept)
{
    QVERIFY2(kept.size() > 1000, qPrintable(QString::number(kept.size())));
    QVERIFY(std::ranges::any_of(kept, [](const QByteArray& one) { return one.contains("processor will say"); }));
    QVERIFY(kept.contains("The board knew of the open route since spring."));
    for (const QByteArray& one : readings(recording.octets())) {
        for (const QByteArray& secret : kept) {
            if (const qsizetype at = one.indexOf(secret); at >= 0) {
                QFAIL(qPrintable(u"has left: %1\n… %2"_s.arg(
                    QString::fromUtf8(secret), QString::fromUtf8(one.mid(std::max<qsizetype>(0, at - 300), 400)))));
            }
        }
    }
}

void TestCrmWireCtl::checkNames(const Recording& recording, const QString& system) const
{
    QSet<QString> allowed = protocolNames(system);
    const crm::Mapping* mapping = m_mappings.find(system);
    for (const crm::ObjectMapping& object : mapping->objects) {
        allowed += {object.key, object.parent};
        if (object.parent.endsWith(u"Id"_s)) {
            allowed += object.parent.chopped(2); // the link by our key
        }
        for (const crm::FieldMapping& field : object.fields) {
            if (field.direction != crm::Direction::In) {
                allowed += field.theirs;
            }
        }
        std::ranges::for_each(object.constants, [&allowed](const auto& one) { allowed += one.first; });
    }
    allowed += {mapping->comments.text, mapping->comments.parent};
    std::ranges::for_each(mapping->comments.constants, [&allowed](const auto& one) { allowed += one.first; });
    QByteArray unread;
    const auto requests = recording.requests(unread);
    QVERIFY2(unread.isEmpty(), unread.left(500).constData());
    QVERIFY(requests.size() > 10);
    for (const SentRequest& request : requests) {
        QSet<QString> names;
        addBodyNames(request.contentType, request.body, names);
        for (const QString& name : names) {
            QVERIFY2(allowed.contains(QString(name).remove(u"@odata.bind"_s)),
                     qPrintable(
                         name + u" in "_s
                         + QString::fromUtf8(request.method + ' ' + request.target + '\n' + request.body.left(2000))));
        }
    }
}

void TestCrmWireCtl::nothingElseLeaves_data()
{
    QTest::addColumn<QString>("system");
    for (const auto* const system : {"salesforce", "hubspot", "dataverse"}) {
        QTest::newRow(system) << QString::fromLatin1(system);
    }
}
void TestCrmWireCtl::nothingElseLeaves()
{
    QFETCH(const QString, system);
    const Recording recording(system);
    QVERIFY(done(adding(system, recording.address())));
    const QStringList release = of({u"crm"_s, u"release"_s, system, u"--reason"_s, u"customers ask"_s});
    const QString incidents = system == u"salesforce"_s ? u"Case"_s
        : system == u"hubspot"_s                        ? u"tickets"_s
                                                        : u"incidents"_s;
    QVERIFY(done({u"crm"_s, u"sync"_s, system}));
    QVERIFY(recording.peer().rows(incidents).isEmpty());
    QVERIFY(done(release));
    QCOMPARE(ask({u"crm"_s, u"sync"_s, system})[u"pushed"_s].toInt(), 4);
    QCOMPARE(recording.peer().rows(incidents).size(), 1);
    checkTexts(recording, kept(Release::Basic));
    QVERIFY(done(release + QStringList{u"--scope"_s, u"full"_s}));
    QVERIFY(ask({u"crm"_s, u"sync"_s, system})[u"pushed"_s].toInt() >= 2); // its fields and the comment
    QVERIFY(done({u"crm"_s, u"attach"_s, m_notice, u"--connector"_s, system, u"--format"_s, u"md"_s}));
    QVERIFY(done(of({u"crm"_s, u"affected"_s, u"--connector"_s, system, u"--dry-run"_s})));
    QVERIFY(done({u"crm"_s, u"sync"_s, system}));
    // It has been there: what may leave is found by the same search.
    const auto all = readings(recording.octets());
    for (const QByteArray& open :
         {QByteArray("The route is closed."), QByteArray("Account managers of Aurelia Bank ask")}) {
        QVERIFY2(std::ranges::any_of(all, [&open](const QByteArray& one) { return one.contains(open); }), open);
    }
    checkTexts(recording, kept(Release::Full));
    checkNames(recording, system);
}

QTEST_GUILESS_MAIN(TestCrmWireCtl)
#include "tst_crm_wire_ctl.moc"
