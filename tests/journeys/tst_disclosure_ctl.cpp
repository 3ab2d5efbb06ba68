#include "crm/peer.h"
#include "journeys/ctlrun.h"

#include <QCryptographicHash>
#include <QProcess>
#include <QRegularExpression>

#include <algorithm>

using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// From "new" to an authority's notification that was approved, exported and sent, one notice for each customer, and
/// the review, by the program as scripts run it.
class TestDisclosureCtl : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void templatesNeedNoVault();
    void aDraftIsStoppedUntilItIsWritten();
    void aClaimIsStoppedUntilItIsCarried();
    void aTextIsProofreadAndPutBack();
    void twoOthersApproveIt();
    void itLeavesInEveryFormat();
    void theCrmGetsItOnce();
    void sentItEndsItsClock();
    void eachCustomerGetsOne();
    void aPackGoesToOneCustomerUnderSignatures();
    void theAnswerIsOnePage();
    void privilegedDraftsStayWithCounsel();
    void theReviewIsWritten();
    void wrongUseHasItsExitCodes_data();
    void wrongUseHasItsExitCodes();

private:
    void set(const QString& key, const QString& text)
    {
        m_ctl.write(u"section.md"_s, text.toUtf8());
        QVERIFY(!m_ctl.ask({u"disclosure"_s, u"set"_s, m_draft, key, m_ctl.path(u"section.md"_s)}).isEmpty());
    }
    [[nodiscard]] QJsonObject check(int exit) { return m_ctl.ask({u"disclosure"_s, u"check"_s, m_draft}, exit); }
    /// Words in the place of every gap and of every fact that nobody knows.
    void fill()
    {
        const auto facts = m_ctl.ask({u"disclosure"_s, u"facts"_s, m_draft})[u"facts"_s].toArray();
        const auto sections = m_ctl.ask({u"disclosure"_s, u"show"_s, m_draft})[u"sections"_s].toArray();
        static const QRegularExpression gap(uR"(\{\?:[^}]*\})"_s);
        for (const QJsonValue& section : sections) {
            QString text = section[u"markup"_s].toString().replace(gap, u"as described"_s);
            for (const QJsonValue& fact : facts) {
                if (!fact[u"known"_s].toBool()) {
                    text.replace(u'{' + fact[u"fact"_s].toString() + u'}', u"as far as we know"_s);
                }
            }
            set(section[u"key"_s].toString(), text);
        }
    }

    CtlRun m_ctl{QStringLiteral(BULKHEADCTL)};
    QString m_draft;
    QString m_claimed; ///< section in which the claim stands
};

void TestDisclosureCtl::initTestCase()
{
    m_ctl.write(u"lena"_s, "meadow copper nine lantern\n");
    m_ctl.write(u"carl"_s, "window amber four thistle\n");
    QVERIFY(m_ctl.found(u"incident-commander,legal,communications"_s));
    for (const auto& [name, role] : {std::pair(u"Lena"_s, u"legal"_s), std::pair(u"Carl"_s, u"compliance"_s)}) {
        QVERIFY(!m_ctl
                     .ask({u"user"_s, u"add"_s, u"--kdf-seconds"_s, u"0"_s, name, u"--roles"_s, role,
                           u"--new-passphrase-file"_s, m_ctl.path(name.toLower())})
                     .isEmpty());
    }
    const QString aware = QDateTime::currentDateTimeUtc().addSecs(-3600).toString(Qt::ISODate);
    QVERIFY(!m_ctl.ask({u"incident"_s, u"open"_s, u"--title"_s, u"Leak"_s, u"--detected"_s, aware, u"--aware"_s, aware})
                 .isEmpty());
}

void TestDisclosureCtl::templatesNeedNoVault()
{
    m_ctl.vault.clear();
    const auto all = m_ctl.ask({u"disclosure"_s, u"templates"_s})[u"templates"_s].toArray();
    m_ctl.vault = u"vault"_s;
    QVERIFY(all.size() >= 28);
    QVERIFY(std::ranges::all_of(all, [](const QJsonValue& one) { return !one[u"source"_s].toString().isEmpty(); }));
}

void TestDisclosureCtl::aDraftIsStoppedUntilItIsWritten()
{
    m_draft = m_ctl
                  .ask(of({u"disclosure"_s, u"new"_s, u"--template"_s, u"gdpr-authority"_s, u"--recipient"_s,
                           u"BlnBDI"_s, u"--tz"_s, u"Europe/Berlin"_s}))[u"id"_s]
                  .toString();
    QVERIFY(!m_draft.isEmpty());
    const auto before = check(1);
    QVERIFY(!before[u"ok"_s].toBool());
    QVERIFY(before[u"elements"_s].toArray().size() > 30);
    QCOMPARE(code(m_ctl.ask({u"disclosure"_s, u"submit"_s, m_draft}, 1)), u"disclosure.not-ready"_s);
    QVERIFY(!m_ctl
                 .ask({u"disclosure"_s, u"organisation"_s, u"org.name=Acme GmbH"_s, u"org.dpo=Ada Roe"_s,
                       u"org.contact=privacy@acme.example"_s})
                 .isEmpty());
    fill();
    const auto after = check(0);
    QVERIFY(after[u"ok"_s].toBool());
    const auto shown = m_ctl.ask({u"disclosure"_s, u"show"_s, m_draft});
    const QString all = QString::fromUtf8(QJsonDocument(shown).toJson());
    QVERIFY(all.contains(u"CET"_s) || all.contains(u"CEST"_s)); // instants in the authority's zone
}

void TestDisclosureCtl::aClaimIsStoppedUntilItIsCarried()
{
    const auto section = m_ctl.ask({u"disclosure"_s, u"show"_s, m_draft})[u"sections"_s].toArray().last();
    m_claimed = section[u"key"_s].toString();
    const QString before = section[u"markup"_s].toString();
    const QString claim = u"The leak was fully contained."_s;
    set(m_claimed, before + u"\n\n"_s + claim);
    const auto findings = check(1)[u"findings"_s].toArray();
    const auto found = std::ranges::find_if(findings, [&](const QJsonValue& one) {
        return one[u"text"_s].toString() == claim && one[u"rule"_s].toString().startsWith(u"claim."_s);
    });
    QVERIFY(found != findings.end());
    QVERIFY(!(*found)[u"say"_s].toString().isEmpty());
    m_ctl.write(u"log.txt"_s, "route closed\n");
    const QString evidence = m_ctl.ask(of({u"evidence"_s, u"add"_s, m_ctl.path(u"log.txt"_s)}))[u"id"_s].toString();
    QVERIFY(
        !m_ctl.ask({u"disclosure"_s, u"bind"_s, m_draft, u"--sentence"_s, claim, u"--evidence"_s, evidence}).isEmpty());
    QVERIFY(check(0)[u"ok"_s].toBool());
}

void TestDisclosureCtl::aTextIsProofreadAndPutBack()
{
    const QString draft
        = m_ctl.ask(of({u"disclosure"_s, u"new"_s, u"--template"_s, u"press-qa"_s}))[u"id"_s].toString();
    const QString key = m_ctl.ask({u"disclosure"_s, u"show"_s, draft})[u"sections"_s][0][u"key"_s].toString();
    m_ctl.write(u"section.md"_s, "We recieve what Frobnix sends.");
    QVERIFY(!m_ctl.ask({u"disclosure"_s, u"set"_s, draft, key, m_ctl.path(u"section.md"_s)}).isEmpty());
    const auto slips = [&] {
        QStringList words;
        const auto check = m_ctl.ask({u"disclosure"_s, u"check"_s, draft, u"--spelling"_s}, 1);
        for (const QJsonValue& one : check[u"findings"_s].toArray()) {
            if (one[u"rule"_s] == u"spelling"_s) {
                words.append(one[u"text"_s].toString() + u'>' + one[u"say"_s].toString());
            }
        }
        return check[u"spelling"_s] == u"checked"_s ? words : QStringList{u"not checked"_s};
    };
    const QStringList before = slips();
    QVERIFY2(before.size() == 2 && before.front() == "recieve>receive"_L1, qPrintable(before.join(u' ')));
    QCOMPARE(m_ctl.ask({u"disclosure"_s, u"check"_s, draft}, 1)[u"spelling"_s].toString(), u"not-asked"_s);
    QCOMPARE(m_ctl.ask({u"disclosure"_s, u"words"_s, u"Frobnix"_s})[u"words"_s].toArray(), QJsonArray{u"Frobnix"_s});
    QCOMPARE(slips(), QStringList{u"recieve>receive"_s});
    QCOMPARE(m_ctl.ask({u"disclosure"_s, u"words"_s, u"--forget"_s, u"Frobnix"_s})[u"words"_s].toArray(), QJsonArray());
    QCOMPARE(code(m_ctl.ask({u"disclosure"_s, u"words"_s, u"two words"_s}, 2)), u"disclosure.word"_s);

    const QStringList history{u"disclosure"_s, u"history"_s, draft, u"--section"_s, key};
    const auto texts = m_ctl.ask(history)[u"texts"_s].toArray();
    QCOMPARE(texts.size(), 2);
    QCOMPARE(texts[1][u"by"_s].toString(), u"Ada"_s);
    QVERIFY(texts[1][u"stands"_s].toBool() && !texts[0][u"stands"_s].toBool());
    const auto shown = m_ctl.ask(history + QStringList{u"--show"_s, u"1"_s});
    QVERIFY(shown[u"difference"_s].toString().contains("Frobnix"_L1));
    QCOMPARE(shown[u"markup"_s], texts[0][u"markup"_s]);
    QCOMPARE(code(m_ctl.ask(history + QStringList{u"--show"_s, u"3"_s}, 2)), u"disclosure.no-text"_s);
    QVERIFY(!m_ctl.ask({u"disclosure"_s, u"put-back"_s, draft, u"--section"_s, key, u"--text"_s, u"1"_s}).isEmpty());
    QCOMPARE(m_ctl.ask(history)[u"texts"_s].toArray().last()[u"markup"_s], texts[0][u"markup"_s]);
    QCOMPARE(code(m_ctl.ask({u"disclosure"_s, u"history"_s, draft, u"--section"_s, u"none"_s}, 2)),
             u"disclosure.section"_s);
    QVERIFY(!m_ctl.ask({u"disclosure"_s, u"strike"_s, draft, u"--reason"_s, u"only tried"_s}).isEmpty());
}

void TestDisclosureCtl::twoOthersApproveIt()
{
    const auto frozen = m_ctl.ask({u"disclosure"_s, u"submit"_s, m_draft});
    QCOMPARE(frozen[u"stand"_s].toString(), u"submitted"_s);
    QCOMPARE(frozen[u"missing_signatures"_s].toArray().size(), 2);
    QCOMPARE(code(m_ctl.ask({u"disclosure"_s, u"approve"_s, m_draft}, 5)), u"disclosure.author"_s);
    QCOMPARE(code(m_ctl.ask({u"disclosure"_s, u"sent"_s, m_draft}, 5)), u"disclosure.not-approved"_s);
    const auto waiting = [this] {
        return m_ctl.ask(of({u"disclosure"_s, u"list"_s, u"--waiting"_s}))[u"disclosures"_s].toArray().size();
    };
    QCOMPARE(waiting(), 0); // its author
    for (const QString& who : {u"lena"_s, u"carl"_s}) {
        m_ctl.passphrase = who;
        QCOMPARE(waiting(), 1);
        QVERIFY(!m_ctl.ask({u"disclosure"_s, u"approve"_s, m_draft}).isEmpty());
    }
    m_ctl.passphrase = u"ada"_s;
    const auto shown = m_ctl.ask({u"disclosure"_s, u"show"_s, m_draft});
    QCOMPARE(shown[u"stand"_s].toString(), u"approved"_s);
    QCOMPARE(shown[u"approvals"_s].toArray().size(), 2);
}

void TestDisclosureCtl::itLeavesInEveryFormat()
{
    for (const QString& format : {u"pdf"_s, u"odt"_s, u"docx"_s, u"md"_s, u"txt"_s}) {
        const QString name = u"notice."_s + format;
        const auto left = m_ctl.ask(
            {u"disclosure"_s, u"export"_s, m_draft, u"--format"_s, format, u"-o"_s, m_ctl.path(name)});
        QVERIFY2(left[u"approved"_s].toBool(), qPrintable(format));
        const QByteArray bytes = m_ctl.read(name);
        QVERIFY(bytes.size() > 1000);
        QCOMPARE(left[u"sha256"_s].toString(),
                 QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex()));
    }
    QVERIFY(m_ctl.read(u"notice.md"_s).contains("The leak was fully contained."));
    QVERIFY(!m_ctl.read(u"notice.md"_s).contains("{#"));
    // What is not approved says so.
    const auto form = m_ctl.ask(
        {u"disclosure"_s, u"form"_s, m_draft, u"--format"_s, u"csv"_s, u"-o"_s, m_ctl.path(u"fields.csv"_s)});
    QVERIFY(!form.isEmpty());
    QVERIFY(m_ctl.read(u"fields.csv"_s).contains("f48"));
    const auto compared = m_ctl.ask({u"disclosure"_s, u"compare"_s, m_draft});
    QVERIFY2(compared[u"same"_s].toBool(), QJsonDocument(compared).toJson());
}

void TestDisclosureCtl::theCrmGetsItOnce()
{
    const Peer peer(u"salesforce"_s);
    m_ctl.write(u"secret"_s, "secret\n");
    QVERIFY(
        !m_ctl
             .ask({u"crm"_s, u"add"_s, u"sf"_s, u"--kind"_s, u"salesforce"_s, u"--url"_s, peer.address(), u"--auth"_s,
                   u"client"_s, u"--client-id"_s, u"consumerKey"_s, u"--secret-file"_s, m_ctl.path(u"secret"_s)})
             .isEmpty());
    const QStringList attach{u"crm"_s, u"attach"_s, m_draft, u"--connector"_s, u"sf"_s};
    QCOMPARE(code(m_ctl.ask(attach, 5)), u"crm.not-released"_s);
    QVERIFY(
        !m_ctl.ask(of({u"crm"_s, u"release"_s, u"sf"_s, u"--scope"_s, u"full"_s, u"--reason"_s, u"customers ask"_s}))
             .isEmpty());
    QVERIFY(!m_ctl.ask({u"crm"_s, u"sync"_s, u"sf"_s}).isEmpty());
    for (const bool isThere : {false, true}) {
        const auto attached = m_ctl.ask(attach);
        QCOMPARE(attached[u"there"_s], QJsonValue(isThere));
        QVERIFY(attached[u"file"_s].toString().endsWith(u".pdf"_s));
        QCOMPARE(peer.rows(u"ContentVersion"_s).size(), 1);
    }
}

void TestDisclosureCtl::sentItEndsItsClock()
{
    const auto sent = m_ctl.ask({u"disclosure"_s, u"sent"_s, m_draft, u"--reference"_s, u"BlnBDI 12/26"_s});
    QCOMPARE(sent[u"stand"_s].toString(), u"sent"_s);
    QCOMPARE(sent[u"sendings"_s][0][u"reference"_s].toString(), u"BlnBDI 12/26"_s);
    const auto next = m_ctl.ask({u"disclosure"_s, u"follow-up"_s, m_draft});
    QCOMPARE(next[u"stage"_s].toString(), u"follow-up"_s);
    QCOMPARE(next[u"follows"_s].toString(), m_draft);
}

void TestDisclosureCtl::eachCustomerGetsOne()
{
    m_ctl.write(u"customers.csv"_s,
                "Account,Tenant,Role,Country,Time zone,Records\n"
                "Northwind,nw,processor,DE,Europe/Berlin,120\n"
                "Contoso,co,processor,FR,Europe/Paris,7\n");
    QVERIFY(!m_ctl.ask(of({u"party"_s, u"import"_s, m_ctl.path(u"customers.csv"_s)})).isEmpty());
    const auto begun = m_ctl.ask(
        of({u"disclosure"_s, u"new"_s, u"--template"_s, u"processor-notice"_s, u"--each-customer"_s}));
    QCOMPARE(begun[u"disclosures"_s].toArray().size(), 2);
    for (const QJsonValue& one : begun[u"disclosures"_s].toArray()) {
        const auto shown = m_ctl.ask({u"disclosure"_s, u"show"_s, one[u"id"_s].toString()});
        const QString text = QString::fromUtf8(QJsonDocument(shown[u"sections"_s].toArray()).toJson());
        const bool isNorthwind = one[u"title"_s].toString().contains(u"Northwind"_s);
        QCOMPARE(text.contains(u"Northwind"_s), isNorthwind);
        QCOMPARE(text.contains(u"Contoso"_s), !isNorthwind);
    }
}

void TestDisclosureCtl::aPackGoesToOneCustomerUnderSignatures()
{
    QByteArray registered = "name,email,phone,tenant\n";
    QByteArray leaked = "name,email,phone\n";
    for (int i = 0; i < 40; ++i) {
        const QByteArray row = "Person Von" + QByteArray::number(i) + ",p" + QByteArray::number(i)
            + "@made-up.org,+49 30 " + QByteArray::number(1'000'000 + 7 * i);
        registered += row + (i < 20 ? ",nw\n" : ",co\n");
        leaked += i % 10 < 3 ? row + '\n' : QByteArray(); // six of either
    }
    m_ctl.write(u"crm.csv"_s, registered);
    m_ctl.write(u"leaked.csv"_s, leaked);
    m_ctl.write(u"pack.txt"_s, "four quiet harbours\n");
    QVERIFY(!m_ctl
                 .ask({u"dataset"_s, u"register"_s, m_ctl.path(u"crm.csv"_s), u"--name"_s, u"CRM"_s, u"--kind"_s,
                       u"production"_s})
                 .isEmpty());
    QVERIFY(!m_ctl.ask(of({u"classify"_s, m_ctl.path(u"leaked.csv"_s)})).isEmpty());
    const auto begun = m_ctl.ask(
        of({u"disclosure"_s, u"new"_s, u"--template"_s, u"check-pack"_s, u"--each-customer"_s}));
    for (const QJsonValue& one : begun[u"disclosures"_s].toArray()) {
        m_draft = one[u"title"_s].toString().contains(u"Northwind"_s) ? one[u"id"_s].toString() : m_draft;
    }
    fill();
    const QStringList make{u"pack"_s,
                           u"make"_s,
                           u"--disclosure"_s,
                           m_draft,
                           u"-o"_s,
                           m_ctl.path(u"nw.pack"_s),
                           u"--new-passphrase-file"_s,
                           m_ctl.path(u"pack.txt"_s)};
    QCOMPARE(code(m_ctl.ask(make, 2)), u"disclosure.not-submitted"_s);
    QVERIFY(!m_ctl.ask({u"disclosure"_s, u"submit"_s, m_draft}).isEmpty());
    for (const QString& who : {u"lena"_s, u"carl"_s}) {
        QCOMPARE(code(m_ctl.ask(make, 5)), u"disclosure.not-approved"_s);
        m_ctl.passphrase = who;
        QVERIFY(!m_ctl.ask({u"disclosure"_s, u"approve"_s, m_draft}).isEmpty());
        m_ctl.passphrase = u"ada"_s;
    }
    // What a person would give by hand is what was signed.
    for (const QString& option : {u"--tenant"_s, u"--organisation"_s, u"--share"_s, u"--incident"_s}) {
        QVERIFY2(code(m_ctl.ask(make + QStringList{option, u"co"_s}, 2)).startsWith(u"usage."_s), qPrintable(option));
    }
    QVERIFY(m_ctl.read(u"nw.pack"_s).isEmpty());
    const auto made = m_ctl.ask(make);
    const QByteArray octets = m_ctl.read(u"nw.pack"_s);
    QCOMPARE(made[u"sha256"_s].toString(),
             QString::fromLatin1(QCryptographicHash::hash(octets, QCryptographicHash::Sha256).toHex()));
    QCOMPARE(made[u"pack"_s][u"organisation"_s].toString(), u"Acme GmbH"_s);
    QCOMPARE(made[u"pack"_s][u"tenant"_s].toString(), u"nw"_s);
    QVERIFY(QJsonDocument(m_ctl.ask(of({u"timeline"_s, u"list"_s})))
                .toJson()
                .contains(made[u"sha256"_s].toString().toLatin1()));
    m_ctl.vault.clear();
    const auto checked = m_ctl.ask({u"check-mine"_s, m_ctl.path(u"nw.pack"_s), m_ctl.path(u"leaked.csv"_s),
                                    u"--passphrase-file"_s, m_ctl.path(u"pack.txt"_s)});
    m_ctl.vault = u"vault"_s;
    QCOMPARE(checked[u"in_leak"_s].toInt(), 6);
    set(u"contact"_s, u"{#cp-contact} {org.contact}, at any time."_s);
    QCOMPARE(code(m_ctl.ask(make, 2)), u"disclosure.void"_s);
}

void TestDisclosureCtl::theAnswerIsOnePage()
{
    m_draft = m_ctl
                  .ask(of({u"disclosure"_s, u"new"_s, u"--template"_s, u"answer"_s, u"--recipient"_s,
                           u"All customers"_s}))[u"id"_s]
                  .toString();
    QVERIFY(!check(1)[u"ok"_s].toBool()); // nobody has said yet when the next update is
    QVERIFY(!m_ctl
                 .ask({u"disclosure"_s, u"details"_s, m_draft,
                       u"next_update="_s + QDateTime::currentDateTimeUtc().addDays(1).toString(Qt::ISODate)})
                 .isEmpty());
    QVERIFY(check(0)[u"ok"_s].toBool());
    QVERIFY(!m_ctl
                 .ask({u"disclosure"_s, u"export"_s, m_draft, u"--format"_s, u"pdf"_s, u"-o"_s,
                       m_ctl.path(u"answer.pdf"_s)})
                 .isEmpty());
    QProcess reader;
    reader.start(u"pdfinfo"_s, {m_ctl.path(u"answer.pdf"_s)});
    QVERIFY2(reader.waitForFinished(), "install poppler-utils");
    static const QRegularExpression pages(u"Pages:\\s+1\\s"_s);
    QVERIFY(pages.match(QString::fromUtf8(reader.readAllStandardOutput())).hasMatch());
}

void TestDisclosureCtl::privilegedDraftsStayWithCounsel()
{
    const QString id = m_ctl
                           .ask(of({u"disclosure"_s, u"new"_s, u"--template"_s, u"counsel-note"_s, u"--title"_s,
                                    u"Zebracounsel"_s}))[u"id"_s]
                           .toString();
    QVERIFY(!id.isEmpty());
    QCOMPARE(code(m_ctl.ask(
                 {u"disclosure"_s, u"export"_s, id, u"--format"_s, u"txt"_s, u"-o"_s, m_ctl.path(u"no.txt"_s)}, 5)),
             u"disclosure.privileged"_s);
    QVERIFY(m_ctl.read(u"no.txt"_s).isEmpty());
    m_ctl.passphrase = u"carl"_s;
    for (const QStringList& words : {of({u"disclosure"_s, u"list"_s}), of({u"timeline"_s, u"list"_s}),
                                     QStringList{u"incident"_s, u"show"_s, u"INC-0001"_s}}) {
        const auto seen = m_ctl.ask(words);
        QVERIFY(!seen.isEmpty());
        QVERIFY2(!QJsonDocument(seen).toJson().contains("Zebracounsel"), qPrintable(words.join(u' ')));
    }
    const QStringList who{u"incident"_s, u"counsel"_s, u"list"_s, u"INC-0001"_s};
    QCOMPARE(code(m_ctl.ask(who, 5)), u"journal.not-permitted"_s);

    // Let in, and taken out again.
    m_ctl.passphrase = u"ada"_s;
    QVERIFY(!m_ctl
                 .ask({u"incident"_s, u"counsel"_s, u"add"_s, u"INC-0001"_s, u"Carl"_s, u"--reason"_s,
                       u"Knows the register"_s})
                 .isEmpty());
    m_ctl.passphrase = u"carl"_s;
    QVERIFY(QJsonDocument(m_ctl.ask(of({u"disclosure"_s, u"list"_s}))).toJson().contains("Zebracounsel"));
    QCOMPARE(m_ctl.ask(who)[u"readers"_s].toArray().size(), 3); // Ada and Lena by their role
    QVERIFY(!m_ctl.ask({u"disclosure"_s, u"comment"_s, id, u"--text"_s, u"Seen."_s}).isEmpty());
    const QString leaving = m_ctl.path(u"counsel.json"_s);
    QCOMPARE(code(m_ctl.ask({u"incident"_s, u"export"_s, u"INC-0001"_s, u"--format"_s, u"json"_s, u"--compartment"_s,
                             u"counsel"_s, u"-o"_s, leaving},
                            5)),
             u"journal.not-permitted"_s);
    QVERIFY(m_ctl.read(u"counsel.json"_s).isEmpty());
    m_ctl.passphrase = u"ada"_s;
    QVERIFY(!m_ctl.ask({u"incident"_s, u"counsel"_s, u"remove"_s, u"INC-0001"_s, u"Carl"_s, u"--reason"_s, u"done"_s})
                 .isEmpty());
    m_ctl.passphrase = u"carl"_s;
    QVERIFY(!QJsonDocument(m_ctl.ask(of({u"disclosure"_s, u"list"_s}))).toJson().contains("Zebracounsel"));
    QCOMPARE(code(m_ctl.ask({u"disclosure"_s, u"show"_s, id}, 4)), u"entity.not-found"_s);
    m_ctl.passphrase = u"ada"_s;
}

void TestDisclosureCtl::theReviewIsWritten()
{
    const auto metrics = m_ctl.ask(of({u"review"_s, u"metrics"_s}))[u"metrics"_s].toArray();
    QVERIFY(metrics.size() > 5);
    QVERIFY(std::ranges::any_of(metrics, [](const QJsonValue& one) { return one[u"ms"_s].isNull(); })); // not 0
    const auto report = m_ctl.ask(
        of({u"review"_s, u"report"_s, u"--format"_s, u"pdf"_s, u"-o"_s, m_ctl.path(u"review.pdf"_s)}));
    QCOMPARE(report[u"noted_in"_s].toString(), u"timeline"_s);
    const auto noted = m_ctl.ask(of({u"timeline"_s, u"list"_s}));
    QVERIFY(QString::fromUtf8(QJsonDocument(noted).toJson()).contains(report[u"sha256"_s].toString()));
    QVERIFY(m_ctl.read(u"review.pdf"_s).startsWith("%PDF"));
    QVERIFY(!m_ctl.ask(of({u"review"_s, u"report"_s, u"--format"_s, u"md"_s, u"-o"_s, m_ctl.path(u"review.md"_s)}))
                 .isEmpty());
    QVERIFY(!m_ctl.read(u"review.md"_s).contains("Zebracounsel"));
}

void TestDisclosureCtl::wrongUseHasItsExitCodes_data()
{
    QTest::addColumn<QStringList>("words");
    QTest::addColumn<int>("exit");
    QTest::addColumn<QString>("error");
    QTest::newRow("no such template") << of({u"disclosure"_s, u"new"_s, u"--template"_s, u"none"_s}) << 2
                                      << u"disclosure.template"_s;
    QTest::newRow("per customer, none named")
        << of({u"disclosure"_s, u"new"_s, u"--template"_s, u"processor-notice"_s}) << 2 << u"disclosure.template"_s;
    QTest::newRow("no such draft") << QStringList{u"disclosure"_s, u"check"_s, u"zzzz9"_s} << 4
                                   << u"entity.not-found"_s;
    QTest::newRow("no such organisation fact")
        << QStringList{u"disclosure"_s, u"organisation"_s, u"org.nonsense=x"_s} << 2 << u"disclosure.fact"_s;
    QTest::newRow("no letter named") << QStringList{u"pack"_s, u"make"_s, u"-o"_s, u"x.pack"_s} << 2
                                     << u"usage.missing"_s;
    QTest::newRow("not a pack") << QStringList{u"pack"_s, u"show"_s, u"/dev/null"_s} << 4 << u"pack.not-a-pack"_s;
}

void TestDisclosureCtl::wrongUseHasItsExitCodes()
{
    QFETCH(const QStringList, words);
    QFETCH(const int, exit);
    QFETCH(const QString, error);
    QCOMPARE(code(m_ctl.ask(words, exit)), error);
}

QTEST_GUILESS_MAIN(TestDisclosureCtl)
#include "tst_disclosure_ctl.moc"
