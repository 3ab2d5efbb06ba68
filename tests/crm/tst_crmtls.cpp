#include "crm/tlspeer.h"
#include "models/crm/wire.h"
#include "support/testvault.h"

#include <QTest>

using namespace Qt::StringLiterals;

namespace bulkhead::test {

/// TLS is verified, always.
class TestCrmTls : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anOwnAuthorityIsTakenAndTheCertificateShown()
    {
        const TlsPeer peer(m_authority.server("IP:127.0.0.1,DNS:localhost", 5));
        crm::Wire wire({.authorities = m_authority.certificate()});
        const auto answer = wire.exchange({.url = address(peer)}, {});
        QVERIFY2(answer, answer ? "" : text(answer.error().error).constData());
        QCOMPARE(answer->body, Bytes("{}"));
        QCOMPARE(wire.certificate().digest.size(), 64);
        QCOMPARE(wire.certificate().name, u"crm.example"_s);
        QCOMPARE(peer.requests(), 1);
    }

    void aCertificateThatDoesNotHoldIsRefused_data()
    {
        QTest::addColumn<QByteArray>("names");
        QTest::addColumn<int>("days");
        QTest::addColumn<bool>("isKnown");
        QTest::newRow("wrong host") << QByteArray("DNS:elsewhere.example") << 5 << true;
        QTest::newRow("expired") << QByteArray("IP:127.0.0.1") << -1 << true;
        QTest::newRow("unknown authority") << QByteArray("IP:127.0.0.1") << 5 << false;
    }
    void aCertificateThatDoesNotHoldIsRefused()
    {
        QFETCH(QByteArray, names);
        QFETCH(int, days);
        QFETCH(bool, isKnown);
        const TlsPeer peer(m_authority.server(names, days));
        crm::Wire wire({.authorities = isKnown ? m_authority.certificate() : TlsAuthority().certificate()});
        const auto answer = wire.exchange(
            {.url = address(peer), .headers = {{"Authorization", "Bearer never-to-be-seen"}}}, {});
        QVERIFY(!answer);
        QCOMPARE(answer.error().error.code, u"crm.tls"_s);
        QVERIFY(!answer.error().wasSent);
        QVERIFY(answer.error().error.message.contains(u"127.0.0.1"_s));
        QCOMPARE(peer.requests(), 0);
    }

    void oldProtocolsAreRefused()
    {
        QSslConfiguration tls = m_authority.server("IP:127.0.0.1", 5);
        QT_WARNING_PUSH
        QT_WARNING_DISABLE_DEPRECATED
        tls.setProtocol(QSsl::TlsV1_1);
        QT_WARNING_POP
        const TlsPeer peer(tls);
        crm::Wire wire({.authorities = m_authority.certificate()});
        const auto answer = wire.exchange({.url = address(peer)}, {});
        QVERIFY(!answer);
        QCOMPARE(answer.error().error.code, u"crm.tls"_s);
        QCOMPARE(peer.requests(), 0);
    }

private:
    static QUrl address(const TlsPeer& peer) { return QUrl(u"https://127.0.0.1:%1/"_s.arg(peer.port())); }

    TlsAuthority m_authority;
};

} // namespace bulkhead::test

QTEST_GUILESS_MAIN(bulkhead::test::TestCrmTls)
#include "tst_crmtls.moc"
