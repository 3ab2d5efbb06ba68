#include "tests/journeys/ctlrun.h"
#include "tests/support/answeringserver.h"
#include "tests/support/stampauthority.h"

#include <QCryptographicHash>

using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// What leaves a vault can be checked by people who have none, and what is destroyed stays provable.
class TestProof : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void aBundleIsCheckedWithoutAVault();
    void anAlteredBundleIsFound();
    void whatIsNoBundleIsBadInput();
    void anotherVaultTakesTheIncident();
    void aCheckpointFindsAVaultThatWasPutBack();
    void aCheckpointIsStamped();
    void onlyARightStampMakesACheckpoint_data();
    void onlyARightStampMakesACheckpoint();
    void evidenceIsDestroyedByTwo();

private:
    [[nodiscard]] QJsonObject withoutVault(const QStringList& arguments, int exit = 0)
    {
        const QString before = std::exchange(m_ctl.vault, {});
        const QJsonObject answer = m_ctl.ask(arguments, exit);
        m_ctl.vault = before;
        return answer;
    }
    [[nodiscard]] QString path(const QString& name) const { return m_ctl.path(name); }

    CtlRun m_ctl{QStringLiteral(BULKHEADCTL)};
    QString m_incident;
    QString m_evidence;
    QString m_fingerprint;
};

void TestProof::initTestCase()
{
    m_ctl.write(u"ada"_s, "harbour violet seven kettle\n");
    m_ctl.write(u"lena"_s, "quiet lantern over maple\n");
    m_ctl.write(u"leak.csv"_s, "name,mail\nAda,ada@example.org\n");
    QVERIFY(!m_ctl
                 .ask({u"vault"_s, u"create"_s, path(u"vault"_s), u"--name"_s, u"Acme"_s, u"--user"_s, u"Ada"_s,
                       u"--roles"_s, u"incident-commander,legal,administrator"_s, u"--new-passphrase-file"_s,
                       path(u"ada"_s), u"--recovery-file"_s, path(u"code"_s), u"--kdf-seconds"_s, u"0"_s})
                 .isEmpty());
    QVERIFY(!m_ctl
                 .ask({u"user"_s, u"add"_s, u"--kdf-seconds"_s, u"0"_s, u"Lena"_s, u"--roles"_s, u"compliance"_s,
                       u"--new-passphrase-file"_s, path(u"lena"_s)})
                 .isEmpty());
    m_incident
        = m_ctl.ask({u"incident"_s, u"open"_s, u"--title"_s, u"Contacts on a paste site"_s})[u"number"_s].toString();
    m_evidence
        = m_ctl.ask({u"evidence"_s, u"add"_s, path(u"leak.csv"_s), u"--incident"_s, m_incident})[u"id"_s].toString();
    QVERIFY(!m_ctl
                 .ask({u"decision"_s, u"add"_s, u"--incident"_s, m_incident, u"--title"_s, u"Tell the authority"_s,
                       u"--why"_s, u"Personal data"_s, u"--compartment"_s, u"counsel"_s})
                 .isEmpty());
    QVERIFY(!m_incident.isEmpty() && !m_evidence.isEmpty());
}

void TestProof::aBundleIsCheckedWithoutAVault()
{
    const QJsonObject written = m_ctl.ask(
        {u"incident"_s, u"export"_s, m_incident, u"--format"_s, u"bundle"_s, u"-o"_s, path(u"inc.zip"_s)});
    m_fingerprint = written[u"fingerprint"_s].toString();
    QCOMPARE(m_fingerprint.size(), 64);
    QCOMPARE(written[u"sha256"_s].toString().toLatin1(),
             QCryptographicHash::hash(m_ctl.read(u"inc.zip"_s), QCryptographicHash::Sha256).toHex());
    QCOMPARE(QFile::permissions(path(u"inc.zip"_s)) & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());

    const QJsonObject found = withoutVault({u"verify"_s, path(u"inc.zip"_s)});
    QVERIFY(found[u"ok"_s].toBool());
    QCOMPARE(found[u"trust"_s].toString(), u"unpinned"_s);
    QCOMPARE(found[u"fingerprint"_s].toString(), m_fingerprint);
    QCOMPARE(found[u"blobs"_s].toInt(), 1);
    QVERIFY(found[u"title"_s].toString().startsWith(m_incident));
    QCOMPARE(withoutVault({u"verify"_s, path(u"inc.zip"_s), u"--expect"_s, m_fingerprint})[u"trust"_s].toString(),
             u"pinned"_s);
    const QJsonObject other = withoutVault({u"verify"_s, path(u"inc.zip"_s), u"--expect"_s, QString(64, u'a')}, 1);
    QCOMPARE(other[u"problems"_s][0][u"code"_s].toString(), u"verify.unexpected-fingerprint"_s);
    QVERIFY(!withoutVault({u"verify"_s, path(u"inc.zip"_s), u"--expect"_s, u"abc"_s}, 2).isEmpty());

    QCOMPARE(m_ctl.ask({u"journal"_s, u"contested"_s})[u"contested"_s].toArray().size(), 0);
    QVERIFY(!m_ctl.ask({u"journal"_s, u"settle"_s, m_evidence, u"name"_s, u"--side"_s, u"1"_s}, 4).isEmpty());
    // That it left stands in the vault, which verifies as before.
    const QJsonArray custody = m_ctl.ask({u"evidence"_s, u"custody"_s, m_evidence})[u"custody"_s].toArray();
    QCOMPARE(custody.last()[u"action"_s].toString(), u"exported"_s);
    QVERIFY(custody.last()[u"note"_s].toString().contains(written[u"sha256"_s].toString()));
    QVERIFY(m_ctl.ask({u"verify"_s, u"--deep"_s})[u"ok"_s].toBool());

    m_ctl.passphrase = u"lena"_s;
    QVERIFY(!m_ctl
                 .ask({u"incident"_s, u"export"_s, m_incident, u"--format"_s, u"bundle"_s, u"--compartment"_s,
                       u"counsel"_s, u"-o"_s, path(u"stolen.zip"_s)},
                      5)
                 .isEmpty());
    m_ctl.passphrase = u"ada"_s;
    QVERIFY(!QFile::exists(path(u"stolen.zip"_s)));
    QVERIFY(!m_ctl
                 .ask({u"incident"_s, u"export"_s, m_incident, u"--format"_s, u"bundle"_s, u"--compartment"_s,
                       u"counsel"_s, u"-o"_s, path(u"counsel.zip"_s)})
                 .isEmpty());
    const QJsonObject both = withoutVault({u"verify"_s, path(u"counsel.zip"_s)});
    QVERIFY(both[u"ok"_s].toBool() && both[u"changes"_s].toInt() > found[u"changes"_s].toInt());
}

void TestProof::anAlteredBundleIsFound()
{
    QByteArray bytes = m_ctl.read(u"inc.zip"_s);
    const qsizetype at = bytes.indexOf("ada@example.org");
    QVERIFY(at > 0);
    bytes[at] = 'x';
    m_ctl.write(u"altered.zip"_s, bytes);
    const QJsonObject found = withoutVault({u"verify"_s, path(u"altered.zip"_s)}, 1);
    QVERIFY(!found[u"ok"_s].toBool());
    QVERIFY(!found[u"problems"_s].toArray().isEmpty());
}

void TestProof::whatIsNoBundleIsBadInput()
{
    QCOMPARE(withoutVault({u"verify"_s, path(u"leak.csv"_s)}, 4)[u"error"_s][u"code"_s].toString(),
             u"bundle.not-a-bundle"_s);
    QVERIFY(!withoutVault({u"verify"_s, path(u"nothing"_s)}, 4).isEmpty());
    QVERIFY(
        !m_ctl.ask({u"incident"_s, u"export"_s, m_incident, u"--format"_s, u"bundle"_s, u"-o"_s, u"-"_s}, 2).isEmpty());
    QVERIFY(
        !m_ctl.ask({u"incident"_s, u"export"_s, m_incident, u"--format"_s, u"bundle"_s, u"-o"_s, path(u"inc.zip"_s)}, 4)
             .isEmpty());
}

void TestProof::anotherVaultTakesTheIncident()
{
    m_ctl.vault = u"other"_s;
    m_ctl.passphrase = u"lena"_s;
    QVERIFY(!m_ctl
                 .ask({u"vault"_s, u"create"_s, path(u"other"_s), u"--name"_s, u"Processor"_s, u"--user"_s, u"Zoe"_s,
                       u"--roles"_s, u"incident-commander,legal,administrator"_s, u"--new-passphrase-file"_s,
                       path(u"lena"_s), u"--recovery-file"_s, path(u"code2"_s), u"--kdf-seconds"_s, u"0"_s})
                 .isEmpty());
    const QStringList import{u"incident"_s, u"import"_s, path(u"counsel.zip"_s)};
    QCOMPARE(m_ctl.ask(import + QStringList{u"--expect"_s, QString(64, u'a')}, 4)[u"error"_s][u"code"_s].toString(),
             u"bundle.not-verified"_s);
    QCOMPARE(m_ctl.ask({u"incident"_s, u"import"_s, path(u"altered.zip"_s)}, 4)[u"error"_s][u"code"_s].toString(),
             u"bundle.not-verified"_s);
    QCOMPARE(m_ctl.ask({u"incident"_s, u"list"_s})[u"incidents"_s].toArray().size(), 0);
    // Privileged content is taken in by Legal or not at all.
    m_ctl.write(u"eve"_s, "copper thimble under rain\n");
    QVERIFY(!m_ctl
                 .ask({u"user"_s, u"add"_s, u"--kdf-seconds"_s, u"0"_s, u"Eve"_s, u"--roles"_s, u"incident-commander"_s,
                       u"--new-passphrase-file"_s, path(u"eve"_s)})
                 .isEmpty());
    m_ctl.passphrase = u"eve"_s;
    QCOMPARE(m_ctl.ask(import, 5)[u"error"_s][u"code"_s].toString(), u"journal.not-permitted"_s);
    m_ctl.passphrase = u"lena"_s;

    const QJsonObject imported = m_ctl.ask(import + QStringList{u"--expect"_s, m_fingerprint});
    QCOMPARE(imported[u"trust"_s].toString(), u"pinned"_s);
    QCOMPARE(imported[u"number"_s].toString(), m_incident);
    QCOMPARE(imported[u"material"_s].toInt(), 1);
    QVERIFY(imported[u"entries"_s].toInt() > 10 && imported[u"history"_s].toInt() > 2);
    QCOMPARE(imported[u"left_out"_s].toArray().size(), 0);

    const QJsonObject shown = m_ctl.ask({u"incident"_s, u"show"_s, m_incident});
    QCOMPARE(shown[u"title"_s].toString(), u"Contacts on a paste site"_s);
    QVERIFY(!m_ctl.ask({u"evidence"_s, u"extract"_s, m_evidence, u"-o"_s, path(u"back.csv"_s)}).isEmpty());
    QCOMPARE(m_ctl.read(u"back.csv"_s), m_ctl.read(u"leak.csv"_s));
    QVERIFY(!m_ctl.ask({u"evidence"_s, u"extract"_s, imported[u"evidence"_s].toString(), u"-o"_s, path(u"back.zip"_s)})
                 .isEmpty());
    QCOMPARE(m_ctl.read(u"back.zip"_s), m_ctl.read(u"counsel.zip"_s));
    const QJsonArray decisions
        = m_ctl.ask({u"decision"_s, u"list"_s, u"--incident"_s, m_incident})[u"decisions"_s].toArray();
    QCOMPARE(decisions.size(), 1);
    QCOMPARE(decisions[0][u"decided_by_name"_s].toString(), u"Ada"_s);
    QVERIFY2(decisions[0][u"signature_valid"_s].toBool(), QJsonDocument(decisions).toJson().constData());
    const QByteArray timeline
        = QJsonDocument(m_ctl.ask({u"timeline"_s, u"list"_s, u"--incident"_s, m_incident})).toJson();
    QVERIFY(timeline.contains("Ada declared the incident"));
    QVERIFY(!timeline.contains("Zoe declared the incident"));
    QVERIFY(timeline.contains("Zoe imported this incident"));

    QCOMPARE(m_ctl.ask(import, 4)[u"error"_s][u"code"_s].toString(), u"incident.exists"_s);
    QVERIFY(m_ctl.ask({u"verify"_s, u"--deep"_s})[u"ok"_s].toBool());
    QVERIFY(m_ctl.ask({u"journal"_s, u"rebuild"_s})[u"identical"_s].toBool());
    // It can be handed on.
    QVERIFY(!m_ctl
                 .ask({u"incident"_s, u"export"_s, m_incident, u"--format"_s, u"bundle"_s, u"--compartment"_s,
                       u"counsel"_s, u"-o"_s, path(u"onward.zip"_s)})
                 .isEmpty());
    QVERIFY(withoutVault({u"verify"_s, path(u"onward.zip"_s)})[u"ok"_s].toBool());
    m_ctl.vault = u"vault"_s;
    m_ctl.passphrase = u"ada"_s;
}

void TestProof::aCheckpointFindsAVaultThatWasPutBack()
{
    QVERIFY(QProcess::execute(u"cp"_s, {u"-a"_s, path(u"vault"_s), path(u"older"_s)}) == 0);
    QVERIFY(!m_ctl.ask({u"incident"_s, u"set"_s, m_incident, u"severity=high"_s}).isEmpty());
    const QJsonObject made = m_ctl.ask({u"journal"_s, u"checkpoint"_s, u"-o"_s, path(u"one.checkpoint"_s)});
    QVERIFY(made[u"chains"_s].toInt() >= 3);
    QVERIFY(made[u"stamped"_s].isNull());
    QCOMPARE(QFile::permissions(path(u"one.checkpoint"_s)) & (QFile::ReadGroup | QFile::ReadOther),
             QFile::Permissions());
    const QStringList against{u"verify"_s, u"--against"_s, path(u"one.checkpoint"_s)};
    const QJsonObject found = m_ctl.ask(against);
    QVERIFY(found[u"ok"_s].toBool());
    QCOMPARE(found[u"checkpoints"_s].toArray().size(), 1);
    QVERIFY(found[u"checkpoints"_s][0][u"complete"_s].toBool());
    QCOMPARE(found[u"checkpoints"_s][0][u"id"_s].toString(), made[u"id"_s].toString());

    m_ctl.vault = u"older"_s;
    QVERIFY(m_ctl.ask({u"verify"_s})[u"ok"_s].toBool());
    QCOMPARE(m_ctl.ask(against, 1)[u"problems"_s][0][u"code"_s].toString(), u"journal.rolled-back"_s);
    m_ctl.vault = u"vault"_s;
    QCOMPARE(m_ctl.ask({u"verify"_s, u"--against"_s, path(u"leak.csv"_s)}, 4)[u"error"_s][u"code"_s].toString(),
             u"checkpoint.not-a-checkpoint"_s);
}

void TestProof::aCheckpointIsStamped()
{
    if (!StampAuthority::isAvailable()) {
        QSKIP("openssl is not installed");
    }
    const StampAuthority authority;
    const AnsweringServer server([&](const QByteArray& question) {
        return AnsweringServer::Answer{"application/timestamp-reply", authority.answer(question)};
    });
    const QJsonObject made = m_ctl.ask({u"journal"_s, u"checkpoint"_s, u"--tsa"_s, server.address(), u"--tsa-ca"_s,
                                        authority.path(u"ca.pem"_s), u"-o"_s, path(u"stamped.checkpoint"_s)});
    QVERIFY(!made[u"stamped"_s].toString().isEmpty());
    const QJsonArray known
        = m_ctl.ask({u"verify"_s, u"--tsa-ca"_s, authority.path(u"ca.pem"_s)})[u"checkpoints"_s].toArray();
    QCOMPARE(known.last()[u"id"_s].toString(), made[u"id"_s].toString());
    QCOMPARE(known.last()[u"stamped"_s].toString(), made[u"stamped"_s].toString());
    QCOMPARE(known.last()[u"authority"_s].toString(), u"CN=Test stamps"_s);
    QVERIFY(known.last()[u"authority_trusted"_s].toBool());
    // Without the authority's certificate the stamp is told, and not believed.
    QVERIFY(!m_ctl.ask({u"verify"_s})[u"checkpoints"_s].toArray().last()[u"authority_trusted"_s].toBool());
    const StampAuthority other;
    QCOMPARE(
        m_ctl.ask({u"verify"_s, u"--tsa-ca"_s, other.path(u"ca.pem"_s)}, 1)[u"problems"_s][0][u"code"_s].toString(),
        u"checkpoint.untrusted-timestamp"_s);
    QVERIFY(
        !m_ctl
             .ask({u"incident"_s, u"export"_s, m_incident, u"--format"_s, u"bundle"_s, u"-o"_s, path(u"stamped.zip"_s)})
             .isEmpty());
    const QJsonObject outside = withoutVault({u"verify"_s, path(u"stamped.zip"_s), u"--tsa-ca"_s,
                                              authority.path(u"ca.pem"_s), u"--against"_s,
                                              path(u"stamped.checkpoint"_s)});
    QVERIFY(outside[u"ok"_s].toBool());
    QVERIFY(outside[u"checkpoints"_s].toArray().last()[u"partial"_s].toBool());
    QVERIFY(outside[u"checkpoints"_s].toArray().last()[u"authority_trusted"_s].toBool());
}

void TestProof::onlyARightStampMakesACheckpoint_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("code");
    QTest::addColumn<int>("exit");
    QTest::newRow("nobody listens") << u"nobody"_s << u"timestamp.unreachable"_s << 6;
    QTest::newRow("no address") << u"file"_s << u"timestamp.bad-address"_s << 2;
    QTest::newRow("a web page") << u"page"_s << u"timestamp.garbled"_s << 6;
    QTest::newRow("garbage") << u"garbage"_s << u"timestamp.garbled"_s << 6;
    QTest::newRow("an endless answer") << u"endless"_s << u"timestamp.unreachable"_s << 6;
    QTest::newRow("an error") << u"error"_s << u"timestamp.unreachable"_s << 6;
    QTest::newRow("an old answer") << u"old"_s << u"timestamp.wrong-nonce"_s << 6;
    QTest::newRow("a stranger") << u"stranger"_s << u"timestamp.untrusted"_s << 6;
}

void TestProof::onlyARightStampMakesACheckpoint()
{
    QFETCH(const QString, what);
    QFETCH(const QString, code);
    QFETCH(const int, exit);
    if (!StampAuthority::isAvailable()) {
        QSKIP("openssl is not installed");
    }
    const StampAuthority authority;
    const StampAuthority stranger;
    QByteArray old;
    const QByteArray reply = "application/timestamp-reply";
    const AnsweringServer server([&](const QByteArray& question) -> AnsweringServer::Answer {
        if (what == "page"_L1) {
            return {"text/html", "<p>Welcome</p>"};
        }
        if (what == "error"_L1) {
            return {"text/plain", "no", 500};
        }
        if (what == "garbage"_L1) {
            return {reply, "garbage"};
        }
        if (what == "endless"_L1) {
            return {reply, QByteArray(4 << 20, 'x')};
        }
        if (what == "old"_L1) {
            // Of the same imprint, but of another question: the nonce is turned.
            QByteArray other = question;
            const qsizetype nonce = other.lastIndexOf(QByteArray::fromHex("0210"));
            other[nonce + 6] = static_cast<char>(other[nonce + 6] ^ 1);
            return {reply, authority.answer(other)};
        }
        return {reply, stranger.answer(question)};
    });
    const qint64 before = m_ctl.ask({u"vault"_s, u"status"_s})[u"changes"_s].toInteger();
    const QString address = what == "nobody"_L1 ? u"http://127.0.0.1:1/"_s
        : what == "file"_L1                     ? u"file:///etc/passwd"_s
                                                : server.address();
    const QJsonObject refused = m_ctl.ask({u"journal"_s, u"checkpoint"_s, u"--tsa"_s, address, u"--tsa-ca"_s,
                                           authority.path(u"ca.pem"_s), u"-o"_s, path(u"never"_s)},
                                          exit);
    QCOMPARE(refused[u"error"_s][u"code"_s].toString(), code);
    QVERIFY(!QFile::exists(path(u"never"_s)));
    QCOMPARE(m_ctl.ask({u"vault"_s, u"status"_s})[u"changes"_s].toInteger(), before);
}

void TestProof::evidenceIsDestroyedByTwo()
{
    const QStringList destroy{u"evidence"_s, u"destroy"_s, m_evidence};
    QVERIFY(!m_ctl.ask({u"incident"_s, u"hold"_s, u"set"_s, m_incident, u"--reason"_s, u"Litigation"_s}).isEmpty());
    const QStringList reason{u"--reason"_s, u"Retention ended"_s};
    QCOMPARE(m_ctl.ask(destroy + reason, 5)[u"error"_s][u"code"_s].toString(), u"evidence.on-hold"_s);
    QVERIFY(!m_ctl.ask({u"incident"_s, u"hold"_s, u"release"_s, m_incident, u"--reason"_s, u"Settled"_s}).isEmpty());
    QVERIFY(!m_ctl
                 .ask({u"retention"_s, u"set"_s, m_incident, u"--until"_s, u"2020-12-31T23:59:59Z"_s, u"--rule"_s,
                       u"Three years"_s})
                 .isEmpty());
    const QJsonArray due = m_ctl.ask({u"retention"_s, u"list"_s, u"--due"_s})[u"retention"_s].toArray();
    QCOMPARE(due.size(), 1);
    QCOMPARE(due[0][u"number"_s].toString(), m_incident);
    QCOMPARE(due[0][u"material"_s].toInt(), 1);

    QVERIFY(!m_ctl.ask(destroy, 2).isEmpty()); // without a reason
    QCOMPARE(m_ctl.ask(destroy + reason)[u"state"_s].toString(), u"requested"_s);
    QCOMPARE(m_ctl.ask(destroy + reason, 5)[u"error"_s][u"code"_s].toString(), u"evidence.same-person"_s);
    m_ctl.passphrase = u"lena"_s;
    const QJsonObject done = m_ctl.ask(destroy);
    m_ctl.passphrase = u"ada"_s;
    QCOMPARE(done[u"state"_s].toString(), u"destroyed"_s);
    QCOMPARE(done[u"requested_by_name"_s].toString(), u"Ada"_s);
    QCOMPARE(done[u"approved_by_name"_s].toString(), u"Lena"_s);
    QCOMPARE(QDir(path(u"vault/blobs"_s)).entryList(QDir::Files).size(), 0);
    const QJsonObject verified = m_ctl.ask({u"verify"_s, u"--deep"_s});
    QVERIFY(verified[u"ok"_s].toBool());
    QCOMPARE(verified[u"destroyed"_s].toInt(), 1);
    QVERIFY(m_ctl.ask({u"journal"_s, u"rebuild"_s})[u"identical"_s].toBool());
    QCOMPARE(m_ctl.ask({u"evidence"_s, u"extract"_s, m_evidence, u"-o"_s, path(u"gone"_s)}, 4)[u"error"_s][u"code"_s]
                 .toString(),
             u"evidence.destroyed"_s);
    QCOMPARE(
        m_ctl.ask({u"evidence"_s, u"custody"_s, m_evidence})[u"custody"_s].toArray().last()[u"action"_s].toString(),
        u"destroyed"_s);
}

QTEST_GUILESS_MAIN(TestProof)
#include "tst_proof.moc"
