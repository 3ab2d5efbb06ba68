// A draft of 50 pages with 500 chips, all in one section, which is the worst that a person can write: keys typed into
// its editor as the room shows it (from the key to the end of what follows from it, painting included), writing it at a
// pause, checking it, exporting it, comparing two versions by words; and opening the room with a draft for each of 300
// customers. Beside each a peer of the same run. Prints JSON lines: wall and processor's time in ms, medians.
//
//   QT_QPA_PLATFORM=offscreen bench_disclosure [words=25000] [chips=500] [keys=200] [tenants=300] [rounds=5] [only=JOB]
//
// JOB: type, pause, check, export, compare, list.
#include "bench/prose.h"
#include "models/disclosure/comparison.h"
#include "models/incident/entities.h"
#include "models/incident/session.h"
#include "support/testvault.h"
#include "ui/common/actions.h"
#include "ui/common/jobs.h"
#include "ui/common/style.h"
#include "ui/disclosure/disclosurepage.h"
#include "ui/disclosure/sectioneditor.h"

#include <QAbstractTextDocumentLayout>
#include <QApplication>
#include <QBuffer>
#include <QElapsedTimer>
#include <QPdfWriter>
#include <QProcess>
#include <QTextDocumentWriter>

#include <sys/resource.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

using namespace bulkhead;
using namespace bulkhead::disclosure;
using namespace bulkhead::test;
using namespace Qt::StringLiterals;

namespace {
double quantile(std::vector<double> values, double at)
{
    std::ranges::sort(values);
    return values.empty() ? 0
                          : values[static_cast<std::size_t>(std::lround(at * static_cast<double>(values.size() - 1)))];
}

/// `who`: of getrusage.
double cpuMs(int who)
{
    rusage usage = {};
    getrusage(who, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3
        + static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}
/// Of all threads of this process and of the programs that it has waited for.
double cpuMs()
{
    return cpuMs(RUSAGE_SELF) + cpuMs(RUSAGE_CHILDREN);
}

struct Times
{
    std::vector<double> wall = {};
    std::vector<double> cpu = {};

    template<typename Work> void take(const Work& work)
    {
        QElapsedTimer timer;
        const double before = cpuMs();
        timer.start();
        work();
        wall.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
        cpu.push_back(cpuMs() - before);
    }
    [[nodiscard]] double median() const { return quantile(wall, 0.5); }
};

/// `more`: further members, each with a comma before it.
void print(const QString& job, const Times& ours, const QString& peer = {}, const Times& theirs = {},
           const QString& more = {})
{
    std::printf("{\"bench\":\"disclosure\",\"job\":\"%s\",\"ms\":%.2f,\"p99_ms\":%.2f,\"cpu_ms\":%.2f", qPrintable(job),
                ours.median(), quantile(ours.wall, 0.99), quantile(ours.cpu, 0.5));
    if (!peer.isEmpty()) {
        std::printf(",\"peer\":\"%s\",\"peer_ms\":%.2f,\"peer_cpu_ms\":%.2f,\"ratio\":%.2f", qPrintable(peer),
                    theirs.median(), quantile(theirs.cpu, 0.5), ours.median() / theirs.median());
    }
    std::printf("%s}\n", qPrintable(more));
    std::fflush(stdout);
}

/// Knows for how long one event has held up the window's thread.
class TimedApplication final : public QApplication
{
public:
    using QApplication::QApplication;
    bool notify(QObject* receiver, QEvent* event) override
    {
        if (m_depth > 0) {
            return QApplication::notify(receiver, event);
        }
        QElapsedTimer timer;
        const double before = cpuMs(RUSAGE_THREAD);
        timer.start();
        ++m_depth;
        const bool isDone = QApplication::notify(receiver, event);
        --m_depth;
        m_wall = std::max(m_wall, static_cast<double>(timer.nsecsElapsed()) / 1e6);
        m_cpu = std::max(m_cpu, cpuMs(RUSAGE_THREAD) - before);
        return isDone;
    }
    /// The longest since it was asked last, into what it collects.
    void takeLongest(Times& into)
    {
        into.wall.push_back(std::exchange(m_wall, 0));
        into.cpu.push_back(std::exchange(m_cpu, 0));
    }

private:
    int m_depth = 0;
    double m_wall = 0;
    double m_cpu = 0;
};

void settle(const DisclosurePage& page)
{
    while (!page.isSettled()) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    QCoreApplication::processEvents();
}

/// Keys in the middle of the text, each until nothing follows from it any more. Ends the program where one was not
/// painted.
class Typist final : public QObject
{
public:
    explicit Typist(QTextEdit& editor)
        : m_editor(editor)
    {
        editor.viewport()->installEventFilter(this);
        (void)editor.document()->documentLayout()->documentSize(); // lays out all of it
        QTextCursor cursor = editor.textCursor();
        cursor.setPosition(editor.document()->characterCount() / 2);
        cursor.movePosition(QTextCursor::EndOfWord);
        editor.setTextCursor(cursor);
        editor.ensureCursorVisible();
        editor.setFocus();
        QCoreApplication::processEvents();
    }
    void type(int keys)
    {
        constexpr QLatin1StringView said("the matter is being looked into again and again, ");
        for (int i = 0; i < keys; ++i) {
            const int painted = m_painted;
            times.take([&] {
                QTest::keyClick(&m_editor, said.at(i % said.size()).toLatin1());
                QCoreApplication::processEvents();
            });
            if (m_painted == painted) {
                qFatal("a key was not painted");
            }
        }
    }
    Times times;

protected:
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        m_painted += event->type() == QEvent::Paint ? 1 : 0;
        return QObject::eventFilter(watched, event);
    }

private:
    QTextEdit& m_editor;
    int m_painted = 0;
};

class Benchmark
{
public:
    explicit Benchmark(TimedApplication& app)
        : m_app(app)
        , m_words(number(u"words"_s, 25'000))
        , m_chips(number(u"chips"_s, 500))
        , m_keys(number(u"keys"_s, 200))
        , m_tenants(number(u"tenants"_s, 300))
        , m_rounds(number(u"rounds"_s, 5))
        , m_vault(m_schema, [] { return Journal::Projections{timelineProjection()}; })
    {
        addIncidentTypes(m_schema);
        must(m_vault.create(everybody));
        m_casework.emplace(m_vault.journal());
        m_books = std::make_shared<const DraftBooks>(
            DraftBooks{must(deadline::Lawbook::loadFor(*m_casework)), must(Bookshelf::load())});
        m_text = prose(m_words, m_chips);
        furnish();
    }

    void run()
    {
        std::printf("{\"bench\":\"disclosure\",\"job\":\"draft\",\"words\":%d,\"chips\":%lld,\"characters\":%lld,"
                    "\"drafts_in_list\":%zu}\n",
                    wordCount(m_text), static_cast<long long>(m_text.count(u'{')),
                    static_cast<long long>(m_text.size()), must(drafting().drafts(m_many)).size());
        if (wanted(u"check"_s)) {
            check();
        }
        if (wanted(u"export"_s)) {
            exportFiles();
        }
        if (wanted(u"compare"_s)) {
            compare();
        }
        if (wanted(u"list"_s)) {
            readList();
        }
        if (wanted(u"type"_s) || wanted(u"pause"_s) || wanted(u"list"_s)) {
            m_casework.reset();
            m_vault.close();
            inWindow();
        }
    }

private:
    [[nodiscard]] static QString argument(const QString& name)
    {
        for (const QString& one : QCoreApplication::arguments()) {
            if (one.startsWith(name + u'=')) {
                return one.mid(name.size() + 1);
            }
        }
        return {};
    }
    [[nodiscard]] static int number(const QString& name, int fallback)
    {
        const QString given = argument(name);
        return given.isEmpty() ? fallback : given.toInt();
    }
    [[nodiscard]] static bool wanted(const QString& job)
    {
        const QString only = argument(u"only"_s);
        return only.isEmpty() || only == job;
    }
    [[nodiscard]] Drafting drafting() { return {*m_casework, m_books->law, m_books->shelf}; }

    [[nodiscard]] Id declared(const QString& title)
    {
        Declaration wish;
        wish.incident.title = title;
        wish.incident.detected = m_vault.clock.now() - 3'600'000;
        wish.incident.aware = m_vault.clock.now() - 1'800'000;
        return must(m_casework->declare(wish, {})).id;
    }

    void furnish()
    {
        m_long = declared(u"A long draft"_s);
        m_draft = must(drafting().begin(m_long, {.templateId = u"gdpr-people"_s, .recipient = u"You"_s}));
        const auto picture = must(drafting().picture(m_draft));
        must(drafting().setSection(m_draft, picture.sections.front().value.key, m_text));
        m_many = declared(u"Many customers"_s);
        std::vector<Party> parties;
        for (int i = 0; i < m_tenants; ++i) {
            Party party;
            party.name = u"Customer %1 Ltd"_s.arg(i);
            party.kind = u"account"_s;
            party.contact = u"privacy@customer-%1.example"_s.arg(i);
            party.ourRole = u"processor"_s;
            party.country = u"DE"_s;
            party.zone = u"Europe/Berlin"_s;
            parties.push_back(party);
        }
        const auto ids = must(m_casework->addMany(m_many, std::move(parties), Compartment::Team));
        std::vector<IncidentClock> clocks;
        for (const Id& id : ids) {
            IncidentClock clock;
            clock.name = u"Notice to a customer"_s;
            clock.regime = u"contract.dpa"_s;
            clock.party = id;
            clock.start = m_vault.clock.now();
            clock.due = clock.start + 24 * qint64(3'600'000);
            clock.startsFrom = u"aware"_s;
            clocks.push_back(clock);
        }
        must(m_casework->addMany(m_many, std::move(clocks), Compartment::Team));
        must(drafting().beginForCustomers(m_many, {.templateId = u"processor-notice"_s}));
    }

    void check()
    {
        Times looked;
        Times checked;
        Times plain;
        std::size_t findings = 0;
        for (int i = 0; i < m_rounds; ++i) {
            Picture picture;
            looked.take([&] { picture = must(drafting().picture(m_draft)); });
            checked.take([&] { findings = must(drafting().check(picture)).findings.size(); });
            plain.take([&] { (void)normalisedSentence(m_text); });
        }
        print(u"check"_s, checked, u"its letters folded once"_s, plain, u",\"findings\":%1"_s.arg(findings));
        print(u"picture"_s, looked);
    }

    void exportFiles()
    {
        const Outgoing outgoing = must(drafting().outgoing(must(drafting().picture(m_draft)), std::nullopt, false));
        std::map<QString, Times> ours;
        Times printing;
        Times writing;
        std::map<QString, qsizetype> octets;
        for (int i = 0; i < m_rounds; ++i) {
            for (const QString& format : exportFormats()) {
                ours[format].take([&] { octets[format] = must(exported(outgoing, format)).size(); });
            }
            printing.take([&] {
                QBuffer buffer;
                buffer.open(QIODevice::WriteOnly);
                QPdfWriter writer(&buffer);
                QTextDocument document;
                document.setHtml(outgoingHtml(outgoing));
                document.print(&writer);
            });
            writing.take([&] {
                QBuffer buffer;
                buffer.open(QIODevice::WriteOnly);
                QTextDocument document;
                document.setHtml(outgoingHtml(outgoing));
                QTextDocumentWriter(&buffer, "odf").write(&document);
            });
        }
        for (const QString& format : exportFormats()) {
            const bool isPdf = format == "pdf"_L1;
            print("export "_L1 + format, ours[format],
                  isPdf ? u"QTextDocument::print"_s : u"QTextDocumentWriter, odf"_s, isPdf ? printing : writing,
                  u",\"octets\":%1"_s.arg(octets[format]));
        }
    }

    void compare()
    {
        for (const int every : {250, 30}) {
            const QString after = edited(m_text, every);
            const QTemporaryDir folder;
            const auto put = [&](const QString& name, const QString& text) {
                QFile file(folder.filePath(name));
                if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0) {
                    qFatal("no file could be written");
                }
                return file.fileName();
            };
            const QString one = put(u"one"_s, m_text);
            const QString other = put(u"other"_s, after);
            Times ours;
            Times git;
            std::vector<Piece> pieces;
            for (int i = 0; i < m_rounds; ++i) {
                ours.take([&] { pieces = compareWords(m_text, after); });
                git.take([&] {
                    QProcess::execute(u"git"_s,
                                      {u"diff"_s, u"--no-index"_s, u"--word-diff=porcelain"_s,
                                       u"--word-diff-regex=[[:alnum:]]+|[^[:space:]]"_s,
                                       "--output="_L1 + folder.filePath(u"diff"_s), one, other});
                });
            }
            qsizetype removed = 0;
            for (const Piece& piece : pieces) {
                removed += piece.kind == Piece::Kind::Removed ? wordCount(piece.text) : 0;
            }
            print(u"compare"_s, ours, u"git diff --word-diff"_s, git,
                  u",\"edits\":%1,\"words_removed\":%2"_s.arg(after.count(u"amended"_s)).arg(removed));
        }
    }

    /// What the room reads, on its lane, with and without the draft that is open.
    void readList()
    {
        Times ours;
        Times bare;
        for (int i = 0; i < m_rounds; ++i) {
            ours.take([&] { (void)must(draftsPicture(*m_casework, m_many, {}, m_books)); });
            bare.take([&] {
                (void)must(m_casework->all<Disclosure>(m_many));
                (void)must(m_casework->all<DisclosureSection>(m_many));
            });
        }
        print(u"read the list"_s, ours, u"its drafts and sections read"_s, bare);
    }

    [[nodiscard]] static QString longestEvent(const Times& times)
    {
        return u",\"longest_event_ms\":%1,\"longest_event_cpu_ms\":%2"_s.arg(times.median(), 0, 'f', 2)
            .arg(quantile(times.cpu, 0.5), 0, 'f', 2);
    }

    [[nodiscard]] std::shared_ptr<Session> opened()
    {
        m_vault.enterState();
        SessionRequest request;
        request.folder = m_vault.folder();
        request.credential = TestVault::credential(u"Ada"_s);
        std::shared_ptr<Session> session;
        QObject context;
        Session::open(&context, std::move(request),
                      [&](Expected<std::shared_ptr<Session>> answer) { session = must(std::move(answer)); });
        while (!session) {
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 20);
        }
        return session;
    }

    void inWindow()
    {
        const auto session = opened();
        Actions actions;
        Jobs jobs;
        const RoomContext context{*session, jobs, actions};
        const auto open = [&](DisclosurePage& page, const Id& incident) {
            page.resize(1280, 800);
            page.show();
            QCoreApplication::processEvents();
            Times before;
            m_app.takeLongest(before);
            page.setIncident(incident);
            settle(page);
        };
        for (const auto& [incident, what] : {std::pair(m_many, u"open the room, many drafts"_s),
                                             std::pair(m_long, u"open the room, a long draft"_s)}) {
            Times times;
            Times longest;
            for (int i = 0; i < m_rounds && wanted(u"list"_s); ++i) {
                DisclosurePage page(context);
                times.take([&] { open(page, incident); });
                m_app.takeLongest(longest);
            }
            if (wanted(u"list"_s)) {
                print(what, times, {}, {}, longestEvent(longest));
            }
        }
        DisclosurePage page(context);
        open(page, m_long);
        auto* editor = page.findChild<SectionEditor*>();
        if (wanted(u"type"_s)) {
            typeInto(page, *editor);
        }
        if (wanted(u"pause"_s)) {
            pause(page, *editor, *session);
        }
    }

    void typeInto(DisclosurePage& page, SectionEditor& editor)
    {
        QTextEdit plain;
        plain.resize(editor.size());
        plain.setPlainText(plainText(editor.text()));
        plain.show();
        QCoreApplication::processEvents();
        page.activateWindow();
        Typist ours(editor);
        Typist peer(plain);
        for (int i = 0; i < m_rounds; ++i) {
            page.activateWindow();
            editor.setFocus();
            QCoreApplication::processEvents();
            ours.type(m_keys);
            plain.activateWindow();
            plain.setFocus();
            QCoreApplication::processEvents();
            peer.type(m_keys);
        }
        print(u"type"_s, ours.times, u"QTextEdit, plain text"_s, peer.times,
              u",\"keys\":%1,\"peer_p99_ms\":%2"_s.arg(m_keys * m_rounds)
                  .arg(quantile(peer.times.wall, 0.99), 0, 'f', 2));
    }

    /// What was typed is written at a pause: from when it is in the vault until it is read again and checked, and what
    /// holds up the window meanwhile.
    void pause(DisclosurePage& page, SectionEditor& editor, const Session& session)
    {
        bool isWritten = false;
        QObject::connect(&session, &Session::committed, &page, [&isWritten] { isWritten = true; });
        Times times;
        Times longest;
        Typist typist(editor);
        for (int i = 0; i < m_rounds; ++i) {
            typist.type(3);
            isWritten = false;
            Times before;
            m_app.takeLongest(before);
            while (!isWritten) {
                QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
            }
            times.take([&] { settle(page); });
            m_app.takeLongest(longest);
        }
        print(u"pause"_s, times, {}, {}, longestEvent(longest));
    }

    TimedApplication& m_app;
    int m_words;
    int m_chips;
    int m_keys;
    int m_tenants;
    int m_rounds;
    Schema m_schema;
    TestVault m_vault;
    std::optional<Casework> m_casework;
    std::shared_ptr<const DraftBooks> m_books;
    QString m_text;
    Id m_long;
    Id m_draft;
    Id m_many;
};
} // namespace

int main(int argc, char** argv)
{
    TimedApplication app(argc, argv);
    QApplication::setStyle(new ConsoleStyle);
    QApplication::setPalette(Theme::light().palette());
    Benchmark(app).run();
    return 0;
}
