// The time from starting a process to a painted window: a bare QMainWindow, the console at its entrance, where it asks
// for the passphrase, and the console on the overview of the demonstration, in turns. The stretching of the passphrase,
// which is slow on purpose, is measured alone and taken off ("key in hand"). Prints JSON lines.
//
//   bench_start [rounds=9]
#include "app/console/console.h"
#include "models/incident/resources.h"
#include "models/provenance/registry/demo.h"
#include "models/vault/slot.h"
#include "ui/common/appearance.h"
#include "ui/common/style.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QMainWindow>
#include <QProcess>
#include <QSettings>
#include <QTemporaryDir>

#include <algorithm>
#include <cstdio>
#include <ctime>

using namespace bulkhead;
using namespace Qt::StringLiterals;

namespace {

constexpr int patienceMs = 60'000;

/// Calls back once, after the first painting of a window that is ready.
class FirstPaint final : public QObject
{
public:
    FirstPaint(QWidget* window, std::function<bool()> isReady, std::function<void()> done)
        : m_window(window)
        , m_isReady(std::move(isReady))
        , m_done(std::move(done))
    {
        qApp->installEventFilter(this);
    }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override
    {
        const bool isOurs = event->type() == QEvent::Paint && watched->isWidgetType()
            && static_cast<QWidget*>(watched)->window() == m_window;
        if (isOurs && !m_isDone && m_isReady()) {
            m_isDone = true;
            QMetaObject::invokeMethod(qApp, m_done, Qt::QueuedConnection); // after the painting
        }
        return false;
    }

private:
    QWidget* m_window;
    std::function<bool()> m_isReady;
    std::function<void()> m_done;
    bool m_isDone = false;
};

/// With what the processor did for this thread so far, in ms: the machine may have other work.
void say()
{
    timespec spent = {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
    std::printf("painted %.2f\n", static_cast<double>(spent.tv_sec) * 1e3 + static_cast<double>(spent.tv_nsec) / 1e6);
    std::fflush(stdout);
    QCoreApplication::quit();
}

int runBare()
{
    QMainWindow window;
    window.resize(1280, 800);
    const FirstPaint painted(&window, [] { return true; }, say);
    window.show();
    return QApplication::exec();
}

/// Until the demonstration is on the screen; with `locked` until it asks for the passphrase.
int runConsole(const QString& demonstration, bool locked)
{
    const QTemporaryDir scratch;
    QSettings settings(scratch.filePath(u"settings.ini"_s), QSettings::IniFormat);
    Appearance appearance(settings);
    appearance.force(Appearance::Scheme::Light);
    Preferences preferences(settings, appearance);
    Console console(preferences, demonstration);
    MainWindow& window = console.window();
    window.resize(1280, 800);
    const FirstPaint painted(
        &window,
        [&] {
            return locked ? console.entrance() && console.entrance()->isVisible()
                          : window.currentRoom() && window.currentRoom()->id() == u"overview" && window.isSettled();
        },
        say);
    if (locked) {
        console.begin(demonstration);
    } else {
        console.openDemonstration();
    }
    window.show();
    return QApplication::exec();
}

double median(std::vector<double> values)
{
    std::ranges::sort(values);
    return values.empty() ? 0 : values[values.size() / 2];
}

struct Start
{
    double wall = 0;   ///< ms from the start of this program with the arguments to its "painted"
    double thread = 0; ///< ms of the processor in its first thread
};

Start timeOf(const QStringList& arguments)
{
    QProcess process;
    QElapsedTimer timer;
    timer.start();
    process.start(QCoreApplication::applicationFilePath(), arguments);
    const bool hasAnswered = process.waitForReadyRead(patienceMs);
    const double milliseconds = static_cast<double>(timer.nsecsElapsed()) / 1e6;
    const QByteArray answer = process.readAllStandardOutput();
    if (!hasAnswered || !answer.startsWith("painted")) {
        std::fprintf(stderr, "bench_start: %s", process.readAllStandardError().constData());
        std::exit(1);
    }
    process.waitForFinished(patienceMs);
    return {milliseconds, answer.mid(8).trimmed().toDouble()};
}

/// A figure beside that of the bare window; `off` is what of the wall's time is not counted.
void print(const char* name, const std::vector<Start>& bare, const std::vector<Start>& own, double off)
{
    const auto part = [](const std::vector<Start>& starts, double Start::* which) {
        std::vector<double> times;
        std::ranges::transform(starts, std::back_inserter(times), which);
        return median(times);
    };
    const double wall = part(own, &Start::wall) - off;
    const double floor = part(bare, &Start::wall);
    const double thread = part(own, &Start::thread);
    const double threadFloor = part(bare, &Start::thread);
    std::printf("{\"bench\":\"start\",\"to\":\"%s\",\"rounds\":%zu,\"ms\":%.1f,\"stretching_ms\":%.1f,\"bare_ms\":%.1f,"
                "\"ratio\":%.2f,\"thread_ms\":%.1f,\"bare_thread_ms\":%.1f,\"thread_ratio\":%.2f}\n",
                name, own.size(), wall, off, floor, wall / floor, thread, threadFloor, thread / threadFloor);
}

/// Milliseconds of unlocking the slot of the demonstration alone.
double timeOfStretching(const QString& demonstration)
{
    const auto status = Vault::status(demonstration);
    const auto slot = std::ranges::find(status->slots, QString(provenance::demoUser), &Slot::userName);
    Credential credential;
    credential.user = provenance::demoUser;
    credential.passphrase = SecretBytes::copyOf({provenance::demoPassphrase.data(), provenance::demoPassphrase.size()});
    QElapsedTimer timer;
    timer.start();
    if (!slot->unlock(credential)) {
        std::fprintf(stderr, "bench_start: the slot does not open.\n");
        std::exit(1);
    }
    return static_cast<double>(timer.nsecsElapsed()) / 1e6;
}

} // namespace

int main(int argc, char* argv[])
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    QStringList arguments;
    for (int i = 1; i < argc; ++i) {
        arguments.append(QString::fromLocal8Bit(argv[i]));
    }
    if (arguments.value(0) == u"bare") {
        const QApplication application(argc, argv);
        return runBare();
    }
    if (arguments.value(0) == u"console" || arguments.value(0) == u"entrance") {
        const QApplication application(argc, argv);
        QApplication::setStyle(new ConsoleStyle);
        return runConsole(arguments.value(1), arguments.value(0) == u"entrance");
    }
    const QCoreApplication application(argc, argv);
    const int rounds = arguments.isEmpty() ? 9 : arguments.first().section(u'=', -1).toInt();
    const QTemporaryDir folder;
    qputenv("XDG_STATE_HOME", folder.filePath(u"state"_s).toUtf8());
    const QString demonstration = folder.filePath(u"demonstration"_s);
    const auto playbooks = Playbooks::load({resourceFolder(u"playbooks"_s)});
    if (!playbooks || !provenance::createDemoVault(demonstration, *playbooks, resourceFolder(u"demo"_s))) {
        std::fprintf(stderr, "bench_start: the demonstration cannot be built.\n");
        return 1;
    }
    std::vector<Start> bare;
    std::vector<Start> entrance;
    std::vector<Start> console;
    std::vector<double> stretching;
    for (int round = -1; round < rounds; ++round) { // the first warms the page cache and is not counted
        const Start ofBare = timeOf({u"bare"_s});
        const Start ofEntrance = timeOf({u"entrance"_s, demonstration});
        const Start ofConsole = timeOf({u"console"_s, demonstration});
        const double ofStretching = timeOfStretching(demonstration);
        if (round >= 0) {
            bare.push_back(ofBare);
            entrance.push_back(ofEntrance);
            console.push_back(ofConsole);
            stretching.push_back(ofStretching);
        }
    }
    print("entrance", bare, entrance, 0);
    print("key in hand", bare, console, median(stretching));
    return 0;
}
