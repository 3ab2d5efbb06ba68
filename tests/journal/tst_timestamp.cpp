#include "models/base/digest.h"
#include "models/journal/timestamp.h"
#include "tests/support/stampauthority.h"
#include "tests/support/testvault.h"

#include <QtTest>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// Answers of a time-stamp authority, made by the openssl program; only the right one is believed.
class TestTimestamp : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        if (!StampAuthority::isAvailable()) {
            QSKIP("openssl is not installed");
        }
        m_authority = std::make_unique<StampAuthority>();
        QVERIFY(m_authority->isReady());
    }

    void takesARightAnswer()
    {
        const Bytes question = timestamp::question(m_imprint);
        const Bytes answer = m_authority->answer(question);
        const auto stamp = timestamp::readAnswer(answer, question, m_authority->certificates(), now());
        VERIFY_OK(stamp);
        QVERIFY(stamp->isTrusted);
        QCOMPARE(stamp->authority, u"CN=Test stamps"_s);
        QVERIFY(std::abs(stamp->at - now()) < timestamp::clockTolerance);
        QVERIFY(m_authority->verifies(stamp->token, "the checkpoint"));

        const auto again = timestamp::check(stamp->token, m_imprint, m_authority->certificates());
        VERIFY_OK(again);
        QVERIFY(again->isTrusted);
        QCOMPARE(again->at, stamp->at);
        QCOMPARE(again->token, stamp->token);
        const StampAuthority other;
        const auto untrusted = timestamp::check(stamp->token, m_imprint, other.certificates());
        VERIFY_OK(untrusted);
        QVERIFY(!untrusted->isTrusted);
        QCOMPARE(codeOf(timestamp::check(stamp->token, sha256("something else"), m_authority->certificates())),
                 u"timestamp.wrong-imprint"_s);
    }

    void asksEachTimeAnotherQuestion() { QVERIFY(timestamp::question(m_imprint) != timestamp::question(m_imprint)); }

    void refusesTheAnswerToAnotherQuestion()
    {
        const Bytes old = m_authority->answer(timestamp::question(m_imprint));
        QCOMPARE(codeOf(timestamp::readAnswer(old, timestamp::question(m_imprint), m_authority->certificates(), now())),
                 u"timestamp.wrong-nonce"_s);
        const Bytes foreign = m_authority->answer(timestamp::question(sha256("something else")));
        QCOMPARE(
            codeOf(timestamp::readAnswer(foreign, timestamp::question(m_imprint), m_authority->certificates(), now())),
            u"timestamp.wrong-imprint"_s);
    }

    void refusesWhoMayNotStamp()
    {
        const Bytes question = timestamp::question(m_imprint);
        const StampAuthority stranger;
        QCOMPARE(codeOf(timestamp::readAnswer(stranger.answer(question), question, m_authority->certificates(), now())),
                 u"timestamp.untrusted"_s);
        // Nor does the system know it.
        QCOMPARE(codeOf(timestamp::readAnswer(m_authority->answer(question), question, {}, now())),
                 u"timestamp.untrusted"_s);
        QCOMPARE(codeOf(timestamp::readAnswer(m_authority->answer(question), question, "no certificate", now())),
                 u"timestamp.bad-authorities"_s);
    }

    void refusesAnExpiredSigner()
    {
        const StampAuthority expired(-1);
        QVERIFY(expired.isReady());
        const Bytes question = timestamp::question(m_imprint);
        const Bytes answer = expired.answer(question);
        if (answer.isEmpty()) {
            QSKIP("this openssl does not sign with an expired certificate");
        }
        QCOMPARE(codeOf(timestamp::readAnswer(answer, question, expired.certificates(), now())),
                 u"timestamp.untrusted"_s);
    }

    void refusesAClockThatIsFarOff()
    {
        const Bytes question = timestamp::question(m_imprint);
        const Bytes answer = m_authority->answer(question);
        for (const qint64 off : {-3'600'000, 3'600'000}) {
            QCOMPARE(codeOf(timestamp::readAnswer(answer, question, m_authority->certificates(), now() + off)),
                     u"timestamp.clock"_s);
        }
    }

    void refusesWhatIsNoAnswer()
    {
        const Bytes question = timestamp::question(m_imprint);
        const Bytes answer = m_authority->answer(question);
        const auto read = [&](BytesView octets) {
            return codeOf(timestamp::readAnswer(octets, question, m_authority->certificates(), now()));
        };
        QCOMPARE(read({}), u"timestamp.garbled"_s);
        QCOMPARE(read("<html>404</html>"), u"timestamp.garbled"_s);
        QCOMPARE(read(BytesView(answer).first(answer.size() / 2)), u"timestamp.garbled"_s);
        QCOMPARE(read(answer + 'x'), u"timestamp.garbled"_s);
        QCOMPARE(read(Bytes(100'000, '0')), u"timestamp.garbled"_s);
        QCOMPARE(read(Bytes::fromHex("30053003020102")), u"timestamp.refused"_s); // PKIStatusInfo: rejection
        // Whatever octet is turned, it is never taken.
        for (qsizetype at = 0; at < answer.size(); at += 7) {
            Bytes flipped = answer;
            flipped[at] = static_cast<char>(flipped[at] ^ 0x10);
            const auto stamp = timestamp::readAnswer(flipped, question, m_authority->certificates(), now());
            QVERIFY2(!stamp || (stamp->isTrusted && stamp->authority == u"CN=Test stamps"_s),
                     QByteArray::number(at).constData());
        }
    }

private:
    [[nodiscard]] static qint64 now() { return SystemClock().now(); }

    Bytes m_imprint = sha256("the checkpoint");
    std::unique_ptr<StampAuthority> m_authority;
};

QTEST_GUILESS_MAIN(TestTimestamp)
#include "tst_timestamp.moc"
