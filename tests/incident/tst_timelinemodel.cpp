#include "models/incident/itemmodels/timelinemodel.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

#include <random>

using namespace bulkhead;
using namespace Qt::StringLiterals;

/// A timeline that knows its keys and fetches its rows.
class TimelineModelTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void showsAPlaceholderAndAsksForThePage();
    void asksForAPageOnce();
    void asksOnlyForTheLastPagesOfAFastScroll();
    void showsWhatItIsGiven();
    void keepsSelectionsWhenRowsComeAndGo();
    void becomesAnyListFromAnyOther();
    void fetchesATouchedRowAgainAndShowsTheOldOneMeanwhile();
    void forgetsPagesThatAreFarAway();
    void copiesARowAsText();
    void saysWhenAndHowATimeWasWritten();
    void startsAfreshWhenCleared();
    void asksForSingleRowsAtOnceAndNoneTwice();
    void asksForTheRowsThatWereLookedAtLast();
    void asksAgainForARowThatWasTouched();
    void tellsOfRowsFarApartOneByOne();
    void speaksOfARowBeforeItIsThere();

private:
    std::unique_ptr<TimelineModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    std::unique_ptr<QSignalSpy> m_wanted;
};

namespace {
std::vector<qint64> keysDown(qint64 from, qint64 to = 1)
{
    std::vector<qint64> keys;
    for (qint64 key = from; key >= to; --key) {
        keys.push_back(key);
    }
    return keys;
}

TimelineRow row(qint64 key, const QString& text = u"seen"_s)
{
    TimelineRow made;
    made.row = key;
    made.at = 1'772'442'000'000 + key * 1000;
    made.recorded = made.at;
    made.entity = Id::make(key);
    made.author = u"Ada"_s;
    made.observation.emplace();
    made.observation->value.raw = text;
    return made;
}

std::vector<TimelineRow> rows(const std::vector<qint64>& keys)
{
    std::vector<TimelineRow> made;
    for (const qint64 key : keys) {
        made.push_back(row(key));
    }
    return made;
}

QVariant at(const TimelineModel& model, int row, int column, int role = Qt::DisplayRole)
{
    return model.index(row, column).data(role);
}
} // namespace

void TimelineModelTest::init()
{
    m_tester.reset();
    m_wanted.reset();
    m_model = std::make_unique<TimelineModel>();
    m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(),
                                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_wanted = std::make_unique<QSignalSpy>(m_model.get(), &TimelineModel::pageWanted);
}

void TimelineModelTest::showsAPlaceholderAndAsksForThePage()
{
    m_model->setKeys(keysDown(500));
    QTRY_VERIFY(!m_wanted->isEmpty()); // the tester has looked at the first rows
    m_wanted->clear();
    QCOMPARE(at(*m_model, 250, TimelineModel::TextColumn).toString(), u"…"_s);
    QCOMPARE(at(*m_model, 250, TimelineModel::TimeColumn), QVariant());
    QCOMPARE(at(*m_model, 250, 0, TimelineModel::IsLoadedRole).toBool(), false);
    QTRY_COMPARE(m_wanted->size(), 1);
    // Rows 200 to 399 of the keys 500 to 1.
    QCOMPARE(m_wanted->front().at(0).toLongLong(), 101);
    QCOMPARE(m_wanted->front().at(1).toLongLong(), 300);
}

void TimelineModelTest::asksForAPageOnce()
{
    m_model->setKeys(keysDown(500));
    QTRY_VERIFY(!m_wanted->isEmpty());
    m_wanted->clear();
    for (int i = 200; i < 400; ++i) {
        (void)at(*m_model, i, TimelineModel::TextColumn);
    }
    QTRY_COMPARE(m_wanted->size(), 1);
}

void TimelineModelTest::asksOnlyForTheLastPagesOfAFastScroll()
{
    m_model->setKeys(keysDown(20'000));
    QTRY_VERIFY(!m_wanted->isEmpty());
    m_wanted->clear();
    for (int i = 0; i < 20'000; i += 100) {
        (void)at(*m_model, i, TimelineModel::TextColumn);
    }
    QTRY_COMPARE(m_wanted->size(), 4);
    QCOMPARE(m_wanted->back().at(0).toLongLong(), 1);
}

void TimelineModelTest::showsWhatItIsGiven()
{
    m_model->setKeys(keysDown(3));
    auto given = rows({3, 2});
    given[0].observation->value.source = u"proxy log"_s;
    given[0].observation->value.interpretation = u"An export\nby a service account"_s;
    given[0].isPinned = true;
    given[1].observation.reset();
    given[1].sentence = u"Ada changed severity from medium to high"_s;
    m_model->putRows(given);
    QCOMPARE(at(*m_model, 0, TimelineModel::AuthorColumn).toString(), u"proxy log"_s);
    QCOMPARE(at(*m_model, 0, TimelineModel::TextColumn).toString(), u"An export by a service account"_s);
    QCOMPARE(at(*m_model, 0, 0, TimelineModel::IsPinnedRole).toBool(), true);
    QCOMPARE(at(*m_model, 0, 0, TimelineModel::IsPostedRole).toBool(), false);
    QCOMPARE(at(*m_model, 0, 0, TimelineModel::EntityRole).value<Id>(), given[0].entity);
    QCOMPARE(at(*m_model, 1, TimelineModel::AuthorColumn).toString(), u"Ada"_s);
    QCOMPARE(at(*m_model, 1, TimelineModel::TextColumn).toString(), given[1].sentence);
    QCOMPARE(at(*m_model, 1, 0, TimelineModel::IsPostedRole).toBool(), true);
    QCOMPARE(at(*m_model, 1, 0, TimelineModel::AtRole).toLongLong(), given[1].at);
    QVERIFY(!m_model->rowAt(2));
    QVERIFY(!m_model->rowAt(3) && !m_model->rowAt(-1));
    QCOMPARE(m_model->rowOfKey(2), 1);
    QCOMPARE(m_model->rowOfKey(7), -1);
    for (int column = 0; column < TimelineModel::columnTotal; ++column) {
        QVERIFY(!m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
        QVERIFY(!at(*m_model, 0, column).toString().isEmpty());
    }
}

void TimelineModelTest::keepsSelectionsWhenRowsComeAndGo()
{
    m_model->setKeys({50, 40, 30, 20, 10});
    const QPersistentModelIndex middle = m_model->index(2, 0);
    m_model->setKeys({60, 50, 40, 35, 30, 10, 5});
    QVERIFY(middle.isValid());
    QCOMPARE(m_model->keyAt(middle.row()), 30);
    m_model->setKeys({30});
    QCOMPARE(middle.row(), 0);
    m_model->setKeys({20, 10});
    QVERIFY(!middle.isValid());
}

void TimelineModelTest::becomesAnyListFromAnyOther()
{
    std::mt19937 random(4); // NOLINT(bugprone-random-generator-seed): the same lists each time
    const auto someKeys = [&] {
        std::vector<qint64> keys;
        for (qint64 key = 40; key > 0; --key) {
            if (random() % 3 == 0) {
                keys.push_back(key);
            }
        }
        return keys;
    };
    for (int round = 0; round < 300; ++round) {
        const auto keys = someKeys();
        m_model->setKeys(keys);
        QCOMPARE(m_model->rowCount(), static_cast<int>(keys.size()));
        for (std::size_t i = 0; i < keys.size(); ++i) {
            QCOMPARE(m_model->keyAt(static_cast<int>(i)), keys[i]);
        }
    }
}

void TimelineModelTest::fetchesATouchedRowAgainAndShowsTheOldOneMeanwhile()
{
    m_model->setKeys(keysDown(5));
    m_model->putRows(rows(keysDown(5)));
    QTest::qWait(1); // what was asked for while it was empty
    m_wanted->clear();
    (void)at(*m_model, 2, TimelineModel::TextColumn);
    QTest::qWait(1);
    QCOMPARE(m_wanted->size(), 0);
    QSignalSpy changed(m_model.get(), &TimelineModel::dataChanged);
    m_model->touch(m_model->rowAt(2)->entity);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(at(*m_model, 2, TimelineModel::TextColumn).toString(), u"seen"_s);
    QTRY_COMPARE(m_wanted->size(), 1);
    m_model->putRows({row(m_model->keyAt(2), u"corrected"_s)});
    QCOMPARE(at(*m_model, 2, TimelineModel::TextColumn).toString(), u"corrected"_s);
    m_wanted->clear();
    QTest::qWait(1);
    QCOMPARE(m_wanted->size(), 0);
}

void TimelineModelTest::forgetsPagesThatAreFarAway()
{
    constexpr qint64 many = TimelineModel::pageRows * TimelineModel::keptPages * 2;
    m_tester.reset(); // it looks at every row after each page
    m_model->setKeys(keysDown(many));
    for (qint64 key = many; key > 0; key -= TimelineModel::pageRows) {
        m_model->putRows(rows(keysDown(key, key - TimelineModel::pageRows + 1)));
    }
    int held = 0;
    for (int i = 0; i < m_model->rowCount(); ++i) {
        held += m_model->rowAt(i) ? 1 : 0;
    }
    QVERIFY2(held <= TimelineModel::pageRows * TimelineModel::keptPages, qPrintable(QString::number(held)));
    QVERIFY(m_model->rowAt(m_model->rowCount() - 1));
    QVERIFY(!m_model->rowAt(0));
}

void TimelineModelTest::copiesARowAsText()
{
    m_model->setKeys({2, 1});
    m_model->putRows({row(2, u"An export"_s)});
    const QStringList parts = m_model->rowText(0).split(u'\t');
    QCOMPARE(parts.size(), 3);
    QVERIFY2(parts[0].contains(u"2026"_s), qPrintable(parts[0]));
    QCOMPARE(parts[1], u"Ada"_s);
    QCOMPARE(parts[2], u"An export"_s);
    QCOMPARE(m_model->rowText(1), QString());
}

void TimelineModelTest::saysWhenAndHowATimeWasWritten()
{
    m_model->setKeys({1});
    auto given = row(1);
    given.observation->value.occurredText = u"2 March, 10:00"_s;
    given.observation->value.occurredZone = u"Europe/Berlin"_s;
    m_model->putRows({given});
    const QString tip = at(*m_model, 0, TimelineModel::TimeColumn, Qt::ToolTipRole).toString();
    QVERIFY2(tip.contains(u"2026-03-02 09:00:01 UTC"_s), qPrintable(tip));
    QVERIFY(tip.contains(u"2 March, 10:00"_s) && tip.contains(u"Europe/Berlin"_s));
}

void TimelineModelTest::startsAfreshWhenCleared()
{
    m_model->setKeys({1});
    m_model->putRows({row(1)});
    m_model->clear();
    QCOMPARE(m_model->rowCount(), 0);
    m_model->setKeys({1});
    QVERIFY(!m_model->rowAt(0));
}

void TimelineModelTest::asksForSingleRowsAtOnceAndNoneTwice()
{
    m_model->setKeys(keysDown(5000));
    QSignalSpy wanted(m_model.get(), &TimelineModel::rowsWanted);
    for (const int row : {10, 3000, 10, 4999}) {
        QVERIFY(!m_model->isLoaded(row));
        m_model->wantRow(row);
    }
    QTRY_COMPARE(wanted.size(), 1);
    QCOMPARE(wanted.front().front().value<QList<qint64>>(), (QList<qint64>{4990, 2000, 1}));
    m_model->wantRow(3000); // on its way
    m_model->wantRow(20);
    QTRY_COMPARE(wanted.size(), 2);
    QCOMPARE(wanted.back().front().value<QList<qint64>>(), QList<qint64>{4980});
    m_model->putRows({row(2000)});
    QVERIFY(m_model->isLoaded(3000));
}

void TimelineModelTest::asksForTheRowsThatWereLookedAtLast()
{
    m_model->setKeys(keysDown(5000));
    QSignalSpy wanted(m_model.get(), &TimelineModel::rowsWanted);
    for (int row = 0; row < 3 * TimelineModel::mostRows; ++row) {
        m_model->wantRow(row);
    }
    QTRY_COMPARE(wanted.size(), 1);
    const auto keys = wanted.front().front().value<QList<qint64>>();
    QCOMPARE(keys.size(), TimelineModel::mostRows);
    QCOMPARE(keys.back(), 5000 - 3 * TimelineModel::mostRows + 1);
    m_model->wantRow(0); // was left out, so it may be asked for again
    QTRY_COMPARE(wanted.size(), 2);
}

void TimelineModelTest::asksAgainForARowThatWasTouched()
{
    m_model->setKeys(keysDown(300));
    const TimelineRow one = row(250);
    m_model->putRows({one});
    QVERIFY(m_model->isLoaded(50));
    QSignalSpy wanted(m_model.get(), &TimelineModel::rowsWanted);
    m_model->touch(one.entity);
    QVERIFY(!m_model->isLoaded(50));
    QCOMPARE(at(*m_model, 50, TimelineModel::TextColumn).toString(), u"seen"_s);
    m_model->wantRow(50);
    QTRY_COMPARE(wanted.size(), 1);
}

void TimelineModelTest::tellsOfRowsFarApartOneByOne()
{
    m_model->setKeys(keysDown(5000));
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    m_model->putRows({row(10), row(4000), row(4001), row(5000)});
    QCOMPARE(changed.size(), 3);
    QCOMPARE(changed.at(1).at(0).toModelIndex().row(), 999);
    QCOMPARE(changed.at(1).at(1).toModelIndex().row(), 1000);
}

void TimelineModelTest::speaksOfARowBeforeItIsThere()
{
    m_model->setKeys(keysDown(50));
    QSignalSpy wanted(m_model.get(), &TimelineModel::rowsWanted);
    QVERIFY(m_model->spokenText(7).contains("being read"_L1));
    QTRY_COMPARE(wanted.size(), 1);
    m_model->putRows({row(43, u"a login"_s)});
    QVERIFY(m_model->spokenText(7).contains("a login"_L1));
    QVERIFY(m_model->spokenText(7).contains("Observation"_L1));
    QCOMPARE(m_model->spokenText(50), QString());
    QCOMPARE(m_model->spokenText(-1), QString());
}

QTEST_GUILESS_MAIN(TimelineModelTest)
#include "tst_timelinemodel.moc"
