#include "models/incident/itemmodels/timelinemodel.h"
#include "models/incident/session.h"
#include "models/incident/timelineprojection.h"
#include "ui/bench.h"
#include "ui/timeline/bulkeditdialog.h"
#include "ui/timeline/filterbar.h"
#include "ui/timeline/picturepane.h"
#include "ui/timeline/spanbar.h"
#include "ui/timeline/timelinepage.h"
#include "ui/timeline/timelinesheet.h"
#include "ui/timeline/timelinestrip.h"
#include "ui/timeline/timelineview.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QFileDialog>
#include <QItemSelectionModel>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>
#include <QWheelEvent>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// The picture of the timeline: mouse, keys, screen reader; and the page that shows it beside the list.
class TimelineViewTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aClickSelectsAndADoubleClickEdits();
    void theWheelZoomsAtThePointer();
    void theWheelWithShiftPansAndWithCtrlScrollsTheLanes();
    void draggingPans();
    void draggingOnTheRulerSelectsASpan();
    void draggingWithShiftSelectsASpanAndEscapeDropsIt();
    void aClickWithShiftSelectsUpToThere();
    void arrowsGoThroughALaneAndBetweenLanes();
    void ctrlWithArrowsGoesThroughAllLanes();
    void homeAndEndGoToTheEndsOfTheLane();
    void shiftWithArrowsExtendsASpanAndTakesItBack();
    void spaceTogglesAndEnterEdits();
    void keysZoom();
    void fetchesOnlyTheRowsWhoseTextsAreSeen();
    void showsTextsWhenTheyCome();
    void comesToRestWithMoreTextsThanAFrameAllows();
    void keepsItsPlaceWhenEntriesCome();
    void goesWhereSomethingIsWhenAFilterLeavesNothing();
    void panningDrawsTheSameAsDrawingAfresh();
    void aScreenReaderHasEveryEntryAndNoMillionObjects();
    void theStripMovesTheWindow();

    void aSheetHoldsTheTextsAndIsOursAlone();
    void aFolderThatIsNotThereIsAnError();
    void editingVeryManyAsksOnceMoreNamingTheNumber();
    void aBulkEditNeedsSomethingToDo();

    void listAndPictureShareTheCurrentRow();
    void thePresentationIsRemembered();
    void aSpanIsCountedEditedAndShownAlone();
    void aSavedPictureIsNotedOnTheTimeline();
    void whatIsBeingTypedChangesNothingYet();
    void everyChoiceOfLanesShowsAllEntries();

private:
    void wheel(QPoint at, int turned, Qt::KeyboardModifiers modifiers = {});
    void key(Qt::Key which, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(m_view.get(), which, modifiers); }
    void drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers = {});
    [[nodiscard]] int current() const { return m_selection->currentIndex().row(); }
    [[nodiscard]] QString laneOf(int row) const
    {
        return m_view->picture()->lanes[std::size_t(m_view->picture()->placeOf(row)->lane)].name;
    }
    [[nodiscard]] QList<int> selected() const;
    void fill(int count);
    void answer(const QList<qint64>& keys);

    std::unique_ptr<TimelineModel> m_model;
    std::unique_ptr<QItemSelectionModel> m_selection;
    std::unique_ptr<TimelineView> m_view;
};

namespace {
constexpr qint64 start = 1'772'442'000'000;
constexpr qint64 apart = 60'000;
constexpr int lanes = 3;

TimelineMarks marksOf(int count)
{
    TimelineMarks marks;
    marks.sources = {QString(), u"gateway"_s, u"phone"_s, u"mail"_s};
    marks.authors = {Id::make(1)};
    for (int i = count - 1; i >= 0; --i) {
        TimelineMark mark;
        mark.key = TimelineProjection::keyOf(start + i * apart);
        mark.recorded = start + i * apart;
        mark.source = static_cast<quint16>(1 + i % lanes);
        mark.kind = Table<Observation>::kind;
        marks.marks.push_back(mark);
    }
    return marks;
}

QImage grabbed(TimelineView& view)
{
    return view.viewport()->grab().toImage();
}
} // namespace

void TimelineViewTest::init()
{
    QApplication::setStyle(new ConsoleStyle);
    QApplication::setPalette(Theme::light().palette());
    m_model = std::make_unique<TimelineModel>();
    m_selection = std::make_unique<QItemSelectionModel>(m_model.get());
    m_view = std::make_unique<TimelineView>();
    m_view->setModel(m_model.get(), m_selection.get());
    m_view->resize(1000, 300);
    fill(30);
    m_view->show();
    m_view->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_view.get()));
    m_view->setFocus();
    m_selection->setCurrentIndex(m_model->index(15, 0),
                                 QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

void TimelineViewTest::cleanup()
{
    m_view.reset();
    m_selection.reset();
    m_model.reset();
}

void TimelineViewTest::fill(int count)
{
    TimelineMarks marks = marksOf(count);
    std::vector<qint64> keys;
    std::ranges::transform(marks.marks, std::back_inserter(keys), &TimelineMark::key);
    m_model->setKeys(std::move(keys));
    m_view->setPicture(makeTimelinePicture(std::move(marks), {}, TimelineGrouping::BySource));
}

void TimelineViewTest::answer(const QList<qint64>& keys)
{
    std::vector<TimelineRow> rows;
    for (const qint64 key : keys) {
        TimelineRow row;
        row.row = key;
        row.at = TimelineProjection::instantOf(key);
        row.observation.emplace();
        row.observation->value.raw = u"seen at %1"_s.arg((row.at - start) / apart);
        row.observation->value.source = u"gateway"_s;
        rows.push_back(row);
    }
    m_model->putRows(rows);
}

void TimelineViewTest::wheel(QPoint at, int turned, Qt::KeyboardModifiers modifiers)
{
    QWheelEvent event(at, m_view->viewport()->mapToGlobal(at), {}, {0, turned}, Qt::NoButton, modifiers,
                      Qt::NoScrollPhase, false);
    QApplication::sendEvent(m_view->viewport(), &event);
}

void TimelineViewTest::drag(QPoint from, QPoint to, Qt::KeyboardModifiers modifiers)
{
    QTest::mousePress(m_view->viewport(), Qt::LeftButton, modifiers, from);
    QTest::mouseMove(m_view->viewport(), (from + to) / 2);
    QTest::mouseMove(m_view->viewport(), to);
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, modifiers, to);
}

QList<int> TimelineViewTest::selected() const
{
    QList<int> rows;
    for (const QModelIndex& index : m_selection->selectedRows()) {
        rows += index.row();
    }
    std::ranges::sort(rows);
    return rows;
}

void TimelineViewTest::aClickSelectsAndADoubleClickEdits()
{
    QSignalSpy edits(m_view.get(), &TimelineView::editWanted);
    const QPoint at = m_view->rectOf(7).center();
    QCOMPARE(m_view->rowAt(at), 7);
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, at);
    QCOMPARE(current(), 7);
    QCOMPARE(selected(), QList<int>{7});
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, Qt::ControlModifier, m_view->rectOf(9).center());
    QCOMPARE(selected(), (QList<int>{7, 9}));
    QCOMPARE(edits.size(), 0);
    QTest::mouseDClick(m_view->viewport(), Qt::LeftButton, {}, at);
    QCOMPARE(edits.size(), 1);
    QCOMPARE(current(), 7);
    QTest::mouseDClick(m_view->viewport(), Qt::LeftButton, {},
                       QPoint(TimelineGeometry::gutter + 5, 60)); // beside all of them
    QCOMPARE(edits.size(), 1);
}

void TimelineViewTest::theWheelZoomsAtThePointer()
{
    const QPoint at(500, 150);
    const double before = m_view->scale().msPerPixel;
    const qint64 there = m_view->scale().timeAt(at.x() - TimelineGeometry::gutter);
    wheel(at, 120);
    QCOMPARE(m_view->scale().msPerPixel, before / TimelineScale::wheelStep);
    QVERIFY(std::abs(m_view->scale().xOf(there) - (at.x() - TimelineGeometry::gutter)) <= 1);
    wheel(at, -120);
    QVERIFY(qFuzzyCompare(m_view->scale().msPerPixel, before));
}

void TimelineViewTest::theWheelWithShiftPansAndWithCtrlScrollsTheLanes()
{
    wheel({500, 150}, 600); // zoomed in, so that there is somewhere to go
    const TimelineScale before = m_view->scale();
    wheel({500, 150}, -120, Qt::ShiftModifier);
    QVERIFY(m_view->scale().shiftFrom(before).value_or(0) > 0);
    m_view->resize(1000, TimelineGeometry::ruler + 2 * TimelineGeometry::leastLane);
    QTRY_VERIFY(m_view->verticalScrollBar()->maximum() > 0);
    const TimelineScale panned = m_view->scale();
    wheel({500, 60}, -120, Qt::ControlModifier);
    QVERIFY(m_view->verticalScrollBar()->value() > 0);
    QCOMPARE(m_view->scale(), panned);
}

void TimelineViewTest::draggingPans()
{
    wheel({500, 150}, 600);
    const TimelineScale before = m_view->scale();
    const QList<int> chosen = selected();
    drag({600, 150}, {520, 150});
    QCOMPARE(m_view->scale().shiftFrom(before), std::optional(80));
    QCOMPARE(selected(), chosen);
}

void TimelineViewTest::draggingOnTheRulerSelectsASpan()
{
    QSignalSpy spans(m_view.get(), &TimelineView::spanSelected);
    const int from = m_view->rectOf(20).center().x() - 4;
    const int to = m_view->rectOf(10).center().x() + 4;
    drag({from, 20}, {to, 20});
    QCOMPARE(spans.size(), 1);
    QCOMPARE(selected(), (QList<int>{10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20}));
    QVERIFY(m_view->span());
    QVERIFY(m_view->span()->contains(start + 19 * apart) && m_view->span()->contains(start + 9 * apart));
    QVERIFY(!m_view->span()->contains(start + 20 * apart));
}

void TimelineViewTest::draggingWithShiftSelectsASpanAndEscapeDropsIt()
{
    const TimelineScale before = m_view->scale();
    drag({m_view->rectOf(5).center().x() - 3, 200}, {m_view->rectOf(3).center().x() + 3, 90}, Qt::ShiftModifier);
    QCOMPARE(selected(), (QList<int>{3, 4, 5}));
    QCOMPARE(m_view->scale(), before);
    key(Qt::Key_Escape);
    QCOMPARE(selected(), QList<int>());
    QVERIFY(!m_view->span());
    const int beyond = m_view->rectOf(0).center().x() + 12;
    drag({beyond, 200}, {beyond + 60, 200}, Qt::ShiftModifier);
    QVERIFY(m_view->span()); // a span in which nothing stands
    QCOMPARE(selected(), QList<int>());
}

void TimelineViewTest::aClickWithShiftSelectsUpToThere()
{
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, Qt::ShiftModifier, m_view->rectOf(12).center());
    QCOMPARE(current(), 12);
    QCOMPARE(selected(), (QList<int>{12, 13, 14, 15}));
}

void TimelineViewTest::arrowsGoThroughALaneAndBetweenLanes()
{
    QCOMPARE(current(), 15);
    const QString lane = laneOf(15);
    key(Qt::Key_Right); // later; rows descend in time
    QCOMPARE(current(), 12);
    QCOMPARE(laneOf(current()), lane);
    key(Qt::Key_Left);
    key(Qt::Key_Left);
    QCOMPARE(current(), 18);
    key(Qt::Key_Home);
    key(Qt::Key_Left);
    QCOMPARE(laneOf(current()), lane);
    key(Qt::Key_Up);
    key(Qt::Key_Up);
    key(Qt::Key_Up);
    QCOMPARE(laneOf(current()), m_view->picture()->lanes.front().name);
    key(Qt::Key_Down);
    QCOMPARE(laneOf(current()), m_view->picture()->lanes[1].name);
}

void TimelineViewTest::ctrlWithArrowsGoesThroughAllLanes()
{
    key(Qt::Key_Right, Qt::ControlModifier);
    QCOMPARE(current(), 14);
    key(Qt::Key_Left, Qt::ControlModifier);
    key(Qt::Key_Left, Qt::ControlModifier);
    QCOMPARE(current(), 16);
    key(Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(current(), 0);
    key(Qt::Key_Right, Qt::ControlModifier);
    QCOMPARE(current(), 0);
    key(Qt::Key_Home, Qt::ControlModifier);
    QCOMPARE(current(), 29);
}

void TimelineViewTest::homeAndEndGoToTheEndsOfTheLane()
{
    const QString lane = laneOf(15);
    key(Qt::Key_End);
    QCOMPARE(laneOf(current()), lane);
    QVERIFY(current() < lanes);
    key(Qt::Key_Home);
    QCOMPARE(laneOf(current()), lane);
    QVERIFY(current() >= 30 - lanes);
    wheel({500, 150}, 1200);
    key(Qt::Key_PageDown);
    QVERIFY(current() < 30 - lanes);
    QVERIFY(!m_view->rectOf(current()).isEmpty()); // it is brought into sight
}

void TimelineViewTest::shiftWithArrowsExtendsASpanAndTakesItBack()
{
    key(Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(selected(), (QList<int>{12, 13, 14, 15})); // of all lanes: a span is a span of time
    key(Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(selected().size(), 7);
    key(Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(selected(), (QList<int>{12, 13, 14, 15}));
    QCOMPARE(current(), 12);
    key(Qt::Key_Right);
    QCOMPARE(selected(), QList<int>{9});
}

void TimelineViewTest::spaceTogglesAndEnterEdits()
{
    QSignalSpy edits(m_view.get(), &TimelineView::editWanted);
    key(Qt::Key_Space);
    QCOMPARE(selected(), QList<int>());
    key(Qt::Key_Space);
    QCOMPARE(selected(), QList<int>{15});
    key(Qt::Key_Return);
    QCOMPARE(edits.size(), 1);
}

void TimelineViewTest::keysZoom()
{
    const double before = m_view->scale().msPerPixel;
    const double x = m_view->scale().xOf(m_view->picture()->timeOf(15));
    key(Qt::Key_Plus);
    QVERIFY(m_view->scale().msPerPixel < before);
    QVERIFY(std::abs(m_view->scale().xOf(m_view->picture()->timeOf(15)) - x) <= 1); // about the current entry
    key(Qt::Key_Minus);
    key(Qt::Key_Minus);
    QVERIFY(m_view->scale().msPerPixel > before);
    key(Qt::Key_0);
    QVERIFY(qFuzzyCompare(m_view->scale().msPerPixel, before));
}

void TimelineViewTest::fetchesOnlyTheRowsWhoseTextsAreSeen()
{
    fill(5000);
    QSignalSpy wanted(m_model.get(), &TimelineModel::rowsWanted);
    m_view->showSpan({start + 1000 * apart, start + 1010 * apart});
    (void)grabbed(*m_view);
    QTRY_VERIFY(!wanted.isEmpty());
    QList<qint64> keys;
    for (const auto& one : wanted) {
        keys += one.front().value<QList<qint64>>();
    }
    QVERIFY(keys.size() >= 5 && keys.size() < 60);
    const TimelineSpan seen = m_view->seen();
    for (const qint64 key : keys) {
        QVERIFY(TimelineProjection::instantOf(key) >= seen.from - seen.length());
        QVERIFY(TimelineProjection::instantOf(key) <= seen.to);
    }
    QCOMPARE(QSet<qint64>(keys.begin(), keys.end()).size(), keys.size()); // none twice
    wanted.clear();
    (void)grabbed(*m_view);
    QCoreApplication::processEvents();
    QCOMPARE(wanted.size(), 0); // they are on their way
}

void TimelineViewTest::showsTextsWhenTheyCome()
{
    connect(m_model.get(), &TimelineModel::rowsWanted, this, &TimelineViewTest::answer);
    m_view->showSpan({start, start + 6 * apart});
    const QImage before = grabbed(*m_view);
    QTRY_VERIFY(m_model->isLoaded(29));
    QTRY_VERIFY(m_view->isSettled());
    QVERIFY(grabbed(*m_view) != before);
}

void TimelineViewTest::comesToRestWithMoreTextsThanAFrameAllows()
{
    connect(m_model.get(), &TimelineModel::rowsWanted, this, &TimelineViewTest::answer);
    m_view->resize(1900, 900);
    fill(900);
    m_view->showSpan({start, start + 300 * apart});
    QTRY_VERIFY(m_view->isSettled());
    QTRY_VERIFY(m_view->isSettled() && m_model->isLoaded(899));
    m_view->viewport()->update();
    QTRY_VERIFY(m_view->isSettled());
    QCOMPARE(grabbed(*m_view), grabbed(*m_view));
}

void TimelineViewTest::keepsItsPlaceWhenEntriesCome()
{
    wheel({500, 150}, 600);
    const TimelineScale before = m_view->scale();
    const qint64 at = m_view->picture()->timeOf(current());
    fill(40); // ten newer ones
    QCOMPARE(m_view->scale(), before);
    QCOMPARE(m_view->picture()->timeOf(current()), at);
    QCOMPARE(selected(), QList<int>{25});
    m_view->clear();
    fill(40);
    QVERIFY(m_view->scale() != before);
}

void TimelineViewTest::goesWhereSomethingIsWhenAFilterLeavesNothing()
{
    fill(3000);
    m_selection->clear(); // a current row would bring itself into sight
    m_view->showSpan({start, start + 5 * apart});
    TimelineMarks few = marksOf(3000);
    few.marks.resize(20); // the newest ones
    std::vector<qint64> keys;
    std::ranges::transform(few.marks, std::back_inserter(keys), &TimelineMark::key);
    m_model->setKeys(std::move(keys));
    m_view->setPicture(makeTimelinePicture(std::move(few), {}, TimelineGrouping::BySource));
    QVERIFY(m_view->seen().contains(start + 2999 * apart));
}

void TimelineViewTest::panningDrawsTheSameAsDrawingAfresh()
{
    connect(m_model.get(), &TimelineModel::rowsWanted, this, &TimelineViewTest::answer);
    fill(2000);
    m_view->showSpan({start + 900 * apart, start + 960 * apart});
    (void)grabbed(*m_view);
    QTRY_VERIFY(m_view->isSettled());
    for (const int pixels : {40, -13, 5}) {
        m_view->setScale(m_view->scale().panned(pixels, m_view->picture()->bounds, 800));
        (void)grabbed(*m_view);
    }
    const auto isFetched = [&] {
        (void)grabbed(*m_view);
        return m_view->isSettled();
    };
    QTRY_VERIFY(isFetched());
    QCoreApplication::processEvents();
    QTRY_VERIFY(isFetched());
    const QImage panned = grabbed(*m_view);
    TimelineView other;
    other.setModel(m_model.get(), m_selection.get());
    other.resize(m_view->size());
    other.setPicture(m_view->picture());
    other.setScale(m_view->scale());
    other.show();
    QTRY_VERIFY(other.isSettled());
    other.setScale(m_view->scale());
    const QRect lanesOnly(TimelineGeometry::gutter, TimelineGeometry::ruler, 700, 200);
    (void)grabbed(other);
    QTRY_VERIFY(other.isSettled());
    QCOMPARE(grabbed(other).copy(lanesOnly), panned.copy(lanesOnly));
}

void TimelineViewTest::aScreenReaderHasEveryEntryAndNoMillionObjects()
{
    connect(m_model.get(), &TimelineModel::rowsWanted, this, &TimelineViewTest::answer);
    fill(5000);
    QAccessibleInterface* list = QAccessible::queryAccessibleInterface(m_view.get());
    QVERIFY(list);
    QCOMPARE(list->role(), QAccessible::List);
    QVERIFY(!list->text(QAccessible::Name).isEmpty());
    QCOMPARE(list->childCount(), 5000);
    QAccessibleInterface* entry = list->child(4999);
    QVERIFY(entry);
    QCOMPARE(entry->role(), QAccessible::ListItem);
    QVERIFY(!entry->text(QAccessible::Name).isEmpty()); // also while it is being fetched
    QTRY_VERIFY(entry->text(QAccessible::Name).contains("seen at 0"_L1));
    QVERIFY(entry->text(QAccessible::Name).contains("gateway"_L1));
    QVERIFY(entry->text(QAccessible::Description).contains(laneOf(4999)));
    QCOMPARE(list->indexOfChild(entry), 4999);
    m_selection->setCurrentIndex(m_model->index(4999, 0),
                                 QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    QVERIFY(entry->state().focused && entry->state().selected);
    QCOMPARE(list->focusChild(), entry);
    QVERIFY(!entry->rect().isEmpty()); // it was brought into sight
    for (int i = 0; i < 1000; ++i) {
        QVERIFY(list->child(i)->isValid());
    }
    QCOMPARE(list->child(5000), nullptr);
    QCOMPARE(list->child(-1), nullptr);
    const QPoint at = m_view->viewport()->mapToGlobal(m_view->rectOf(4999).center());
    QCOMPARE(list->indexOfChild(list->childAt(at.x(), at.y())), 4999);
}

void TimelineViewTest::theStripMovesTheWindow()
{
    TimelineStrip strip(m_view.get());
    strip.resize(m_view->width(), strip.sizeHint().height());
    strip.show();
    wheel({500, 150}, 1200);
    const double zoom = m_view->scale().msPerPixel;
    const QRectF before = strip.frame();
    QVERIFY(before.width() < 700);
    const QPoint at = before.center().toPoint();
    QTest::mousePress(&strip, Qt::LeftButton, {}, at);
    QTest::mouseMove(&strip, at - QPoint(60, 0));
    QTest::mouseRelease(&strip, Qt::LeftButton, {}, at - QPoint(60, 0));
    QVERIFY(std::abs(strip.frame().left() - (before.left() - 60)) < 4);
    QCOMPARE(m_view->scale().msPerPixel, zoom);
    const QPoint edge(qRound(strip.frame().right()), at.y());
    QTest::mousePress(&strip, Qt::LeftButton, {}, edge);
    QTest::mouseMove(&strip, edge - QPoint(30, 0));
    QTest::mouseRelease(&strip, Qt::LeftButton, {}, edge - QPoint(30, 0));
    QVERIFY(m_view->scale().msPerPixel < zoom);
}

void TimelineViewTest::aSheetHoldsTheTextsAndIsOursAlone()
{
    const QTemporaryDir folder;
    TimelineSheet sheet;
    sheet.picture = m_view->picture();
    sheet.span = {start, start + 10 * apart};
    sheet.title = u"INC-0007 Contacts on a paste site"_s;
    for (const int row : sheet.rowsWithText()) {
        sheet.texts.insert(row, u"seen in row %1"_s.arg(row));
    }
    QVERIFY(sheet.texts.contains(29));
    const QString svg = folder.filePath(u"a.svg"_s);
    const auto written = writeTimelineSheet(sheet, TimelineSheet::Format::Svg, svg);
    QVERIFY(written);
    QFile file(svg);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray octets = file.readAll();
    QVERIFY(octets.contains("seen in row 29"));
    QVERIFY(octets.contains("INC-0007"));
    QVERIFY(octets.contains("gateway"));
    QCOMPARE(QCryptographicHash::hash(octets, QCryptographicHash::Sha256), *written);
    QCOMPARE(file.permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup | QFile::WriteOther),
             QFile::Permissions());
    const QString png = folder.filePath(u"a.png"_s);
    QVERIFY(writeTimelineSheet(sheet, TimelineSheet::Format::Png, png));
    QCOMPARE(QImage(png).size(), sheet.size() * 2);
    QCOMPARE(QFile(png).permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
}

void TimelineViewTest::aFolderThatIsNotThereIsAnError()
{
    TimelineSheet sheet;
    sheet.picture = m_view->picture();
    sheet.span = m_view->seen();
    const auto written = writeTimelineSheet(sheet, TimelineSheet::Format::Png, u"/nowhere/at/all.png"_s);
    QVERIFY(!written);
    QCOMPARE(written.error().code, u"export.file"_s);
}

void TimelineViewTest::editingVeryManyAsksOnceMoreNamingTheNumber()
{
    QWidget page;
    page.show();
    auto* few = new BulkEditDialog(BulkEditDialog::asksAbove, &page);
    QSignalSpy fewConfirmed(few, &BulkEditDialog::confirmed);
    few->open();
    few->findChild<QLineEdit*>(u"bulk.addtags"_s)->setText(u"seen"_s);
    few->mainButton()->click();
    QCOMPARE(fewConfirmed.size(), 1);
    few->finish(Expected<void>());

    auto* many = new BulkEditDialog(BulkEditDialog::asksAbove + 1, &page);
    QSignalSpy manyConfirmed(many, &BulkEditDialog::confirmed);
    many->open();
    many->findChild<QLineEdit*>(u"bulk.addtags"_s)->setText(u"seen"_s);
    many->mainButton()->click();
    QCOMPARE(manyConfirmed.size(), 0);
    auto* question = many->findChild<FormDialog*>();
    QVERIFY(question);
    QVERIFY(question->windowTitle().contains(QLocale().toString(BulkEditDialog::asksAbove + 1)));
    question->mainButton()->click();
    QCOMPARE(manyConfirmed.size(), 1);
}

void TimelineViewTest::aBulkEditNeedsSomethingToDo()
{
    QWidget page;
    page.show();
    auto* dialog = new BulkEditDialog(3, &page);
    QSignalSpy confirmed(dialog, &BulkEditDialog::confirmed);
    dialog->open();
    dialog->mainButton()->click();
    QCOMPARE(confirmed.size(), 0);
    dialog->findChild<QCheckBox*>(u"bulk.strikes"_s)->setChecked(true);
    dialog->mainButton()->click();
    QCOMPARE(confirmed.size(), 0); // no reason yet
    dialog->findChild<QLineEdit*>(u"bulk.reason"_s)->setText(u"a test of ours"_s);
    dialog->findChild<QLineEdit*>(u"bulk.addtags"_s)->setText(u" a, b ,,a"_s);
    dialog->mainButton()->click();
    QCOMPARE(confirmed.size(), 1);
    QCOMPARE(dialog->edit().addTags, (QStringList{u"a"_s, u"b"_s}));
    QCOMPARE(dialog->edit().strikeReason, u"a test of ours"_s);
    QVERIFY(!dialog->edit().pinned && !dialog->edit().source);
}

void TimelineViewTest::listAndPictureShareTheCurrentRow()
{
    Bench bench;
    QVERIFY(bench.openDemonstration());
    bench.window().showRoom(u"timeline"_s);
    QVERIFY(bench.settle());
    auto* page = bench.window().findChild<TimelinePage*>();
    auto* table = page->findChild<QTableView*>(u"timeline.table"_s);
    auto* view = page->findChild<TimelineView*>();
    QVERIFY(table->isVisible() && !view->isVisible());
    table->setCurrentIndex(table->model()->index(20, 0));
    bench.console().actions().find(u"timeline.picture"_s)->trigger();
    QVERIFY(bench.settle());
    QVERIFY(view->isVisible() && !table->isVisible());
    QVERIFY(view->hasFocus());
    QVERIFY(!view->rectOf(20).isEmpty());
    QTest::keyClick(view, Qt::Key_Left, Qt::ControlModifier);
    QCOMPARE(table->currentIndex().row(), 21);
    QTest::mouseClick(page->findChild<QPushButton*>(u"timeline.aslist"_s), Qt::LeftButton);
    QVERIFY(bench.settle());
    QVERIFY(table->isVisible());
    QCOMPARE(table->currentIndex().row(), 21);
}

void TimelineViewTest::thePresentationIsRemembered()
{
    Bench bench;
    QVERIFY(bench.openDemonstration());
    bench.window().showRoom(u"timeline"_s);
    QVERIFY(bench.settle());
    bench.console().actions().find(u"timeline.picture"_s)->trigger();
    bench.window().findChild<PicturePane*>()->setGrouping(TimelineGrouping::ByRole);
    QVERIFY(bench.settle());
    bench.console().lock(u"Locked for the test."_s);
    QVERIFY(bench.openDemonstration());
    bench.window().showRoom(u"timeline"_s);
    QVERIFY(bench.settle());
    auto* pane = bench.window().findChild<PicturePane*>();
    QVERIFY(pane->isVisible());
    QCOMPARE(pane->grouping(), TimelineGrouping::ByRole);
    QVERIFY(pane->view()->picture() && pane->view()->picture()->grouping == TimelineGrouping::ByRole);
    QCOMPARE(bench.settings().value(u"timeline/presentation"_s).toString(), u"picture"_s);
}

void TimelineViewTest::aSpanIsCountedEditedAndShownAlone()
{
    Bench bench;
    QVERIFY(bench.openDemonstration());
    bench.window().showRoom(u"timeline"_s);
    bench.console().actions().find(u"timeline.picture"_s)->trigger();
    QVERIFY(bench.settle());
    auto* page = bench.window().findChild<TimelinePage*>();
    auto* view = page->findChild<TimelineView*>();
    auto* bar = page->findChild<SpanBar*>();
    const int all = view->model()->rowCount();
    QVERIFY(!bar->isVisible());
    const TimelineSpan span{view->picture()->bounds.to - 3 * 3'600'000, view->picture()->bounds.to};
    const auto rows = view->picture()->rowsIn(span);
    QVERIFY(rows && rows->second > 3);
    view->selectSpan(span);
    QTRY_VERIFY(bar->isVisible());
    QVERIFY2(bar->text().contains(u"%1 entries"_s.arg(rows->second + 1)), qPrintable(bar->text()));
    QVERIFY2(bar->text().contains(u"3 h 0 m"_s), qPrintable(bar->text()));

    QTest::mouseClick(bar->findChild<QPushButton*>(u"timeline.spanedit"_s), Qt::LeftButton);
    QVERIFY(bench.waitForDialog(u"timeline.bulkedit"_s));
    auto* dialog = qobject_cast<FormDialog*>(bench.dialog());
    dialog->findChild<QLineEdit*>(u"bulk.addtags"_s)->setText(u"bulk"_s);
    dialog->mainButton()->click();
    QTRY_VERIFY(!bench.dialog());
    QVERIFY(bench.settle());
    qint64 tagged = 0;
    qint64 expected = 0;
    bool isRead = false;
    bench.console().session()->read(
        page,
        [incident = bench.window().incident()](Casework& casework) { return casework.all<Observation>(incident); },
        [&](const Expected<std::vector<Kept<Observation>>>& found) {
            for (const auto& one : *found) {
                tagged += one.value.tags.contains(u"bulk"_s) ? 1 : 0;
                expected += span.contains(one.value.occurred) ? 1 : 0;
            }
            isRead = true;
        });
    QTRY_VERIFY(isRead);
    QVERIFY(expected > 0);
    QCOMPARE(tagged, expected);

    QVERIFY(bar->isVisible()); // still selected: another edit may follow
    QTest::mouseClick(bar->findChild<QPushButton*>(u"timeline.spanonly"_s), Qt::LeftButton);
    QVERIFY(bench.settle());
    QVERIFY(!bar->isVisible());
    QVERIFY(view->model()->rowCount() < all);
    QVERIFY(view->picture()->bounds.from >= span.from);
}

void TimelineViewTest::aSavedPictureIsNotedOnTheTimeline()
{
    Bench bench;
    QVERIFY(bench.openDemonstration());
    bench.window().showRoom(u"timeline"_s);
    bench.console().actions().find(u"timeline.picture"_s)->trigger();
    QVERIFY(bench.settle());
    auto* page = bench.window().findChild<TimelinePage*>();
    auto* view = page->findChild<TimelineView*>();
    const int before = view->model()->rowCount();
    bench.console().actions().find(u"timeline.save"_s)->trigger();
    QVERIFY(bench.waitForDialog(u"timeline.sheetdialog"_s));
    qobject_cast<FormDialog*>(bench.dialog())->mainButton()->click();
    QTRY_VERIFY(page->findChild<QFileDialog*>());
    const QString file = bench.path(u"timeline.svg"_s);
    auto* files = page->findChild<QFileDialog*>();
    Q_EMIT files->fileSelected(file);
    files->close();
    QTRY_VERIFY(QFileInfo::exists(file));
    QTRY_COMPARE(view->model()->rowCount(), before + 1);
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    const QByteArray octets = written.readAll();
    QVERIFY(octets.contains("INC-0001"));
    QVERIFY(octets.contains("treat it as confidential"));
    QVERIFY(octets.count("<text") > 30);
    QTRY_VERIFY(view->model()->spokenText(0).contains(
        QString::fromLatin1(QCryptographicHash::hash(octets, QCryptographicHash::Sha256).toHex().left(16))));
}

void TimelineViewTest::whatIsBeingTypedChangesNothingYet()
{
    Bench bench;
    QVERIFY(bench.openDemonstration());
    bench.window().showRoom(u"timeline"_s);
    QVERIFY(bench.settle());
    auto* page = bench.window().findChild<TimelinePage*>();
    auto* table = page->findChild<QTableView*>(u"timeline.table"_s);
    const int all = table->model()->rowCount();
    int observation = 0;
    while (table->model()->index(observation, 0).data(TimelineModel::IsPostedRole).toBool()) {
        ++observation;
    }
    table->setCurrentIndex(table->model()->index(observation, 0));
    page->findChild<QLineEdit*>(u"timeline.search"_s)->setText(u"\"not closed"_s); // typed, not sent
    page->togglePin();
    QVERIFY(bench.settle());
    QCOMPARE(table->model()->rowCount(), all);
    QTRY_VERIFY(table->model()->index(observation, 0).data(TimelineModel::IsPinnedRole).toBool());
    page->togglePin();
    QVERIFY(bench.settle());
}

void TimelineViewTest::everyChoiceOfLanesShowsAllEntries()
{
    Bench bench;
    QVERIFY(bench.openDemonstration());
    bench.window().showRoom(u"timeline"_s);
    bench.console().actions().find(u"timeline.picture"_s)->trigger();
    QVERIFY(bench.settle());
    auto* pane = bench.window().findChild<PicturePane*>();
    for (int i = 0; i < timelineGroupings; ++i) {
        pane->setGrouping(static_cast<TimelineGrouping>(i));
        QVERIFY(bench.settle());
        std::size_t sum = 0;
        for (const TimelineLane& lane : pane->view()->picture()->lanes) {
            sum += lane.size();
        }
        QCOMPARE(int(pane->view()->picture()->grouping), i);
        QCOMPARE(int(sum), pane->view()->model()->rowCount());
        QVERIFY(namelessIn(*pane).isEmpty());
    }
}

QTEST_MAIN(TimelineViewTest)
#include "tst_timelineview.moc"
