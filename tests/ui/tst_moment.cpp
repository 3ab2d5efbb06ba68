#include "ui/bench.h"

#include "models/incident/session.h"
#include "ui/common/jobs.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/momentbar.h"
#include "ui/timeline/timelinepage.h"

#include <QPushButton>
#include <QSlider>
#include <QTableView>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// The slider that shows an incident as it was.
class MomentTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void theTimelineGoesBackAndComesAgain();
    void nothingIsWrittenInThePast();
    void anotherIncidentEndsIt();

private:
    [[nodiscard]] MomentBar* bar() { return m_bench.window().findChild<MomentBar*>(); }
    [[nodiscard]] QAbstractItemModel* rows()
    {
        return m_bench.window().findChild<QTableView*>(u"timeline.table"_s)->model();
    }
    [[nodiscard]] bool begin()
    {
        m_bench.window().toggleMoment();
        return QTest::qWaitFor([&] { return bar()->isOpen(); }, patienceMs) && m_bench.settle();
    }

    Bench m_bench;
};

void MomentTest::initTestCase()
{
    QVERIFY(m_bench.openDemonstration());
    press(Qt::Key_3, Qt::ControlModifier);
    QVERIFY(m_bench.settle());
    QVERIFY(!bar()->isOpen());
}

void MomentTest::theTimelineGoesBackAndComesAgain()
{
    const int now = rows()->rowCount();
    QVERIFY(begin());
    QVERIFY(bar()->isVisible());
    QCOMPARE(rows()->rowCount(), now); // it begins at the end
    auto* slider = bar()->findChild<QSlider*>(u"moment.slider"_s);
    slider->setValue(0);
    QVERIFY(m_bench.settle());
    QTRY_VERIFY(rows()->rowCount() < now);
    QVERIFY(rows()->rowCount() > 0);
    QCOMPARE(namelessIn(*bar()), QStringList());
    if (const QString folder = qEnvironmentVariable("BULKHEAD_SCREENSHOTS"); !folder.isEmpty()) {
        slider->setValue(500);
        QVERIFY(m_bench.settle());
        QVERIFY(m_bench.window().grab().save(folder + u"/moment.png"_s));
        press(Qt::Key_2, Qt::ControlModifier);
        QVERIFY(m_bench.settle());
        QVERIFY(m_bench.window().grab().save(folder + u"/moment-overview.png"_s));
        press(Qt::Key_3, Qt::ControlModifier);
    }
    m_bench.window().toggleMoment();
    QVERIFY(m_bench.settle());
    QTRY_COMPARE(rows()->rowCount(), now);
    QVERIFY(!bar()->isVisible());
}

void MomentTest::nothingIsWrittenInThePast()
{
    QVERIFY(begin());
    bar()->findChild<QSlider*>(u"moment.slider"_s)->setValue(700);
    QVERIFY(m_bench.settle());
    std::optional<QString> refused;
    m_bench.console().session()->write(
        this,
        [incident = m_bench.window().incident()](Casework& casework) {
            return casework.setField(incident, u"severity"_s, u"low"_s);
        },
        [&](const Expected<void>& done) { refused = codeOf(done); });
    QTRY_VERIFY(refused.has_value());
    QCOMPARE(*refused, u"incident.is-past"_s);
    m_bench.window().toggleMoment();
    QVERIFY(m_bench.settle());
    QVERIFY(!m_bench.console().session()->moment());
}

void MomentTest::anotherIncidentEndsIt()
{
    QVERIFY(begin());
    bar()->findChild<QSlider*>(u"moment.slider"_s)->setValue(300);
    QVERIFY(m_bench.settle());
    QVERIFY(m_bench.console().session()->moment().has_value());
    m_bench.window().showIncident(Id());
    QVERIFY(!bar()->isOpen());
    QVERIFY(!m_bench.console().session()->moment());
}

QTEST_MAIN(MomentTest)
#include "tst_moment.moc"
