#include "crm/contract.h"
#include "models/crm/oauth.h"

#include <QElapsedTimer>
#include <QThread>
#include <QUrlQuery>

#include <openssl/evp.h>
#include <openssl/pem.h>

using namespace Qt::StringLiterals;

namespace bulkhead::test {

namespace {
struct RsaKey
{
    SecretBytes secret;
    QString open;
};

RsaKey freshRsaKey()
{
    EVP_PKEY* key = EVP_RSA_gen(2048);
    BIO* out = BIO_new(BIO_s_mem());
    const auto taken = [&out] {
        char* data = nullptr;
        const long size = BIO_get_mem_data(out, &data);
        const QByteArray octets(data, static_cast<qsizetype>(size));
        BIO_reset(out);
        return octets;
    };
    PEM_write_bio_PKCS8PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
    RsaKey pair;
    pair.secret = SecretBytes::copyOf(taken());
    PEM_write_bio_PUBKEY(out, key);
    pair.open = QString::fromLatin1(taken());
    BIO_free(out);
    EVP_PKEY_free(key);
    return pair;
}

/// What a browser does: asks, follows the redirection, and tells what it was shown last.
class Browser
{
public:
    explicit Browser(QUrl from)
        : m_thread(QThread::create([this, from = std::move(from)] { go(from); }))
    {
        m_thread->start();
    }
    ~Browser() { m_thread->wait(); }
    [[nodiscard]] int lastStatus()
    {
        m_thread->wait();
        return m_status;
    }

private:
    void go(QUrl url)
    {
        crm::Wire wire({});
        for (int hop = 0; hop < 3 && !url.isEmpty(); ++hop) {
            const auto answer = wire.exchange({.url = url}, {});
            m_status = answer ? answer->status : 0;
            url = answer ? QUrl(QString::fromLatin1(answer->header("location"))) : QUrl();
        }
    }

    std::atomic<int> m_status = 0;
    std::unique_ptr<QThread> m_thread;
};
} // namespace

class TestCrmSignIn : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_peer = std::make_unique<Peer>(u"salesforce"_s); }
    void cleanupTestCase() { m_peer.reset(); }
    void init()
    {
        m_peer->forget();
        m_peer->skew(0);
        m_peer->seed({{u"jwtKey"_s, QJsonValue::Null},
                      {u"rotatesRefresh"_s, false},
                      {u"instance"_s, QJsonValue::Null},
                      {u"versions"_s, QJsonArray{u"62.0"_s, u"61.0"_s}}});
    }

    void anAssertionIsSignedForThreeMinutes()
    {
        const RsaKey key = freshRsaKey();
        m_peer->seed({{u"jwtKey"_s, key.open}});
        const auto connector = jwt(key);
        const auto identity = connector->authorise({});
        VERIFY_OK(identity);
        QCOMPARE(identity->userName, u"ir@example.com"_s);
        const QString body = m_peer->log(u"POST"_s, u"token"_s).first()[u"body"_s].toString();
        const QString assertion = QUrlQuery(body).queryItemValue(u"assertion"_s, QUrl::FullyDecoded);
        const auto claims = QJsonDocument::fromJson(
            QByteArray::fromBase64(assertion.section(u'.', 1, 1).toLatin1(), QByteArray::Base64UrlEncoding));
        QVERIFY(claims[u"exp"_s].isDouble());
        const qint64 ahead = claims[u"exp"_s].toInteger() - SystemClock().now() / 1000;
        QVERIFY(ahead > 120 && ahead <= 180);
        QCOMPARE(claims[u"aud"_s].toString(), m_peer->address());
    }
    void anAssertionByAnotherKeyIsRefused()
    {
        m_peer->seed({{u"jwtKey"_s, freshRsaKey().open}});
        QCOMPARE(codeOf(jwt(freshRsaKey())->authorise({})), u"crm.auth"_s);
    }
    void whatIsNoKeyIsSaidSoBeforeAnythingIsSent()
    {
        RsaKey key;
        key.secret = SecretBytes::copyOf(
            "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n-----END ENCRYPTED PRIVATE KEY-----\n");
        QCOMPARE(codeOf(jwt(key)->authorise({})), u"crm.auth"_s);
        QVERIFY(m_peer->log().isEmpty());
    }
    void aWrongClockIsNamed_data()
    {
        QTest::addColumn<qint64>("skew");
        QTest::newRow("ours is behind") << qint64(600'000);
    }
    void aWrongClockIsNamed()
    {
        QFETCH(qint64, skew);
        m_peer->skew(skew);
        const auto identity = jwt(freshRsaKey())->authorise({});
        QCOMPARE(codeOf(identity), u"crm.clock"_s);
        QVERIFY2(identity.error().message.contains(u"60"_s) || identity.error().message.contains(u"599"_s),
                 qPrintable(identity.error().message));
    }
    void aWrongClockIsMeasuredWhereItDoesNotHurt()
    {
        m_peer->skew(-600'000);
        const auto identity = connector({.flow = crm::Flow::ClientCredentials,
                                         .clientId = u"consumerKey"_s,
                                         .secret = SecretBytes::copyOf("secret")})
                                  ->authorise({});
        VERIFY_OK(identity);
        QVERIFY(std::abs(identity->clockSkewMs + 600'000) < 3000);
    }
    void aWrongSecretIsRefusedOnce()
    {
        const auto one = connector({.flow = crm::Flow::ClientCredentials,
                                    .clientId = u"consumerKey"_s,
                                    .secret = SecretBytes::copyOf("wrong")});
        QCOMPARE(codeOf(one->authorise({})), u"crm.auth"_s);
        QCOMPARE(codeOf(one->describe(u"Case"_s, {})), u"crm.auth"_s);
        QCOMPARE(m_peer->log().size(), 1);
    }
    void aVersionThatIsNotOfferedIsRefused()
    {
        m_peer->seed({{u"versions"_s, QJsonArray{u"61.0"_s, u"60.0"_s}}});
        const auto one = connector({.flow = crm::Flow::ClientCredentials,
                                    .clientId = u"consumerKey"_s,
                                    .secret = SecretBytes::copyOf("secret")});
        QCOMPARE(codeOf(one->authorise({})), u"crm.version"_s);
    }
    void anInstanceWithoutTlsIsRefused()
    {
        m_peer->seed({{u"instance"_s, u"http://192.0.2.7"_s}});
        const auto one = connector({.flow = crm::Flow::ClientCredentials,
                                    .clientId = u"consumerKey"_s,
                                    .secret = SecretBytes::copyOf("secret")});
        QCOMPARE(codeOf(one->authorise({})), u"crm.foreign-host"_s);
    }

    void thePersonSignsInWithTheBrowser()
    {
        crm::SalesforceSettings settings = browserSettings();
        Surroundings surroundings;
        crm::Wire wire({});
        crm::BrowserSignIn signIn(settings.signIn, {0});
        const auto address = signIn.open();
        VERIFY_OK(address);
        QVERIFY(address->query().contains(u"code_challenge_method=S256"_s));
        QVERIFY(!address->query().contains(u"secret"_s));
        Browser browser(*address);
        auto given = must(signIn.finish(wire, 20'000, {}));
        QCOMPARE(browser.lastStatus(), 200);
        QVERIFY(!given.refresh.isEmpty());
        // What it left signs in without a person.
        settings.signIn.flow = crm::Flow::RefreshToken;
        settings.signIn.secret = std::move(given.refresh);
        const auto one = crm::makeSalesforce(std::move(settings), surroundings.parts());
        VERIFY_OK(one->authorise({}));
    }
    void anAnswerWithAnotherStateIsNotTaken()
    {
        crm::SalesforceSettings settings = browserSettings();
        crm::Wire wire({});
        crm::BrowserSignIn signIn(settings.signIn, {0});
        VERIFY_OK(signIn.open());
        Browser forged(QUrl(signIn.redirectAddress() + u"?code=forged&state=guessed"_s));
        QCOMPARE(codeOf(signIn.finish(wire, 600, {})), u"crm.timeout"_s);
        QCOMPARE(forged.lastStatus(), 404);
        QVERIFY(m_peer->log(u"POST"_s, u"token"_s).isEmpty());
    }
    void aPersonWhoDeclinesIsToldSo()
    {
        crm::SalesforceSettings settings = browserSettings();
        crm::Wire wire({});
        crm::BrowserSignIn signIn(settings.signIn, {0});
        const auto address = signIn.open();
        VERIFY_OK(address);
        const QString state = QUrlQuery(*address).queryItemValue(u"state"_s, QUrl::FullyDecoded);
        Browser browser(QUrl(signIn.redirectAddress() + u"?error=access_denied&state="_s + state));
        QCOMPARE(codeOf(signIn.finish(wire, 20'000, {})), u"crm.auth"_s);
    }
    void aPortInUseIsLeftForTheNext()
    {
        crm::SalesforceSettings settings = browserSettings();
        crm::BrowserSignIn first(settings.signIn, {0});
        VERIFY_OK(first.open());
        const auto taken = static_cast<quint16>(QUrl(first.redirectAddress()).port());
        crm::BrowserSignIn second(settings.signIn, {taken, 0});
        VERIFY_OK(second.open());
        QVERIFY(second.redirectAddress() != first.redirectAddress());
        crm::BrowserSignIn third(settings.signIn, {taken});
        QCOMPARE(codeOf(third.open()), u"crm.auth"_s);
    }
    void aNewRefreshTokenIsKeptBeforeItIsUsed()
    {
        m_peer->seed({{u"rotatesRefresh"_s, true}});
        crm::SalesforceSettings settings = browserSettings();
        crm::Wire wire({});
        crm::BrowserSignIn signIn(settings.signIn, {0});
        const auto address = signIn.open();
        VERIFY_OK(address);
        const Browser browser(*address);
        auto given = must(signIn.finish(wire, 20'000, {}));
        settings.signIn.flow = crm::Flow::RefreshToken;
        settings.signIn.secret = given.refresh.clone();
        bool isFull = false;
        std::vector<QString> kept;
        settings.signIn.keepRefreshToken = [&](const SecretBytes& token) -> Expected<void> {
            if (isFull) {
                return failure("vault.disk-full"_L1, u"full"_s);
            }
            kept.push_back(QString::fromUtf8(token.view()));
            return {};
        };
        Surroundings surroundings;
        const auto one = crm::makeSalesforce(std::move(settings), surroundings.parts());
        VERIFY_OK(one->authorise({}));
        m_peer->expire();
        VERIFY_OK(one->describe(u"Case"_s, {}));
        QCOMPARE(kept.size(), 2);
        QVERIFY(kept[0] != kept[1]);
        isFull = true;
        QCOMPARE(codeOf(one->authorise({})), u"vault.disk-full"_s);
    }
    void hubspotRenewsItsTokenBeforeItExpires()
    {
        const Peer peer(u"hubspot"_s);
        crm::HubspotSettings settings{.base = peer.url(), .login = peer.url()};
        settings.signIn.flow = crm::Flow::RefreshToken;
        settings.signIn.clientId = u"app"_s;
        settings.signIn.secret = SecretBytes::copyOf("refresh-1");
        Surroundings surroundings;
        const auto one = crm::makeHubspot(std::move(settings), surroundings.parts());
        VERIFY_OK(one->authorise({}));
        VERIFY_OK(one->describe(u"contacts"_s, {}));
        QCOMPARE(peer.log(u"POST"_s, u"/oauth/"_s).size(), 1);
        surroundings.clock.skip(1'750'000);
        VERIFY_OK(one->describe(u"contacts"_s, {}));
        QCOMPARE(peer.log(u"POST"_s, u"/oauth/"_s).size(), 2);
        for (const auto& call : peer.log()) {
            QVERIFY(call[u"status"_s].toInt() == 200);
        }
    }
    void dataverseSignsInWithTheBrowser()
    {
        const Peer peer(u"dataverse"_s);
        crm::DataverseSettings settings{.environment = peer.url(), .login = peer.url().resolved(QUrl(u"/tenant/"_s))};
        settings.signIn.flow = crm::Flow::RefreshToken;
        settings.signIn.clientId = u"desktop"_s;
        crm::completeDataverseSignIn(settings);
        crm::Wire wire({});
        crm::BrowserSignIn signIn(settings.signIn, {0});
        const auto address = signIn.open();
        VERIFY_OK(address);
        const Browser browser(*address);
        auto given = must(signIn.finish(wire, 20'000, {}));
        settings.signIn.secret = std::move(given.refresh);
        Surroundings surroundings;
        VERIFY_OK(crm::makeDataverse(std::move(settings), surroundings.parts())->authorise({}));
    }

private:
    std::unique_ptr<crm::Connector> connector(crm::SignInSettings signIn)
    {
        m_surroundings = std::make_unique<Surroundings>();
        crm::SalesforceSettings settings{.login = m_peer->url(), .signIn = std::move(signIn)};
        return crm::makeSalesforce(std::move(settings), m_surroundings->parts());
    }
    std::unique_ptr<crm::Connector> jwt(const RsaKey& key)
    {
        return connector({.flow = crm::Flow::JwtBearer,
                          .clientId = u"consumerKey"_s,
                          .user = u"ir@example.com"_s,
                          .secret = key.secret.clone()});
    }
    crm::SalesforceSettings browserSettings() const
    {
        crm::SalesforceSettings settings{.login = m_peer->url()};
        settings.signIn.clientId = u"consumerKey"_s;
        settings.signIn.scope = u"api refresh_token"_s;
        crm::completeSalesforceSignIn(settings);
        return settings;
    }

    std::unique_ptr<Peer> m_peer;
    std::unique_ptr<Surroundings> m_surroundings;
};

} // namespace bulkhead::test

QTEST_GUILESS_MAIN(bulkhead::test::TestCrmSignIn)
#include "tst_crmsignin.moc"
