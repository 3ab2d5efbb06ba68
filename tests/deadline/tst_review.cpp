#include "incident/desk.h"
#include "models/deadline/lawbook.h"
#include "models/deadline/packreview.h"
#include "models/incident/entities.h"

#include <QtTest>

#include <algorithm>

using namespace bulkhead;
using namespace bulkhead::deadline;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

class TestReview : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aReviewIsForExactlyThatContent()
    {
        Desk desk;
        const LawPack pack = gdpr(must(Lawbook::loadFor(desk.casework())));
        QVERIFY(pack.reviewedBy.isEmpty());
        QCOMPARE(pack.sha256.size(), 32);
        QVERIFY(pack.rules > 0);
        COMPARE_ERROR(sign(desk, pack, u" "_s), "value.empty");
        COMPARE_ERROR(sign(desk, pack, u"OJ L 119"_s, desk.now()), "value.bad");
        const Id id = must(sign(desk, pack, u"OJ L 119"_s, desk.now() + 30 * Desk::day));

        const Lawbook reviewed = must(Lawbook::loadFor(desk.casework()));
        QVERIFY(gdpr(reviewed).reviewedBy.startsWith(u"Ada, signed "_s));
        QVERIFY(reviewed.regimes.find(u"eu.gdpr.33.sa")->reviewedBy.startsWith(u"Ada"_s));
        QVERIFY(reviewed.regimes.find(u"uk.gdpr.33")->reviewedBy.isEmpty());
        QVERIFY(gdpr(must(Lawbook::load())).reviewedBy.isEmpty()); // without the vault nobody has

        LawPack changed = pack;
        changed.sha256[0] = static_cast<char>(changed.sha256[0] ^ 1);
        VERIFY_OK(withdrawn(desk, id));
        must(sign(desk, changed, u"Another content"_s));
        QVERIFY(gdpr(must(Lawbook::loadFor(desk.casework()))).reviewedBy.isEmpty());
    }
    void itIsDueAgain()
    {
        Desk desk;
        must(sign(desk, gdpr(must(Lawbook::load())), u"OJ L 119"_s, desk.now() + Desk::day));
        desk.clock().advance(3 * Desk::day);
        QVERIFY(gdpr(must(Lawbook::loadFor(desk.casework()))).reviewedBy.contains(u"looked at again since"_s));
    }
    void onlyLegalReviews()
    {
        Desk desk;
        desk.enrol(u"Eve"_s, Role::Engineering | Role::IncidentCommander);
        desk.signIn(u"Eve"_s);
        COMPARE_ERROR(sign(desk, gdpr(must(Lawbook::load())), u"I read it"_s), "journal.not-permitted");
        QVERIFY(gdpr(must(Lawbook::loadFor(desk.casework()))).reviewedBy.isEmpty());
    }
    void aSignatureHoldsWhatWasSaid()
    {
        Desk desk;
        const Id id = must(sign(desk, gdpr(must(Lawbook::load())), u"OJ L 119"_s));
        auto review = must(desk->one<PackReview>(id));
        QVERIFY(isReviewValid(desk.journal(), review));
        review.value.note = u"Nothing"_s;
        QVERIFY(!isReviewValid(desk.journal(), review));
    }

private:
    static LawPack gdpr(const Lawbook& book)
    {
        return *std::ranges::find(book.regimes.packs(), u"eu-gdpr"_s, &LawPack::id);
    }
    static Expected<Id> sign(Desk& desk, const LawPack& pack, const QString& note, std::optional<qint64> due = {})
    {
        desk.clock().advance(Desk::minute);
        return signReview(desk.casework(), pack, note, due, TestVault::credential(desk.vault().vault().userName()));
    }
    static Expected<void> withdrawn(Desk& desk, const Id& id)
    {
        if (codeOf(withdrawReview(desk.casework(), id, u" "_s)) != u"value.empty"_s) {
            return failure("test"_L1, u"withdrawn without a reason"_s);
        }
        return withdrawReview(desk.casework(), id, u"Changed"_s);
    }
};

QTEST_GUILESS_MAIN(TestReview)
#include "tst_review.moc"
