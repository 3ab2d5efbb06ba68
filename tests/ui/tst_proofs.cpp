#include "models/disclosure/proofreading.h"
#include "models/incident/entities.h"
#include "models/incident/session.h"
#include "tests/incident/desk.h"
#include "ui/common/actions.h"
#include "ui/common/appearance.h"
#include "ui/common/jobs.h"
#include "ui/common/room.h"
#include "ui/common/style.h"
#include "ui/disclosure/disclosurepage.h"
#include "ui/disclosure/proofdialogs.h"
#include "ui/disclosure/sectioneditor.h"
#include "ui/disclosure/sectionmarks.h"

#include <QAccessible>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QSettings>
#include <QTableView>
#include <QTemporaryDir>
#include <QTextBrowser>

#include <algorithm>

using namespace bulkhead;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

/// Spelling, redactions, history and contested sections on the page of drafts, over a vault that two desks wrote in.
class TestProofs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase();
    void cleanup();
    void wordsThatNoDictionaryHasAreMarked();
    void theMenuOffersWhatWasMeant();
    void theDialogGoesThroughThemByKeys();
    void hugePastesDoNotHoldTyping();
    void chosenWordsAreRedactedAndLifted();
    void anEarlierTextIsPutBack();
    void bothTextsOfAContestedSectionAreShown();
    void whatWasBeingTypedIsOneOfThem();
    void withoutADictionaryItSaysSo();
    void aSectionIsUsedForTheOtherCustomers();

private:
    static constexpr int patience = 30'000;

    template<typename T> [[nodiscard]] T* find(const QString& name)
    {
        T* found = m_page->findChild<T*>(name);
        if (!found) {
            qFatal("no %s", qPrintable(name));
        }
        return found;
    }
    [[nodiscard]] SectionEditor& editor() { return *m_page->findChild<SectionEditor*>(); }
    [[nodiscard]] SectionMarks& marks() { return editor().marks(); }
    [[nodiscard]] FormDialog* dialog(const QString& name)
    {
        FormDialog* found = nullptr;
        (void)QTest::qWaitFor(
            [&] {
                found = m_page->findChild<FormDialog*>(name);
                return found && found->isVisible();
            },
            patience);
        if (!found) {
            qFatal("no %s", qPrintable(name));
        }
        return found;
    }
    [[nodiscard]] bool settle()
    {
        return QTest::qWaitFor([this] { return m_page->isSettled(); }, patience);
    }
    void select(const QString& words) { QVERIFY2(editor().select(words), qPrintable(words)); }
    /// The section's markup as the vault has it.
    [[nodiscard]] DisclosureSection written(qsizetype at)
    {
        std::optional<DisclosureSection> found;
        m_session->read(
            m_page.get(),
            [id = m_sections.at(static_cast<std::size_t>(at))](Casework& casework) {
                return casework.one<DisclosureSection>(id);
            },
            [&](const Expected<Kept<DisclosureSection>>& kept) { found = kept.value().value; });
        (void)QTest::qWaitFor([&] { return found.has_value(); }, patience);
        return found.value_or(DisclosureSection());
    }
    void show(int row)
    {
        auto* sections = find<QTableView>(u"disclosure.sections"_s);
        sections->setCurrentIndex(sections->model()->index(row, 0));
        QVERIFY(settle());
    }
    void picture(QWidget& widget, const QString& name)
    {
        const QString folder = qEnvironmentVariable("BULKHEAD_SCREENSHOTS");
        if (folder.isEmpty()) {
            return;
        }
        for (const bool isDark : {false, true}) {
            m_appearance->force(isDark ? Appearance::Scheme::Dark : Appearance::Scheme::Light);
            QTest::qWait(100);
            QVERIFY(widget.grab().save(folder + u'/' + name + (isDark ? u"-dark.png"_s : u".png"_s)));
        }
        m_appearance->force(Appearance::Scheme::Light);
    }

    QTemporaryDir m_scratch;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<Appearance> m_appearance;
    std::unique_ptr<Desk> m_desk;
    Id m_incident;
    QStringList m_keys;
    std::vector<Id> m_sections;
    std::shared_ptr<Session> m_session;
    std::unique_ptr<Jobs> m_jobs;
    std::unique_ptr<Actions> m_actions;
    std::unique_ptr<DisclosurePage> m_page;
};

void TestProofs::initTestCase()
{
    QApplication::setStyle(new ConsoleStyle);
    m_settings = std::make_unique<QSettings>(m_scratch.filePath(u"settings.ini"_s), QSettings::IniFormat);
    m_appearance = std::make_unique<Appearance>(*m_settings);
    m_appearance->force(Appearance::Scheme::Light);
    const auto book = must(deadline::Lawbook::load());
    const auto shelf = must(disclosure::Bookshelf::load());
    m_desk = std::make_unique<Desk>();
    m_incident = m_desk->declare();
    m_desk->clock().advance(Desk::minute);
    Id draft;
    {
        disclosure::Drafting drafting(m_desk->casework(), book, shelf);
        draft = must(drafting.begin(m_incident, {.templateId = u"press-qa"_s}));
        for (const auto& one : must(drafting.picture(draft)).sections) {
            m_keys.append(one.value.key);
            m_sections.push_back(one.id);
        }
        m_desk->clock().advance(Desk::minute);
        must(drafting.setSection(
            draft, m_keys[0], u"We will **recieve** the {aware} log of Ada and frobnicate it at ada@acme.example."_s));
        must(drafting.setSection(draft, m_keys[1], u"We knew at nine and told you at ten."_s));
        must(drafting.setSection(draft, m_keys[2], u"We knew at nine."_s));
    }
    QVERIFY(m_keys.size() >= 3);
    // Two desks write the same sections without having seen each other.
    Desk other(m_desk->copy());
    const auto write = [&](Desk& desk, qsizetype at, const QString& text) {
        desk.clock().advance(Desk::minute);
        must(disclosure::Drafting(desk.casework(), book, shelf).setSection(draft, m_keys[at], text));
    };
    write(*m_desk, 1, u"We knew at nine and told them at ten."_s);
    write(other, 1, u"We knew at eight and told you at ten."_s);
    write(*m_desk, 2, u"We knew at ten."_s);
    write(other, 2, u"We knew at eleven."_s);
    (void)m_desk->receive(other);
    const QString folder = m_desk->vault().folder();
    m_desk->signOut();
    m_desk->vault().enterState();
    SessionRequest request;
    request.folder = folder;
    request.credential = TestVault::credential(u"Ada"_s);
    Session::open(this, std::move(request),
                  [this](Expected<std::shared_ptr<Session>> opened) { m_session = must(std::move(opened)); });
    QTRY_VERIFY_WITH_TIMEOUT(m_session, patience);
    m_jobs = std::make_unique<Jobs>();
    m_actions = std::make_unique<Actions>();
    m_page = std::make_unique<DisclosurePage>(RoomContext{*m_session, *m_jobs, *m_actions});
    m_page->resize(1280, 760);
    m_page->setIncident(m_incident);
    m_page->show();
    m_page->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    QVERIFY(settle());
}

void TestProofs::cleanupTestCase()
{
    m_page.reset();
    m_actions.reset();
    m_jobs.reset();
    m_session.reset();
    m_desk.reset();
}

void TestProofs::cleanup()
{
    for (FormDialog* open : m_page->findChildren<FormDialog*>()) {
        open->close();
    }
    show(0);
}

void TestProofs::wordsThatNoDictionaryHasAreMarked()
{
    show(0);
    // Neither chip, name nor address.
    QTRY_COMPARE_WITH_TIMEOUT(marks().wrongWords(), (QStringList{u"recieve"_s, u"frobnicate"_s}), patience);
    QVERIFY(!editor().document()->isModified());
    QVERIFY(find<QLabel>(u"disclosure.counts"_s)->text().contains("2 word"_L1));
    QAccessibleInterface* spoken = QAccessible::queryAccessibleInterface(&editor());
    QVERIFY2(spoken->text(QAccessible::Description).contains("recieve, frobnicate"_L1),
             qPrintable(spoken->text(QAccessible::Description)));
    const auto formats = editor().document()->firstBlock().layout()->formats();
    QCOMPARE(formats.size(), 2);
    QCOMPARE(formats.front().format.underlineStyle(), QTextCharFormat::WaveUnderline);
    picture(*m_page, u"proofs-spelling"_s);
    // What is typed is checked at a pause; what is corrected is right at once.
    editor().setFocus();
    editor().moveCursor(QTextCursor::End);
    QTest::keyClicks(&editor(), u" Teh end."_s);
    QTRY_COMPARE_WITH_TIMEOUT(marks().wrongWords().size(), 3, patience);
    select(u"Teh"_s);
    QTest::keyClicks(&editor(), u"The"_s);
    QCOMPARE(marks().wrongWords().size(), 2);
    QTRY_VERIFY_WITH_TIMEOUT(!editor().document()->isModified(), patience);
}

void TestProofs::theMenuOffersWhatWasMeant()
{
    show(0);
    QTRY_VERIFY_WITH_TIMEOUT(marks().wrongWords().contains(u"recieve"_s), patience);
    editor().setFocus();
    select(u"recieve"_s);
    QTextCursor cursor = editor().textCursor();
    cursor.setPosition(cursor.selectionStart() + 2);
    editor().setTextCursor(cursor);
    const QPoint at = editor().cursorRect().center();
    QContextMenuEvent event(QContextMenuEvent::Keyboard, at, editor().viewport()->mapToGlobal(at));
    QApplication::sendEvent(editor().viewport(), &event);
    auto* menu = find<QMenu>(u"disclosure.editorMenu"_s);
    const auto item = [&](const QString& text) -> QAction* {
        for (QAction* action : menu->actions()) {
            if (action->text().remove(u'&') == text) {
                return action;
            }
        }
        return nullptr;
    };
    QTRY_VERIFY_WITH_TIMEOUT(item(u"receive"_s), patience);
    QVERIFY(item(u"Ignore “recieve” in this draft"_s) && item(u"Add “recieve” to the organisation’s words"_s));
    picture(*menu, u"proofs-menu"_s);
    item(u"receive"_s)->trigger();
    menu->close();
    // As bold as it was, and nothing else is touched.
    QVERIFY2(disclosure::writeMarkup(editor().text()).startsWith("We will **receive** the {aware} log"_L1),
             qPrintable(disclosure::writeMarkup(editor().text())));
    QCOMPARE(marks().wrongWords().contains(u"recieve"_s), false);
    QTRY_VERIFY_WITH_TIMEOUT(written(0).text.contains("**receive**"_L1), patience);
}

void TestProofs::theDialogGoesThroughThemByKeys()
{
    show(0);
    editor().setFocus();
    editor().moveCursor(QTextCursor::End);
    QTest::keyClicks(&editor(), u" Thrree wordds, frobnicate."_s);
    QTRY_COMPARE_WITH_TIMEOUT(marks().wrongWords(),
                              (QStringList{u"frobnicate"_s, u"Thrree"_s, u"wordds"_s, u"frobnicate"_s}), patience);
    editor().moveCursor(QTextCursor::Start);
    m_page->checkSpelling();
    const QPointer<SpellingDialog> asks = qobject_cast<SpellingDialog*>(dialog(u"spellingDialog"_s));
    QTRY_VERIFY_WITH_TIMEOUT(QApplication::focusWidget() == asks->findChild<QLineEdit*>(u"instead"_s), patience);
    QCOMPARE(asks->word().word, u"frobnicate"_s);
    QTest::keyClick(asks, Qt::Key_A, Qt::AltModifier); // to the organisation's words: both of them
    QTRY_COMPARE_WITH_TIMEOUT(asks->word().word, u"Thrree"_s, patience);
    QTRY_COMPARE_WITH_TIMEOUT(asks->instead(), u"Three"_s, patience);
    picture(*asks, u"proofs-dialog"_s);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QTRY_COMPARE_WITH_TIMEOUT(asks->word().word, u"wordds"_s, patience);
    QTest::keyClick(asks, Qt::Key_G, Qt::AltModifier); // ignored in this draft
    QTRY_VERIFY_WITH_TIMEOUT(!asks, patience);
    QTRY_COMPARE_WITH_TIMEOUT(marks().wrongWords(), QStringList(), patience);
    QVERIFY(disclosure::plainText(editor().text()).contains("Three wordds, frobnicate."_L1));
    QStringList known;
    m_session->read(
        m_page.get(), [](Casework& casework) { return disclosure::organisationWords(casework); },
        [&](const Expected<QStringList>& words) { known = words.value_or(QStringList()); });
    QTRY_COMPARE_WITH_TIMEOUT(known, QStringList{u"frobnicate"_s}, patience);
    QTRY_VERIFY_WITH_TIMEOUT(!editor().document()->isModified() && m_page->isSettled(), patience);
}

void TestProofs::hugePastesDoNotHoldTyping()
{
    // One line longer than is checked, and many lines of words that nobody has met.
    SectionEditor one;
    one.marks().setChecking(true);
    QStringList asked;
    connect(&one.marks(), &SectionMarks::wordsMet, &one, [&](const QStringList& words) {
        asked += words;
        QVERIFY(words.size() <= 2'000 + 10);
        one.marks().learn(words, {words.front()});
    });
    auto* pasted = new QMimeData;
    QString text = u"aa "_s.repeated(7'000) + u'\n';
    for (int i = 0; i < 9'000; ++i) {
        QString word;
        for (int rest = i + 1; rest > 0; rest /= 20) {
            word += QChar(u'a' + rest % 20);
        }
        text += u"zz"_s + word + u'\n';
    }
    pasted->setText(text);
    QGuiApplication::clipboard()->setMimeData(pasted);
    one.paste();
    QTRY_VERIFY_WITH_TIMEOUT(asked.size() >= 8'000, patience);
    QVERIFY(!asked.contains(u"aa"_s));
    QTRY_VERIFY_WITH_TIMEOUT(one.marks().wrongWords().size() >= 4, patience);
    QCOMPARE(QSet<QString>(asked.begin(), asked.end()).size(), asked.size());
}

void TestProofs::chosenWordsAreRedactedAndLifted()
{
    show(0);
    editor().moveCursor(QTextCursor::Start);
    m_page->redact(); // nothing is chosen, nothing happens
    QVERIFY(settle());
    QCOMPARE(marks().redactedPassages(), QStringList());
    editor().setFocus();
    select(u"log of Ada"_s);
    m_page->redact();
    QTRY_COMPARE_WITH_TIMEOUT(marks().redactedPassages(), QStringList{u"log of Ada"_s}, patience);
    QVERIFY(find<QLabel>(u"disclosure.counts"_s)->text().contains("1 passage"_L1));
    QVERIFY(QAccessible::queryAccessibleInterface(&editor())
                ->text(QAccessible::Description)
                .contains("Redacted: log of Ada"_L1));
    const auto formats = editor().document()->firstBlock().layout()->formats();
    QVERIFY(std::ranges::any_of(formats, [](const auto& range) { return range.format.fontStrikeOut(); }));
    editor().moveCursor(QTextCursor::End);
    picture(*m_page, u"proofs-redacted"_s);
    // The words themselves stand in the text as before, and what is typed into them is no longer the secret.
    QVERIFY(written(0).text.contains("log of Ada"_L1));
    select(u"log of"_s);
    m_page->redact();
    QTRY_COMPARE_WITH_TIMEOUT(marks().redactedPassages(), QStringList(), patience);
}

void TestProofs::anEarlierTextIsPutBack()
{
    show(0);
    const QString before = written(0).text;
    editor().setFocus();
    editor().moveCursor(QTextCursor::End);
    QTest::keyClicks(&editor(), u" Written just now."_s);
    m_page->showHistory(); // writes what was typed first
    const QPointer<HistoryDialog> history = qobject_cast<HistoryDialog*>(dialog(u"historyDialog"_s));
    QVERIFY(history);
    auto* texts = history->findChild<QListWidget*>(u"texts"_s);
    QVERIFY(texts->count() >= 3);
    QVERIFY(texts->item(0)->text().contains("Ada"_L1));
    QTRY_COMPARE_WITH_TIMEOUT(QApplication::focusWidget(), texts, patience);
    QTest::keyClick(texts, Qt::Key_Up);
    QVERIFY(!history->mainButton()->isEnabled()); // that is what stands
    QTest::keyClick(texts, Qt::Key_Down);
    auto* comparison = history->findChild<QTextBrowser*>(u"comparison"_s);
    QVERIFY2(comparison->toPlainText().contains("Written just now."_L1), qPrintable(comparison->toPlainText()));
    QVERIFY(comparison->toHtml().contains("underline"_L1));
    picture(*history, u"proofs-history"_s);
    history->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!history, patience);
    QTRY_COMPARE_WITH_TIMEOUT(written(0).text, before, patience);
    QTRY_VERIFY_WITH_TIMEOUT(!disclosure::plainText(editor().text()).contains("Written just now."_L1), patience);
}

void TestProofs::bothTextsOfAContestedSectionAreShown()
{
    show(1);
    auto* panel = find<QWidget>(u"disclosure.contest"_s);
    QTRY_VERIFY_WITH_TIMEOUT(panel->isVisible() && !editor().isVisible(), patience);
    const auto shown = [&](const QString& name) { return find<QTextBrowser>(name)->toPlainText(); };
    const QString both = shown(u"contest.side.0.text"_s) + shown(u"contest.side.1.text"_s);
    QVERIFY2(both.contains("themyou"_L1) || both.contains("youthem"_L1), qPrintable(both));
    for (const QString& name : {u"contest.side.0"_s, u"contest.side.1"_s, u"contest.merge"_s}) {
        auto* button = find<QPushButton>(name);
        QVERIFY(button->focusPolicy() != Qt::NoFocus && !button->accessibleName().isEmpty());
    }
    picture(*m_page, u"proofs-contest"_s);
    auto* merge = find<QPushButton>(u"contest.merge"_s);
    merge->setFocus();
    QTest::keyClick(merge, Qt::Key_Space);
    QTRY_VERIFY_WITH_TIMEOUT(editor().isVisible() && !panel->isVisible(), patience);
    QCOMPARE(written(1).text, u"We knew at eight and told them at ten."_s);
    QCOMPARE(disclosure::plainText(editor().text()), written(1).text);
    QVERIFY(!editor().isReadOnly());
}

void TestProofs::whatWasBeingTypedIsOneOfThem()
{
    show(2);
    auto* panel = find<QWidget>(u"disclosure.contest"_s);
    QTRY_VERIFY_WITH_TIMEOUT(panel->isVisible(), patience);
    // As if the others' text had come in while this was typed.
    editor().setReadOnly(false);
    editor().moveCursor(QTextCursor::End);
    editor().textCursor().insertText(u" Nobody else has this."_s);
    editor().document()->setModified(true);
    Q_EMIT m_session->momentChanged(); // the page reads again
    QVERIFY(settle());
    QVERIFY(find<QTextBrowser>(u"contest.unwritten.text"_s)->toPlainText().contains("Nobody else has this."_L1));
    // Leaving the section loses nothing, and settles nothing.
    show(0);
    show(2);
    QTRY_VERIFY_WITH_TIMEOUT(panel->isVisible(), patience);
    find<QPushButton>(u"contest.unwritten"_s)->click();
    QTRY_VERIFY_WITH_TIMEOUT(editor().isVisible(), patience);
    QVERIFY2(written(2).text.endsWith("Nobody else has this."_L1), qPrintable(written(2).text));
    QCOMPARE(disclosure::writeMarkup(editor().text()), written(2).text);
}

void TestProofs::withoutADictionaryItSaysSo()
{
    const QByteArray before = qgetenv("XDG_DATA_DIRS");
    qputenv("XDG_DATA_DIRS", m_scratch.path().toUtf8());
    DisclosurePage page(RoomContext{*m_session, *m_jobs, *m_actions});
    QSignalSpy announced(&page, &DisclosurePage::announced);
    page.setIncident(m_incident);
    page.show();
    QTRY_VERIFY_WITH_TIMEOUT(
        page.isSettled() && page.findChild<QTableView*>(u"disclosure.sections"_s)->model()->rowCount() > 0, patience);
    QVERIFY(page.findChild<QLabel*>(u"disclosure.counts"_s)->text().contains("no dictionary"_L1));
    page.checkSpelling();
    QVERIFY(announced.last().first().toString().contains("No dictionary"_L1));
    QCOMPARE(page.findChild<SectionEditor*>()->marks().wrongWords(), QStringList());
    before.isNull() ? qunsetenv("XDG_DATA_DIRS") : qputenv("XDG_DATA_DIRS", before);
}

void TestProofs::aSectionIsUsedForTheOtherCustomers()
{
    std::vector<Id> drafts, sections;
    m_session->write(
        m_page.get(),
        [incident = m_incident](Casework& casework) -> Expected<std::pair<std::vector<Id>, std::vector<Id>>> {
            TRY(const auto book, deadline::Lawbook::load());
            TRY(const auto shelf, disclosure::Bookshelf::load());
            std::pair<std::vector<Id>, std::vector<Id>> made;
            for (const QString& name : {u"Contoso"_s, u"Northwind"_s}) {
                Party party;
                party.name = name;
                party.kind = u"account"_s;
                TRY(const Id customer, casework.add(incident, party));
                disclosure::Drafting drafting(casework, book, shelf);
                TRY(const Id draft, drafting.begin(incident, {.templateId = u"processor-notice"_s, .party = customer}));
                TRY(const auto picture, drafting.picture(draft));
                made.first.push_back(draft);
                made.second.push_back(picture.sections.front().id);
            }
            return made;
        },
        [&](const auto& made) { std::tie(drafts, sections) = made.value(); });
    QTRY_COMPARE_WITH_TIMEOUT(drafts.size(), std::size_t(2), patience);
    QVERIFY(settle());
    m_page->reveal(drafts[0]);
    QVERIFY(settle());
    show(0);
    editor().setFocus();
    editor().selectAll();
    QTest::keyClicks(&editor(), u"Please rotate your key."_s);
    QSignalSpy announced(m_page.get(), &DisclosurePage::announced);
    m_page->spread(); // what was typed is written first
    const QPointer<FormDialog> asks = dialog(u"spreadDialog"_s);
    picture(*asks, u"proofs-spread"_s);
    asks->mainButton()->click();
    QTRY_VERIFY_WITH_TIMEOUT(!asks, patience);
    QTRY_VERIFY_WITH_TIMEOUT(!announced.isEmpty() && announced.last().first().toString().contains("Written into 1"_L1),
                             patience);
    m_sections = sections;
    QCOMPARE(written(1).text, written(0).text);
    QVERIFY(written(1).text.contains("Please rotate your key."_L1));
}

QTEST_MAIN(TestProofs)
#include "tst_proofs.moc"
