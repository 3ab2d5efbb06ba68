#include "app/console/console.h"
#include "app/console/options.h"
#include "app/console/tour.h"
#include "models/base/translations.h"
#include "models/vault/vault.h"
#include "ui/common/style.h"

#include <QApplication>
#include <QSettings>
#include <QStandardPaths>
#include <QTemporaryDir>

#include <cstdio>

namespace bulkhead {
namespace {

using namespace Qt::StringLiterals;

constexpr int wrongUsage = 2;

/// Pictures need no display and leave no trace in the person's own settings.
int runTour(const Options& options)
{
    const QTemporaryDir scratch;
    QSettings settings(scratch.filePath(u"settings.ini"_s), QSettings::IniFormat);
    Appearance appearance(settings);
    appearance.force(options.scheme.value_or(Appearance::Scheme::Light));
    Preferences preferences(settings, appearance);
    Console console(preferences, scratch.filePath(u"demonstration"_s));
    console.window().resize(options.size.isValid() ? options.size : QSize(1280, 800));
    console.begin();
    console.window().show();
    Tour tour(console, QDir(options.tour));
    int exitCode = 0;
    QObject::connect(
        &tour, &Tour::finished, &tour,
        [&exitCode](int code) {
            exitCode = code;
            QCoreApplication::exit(code);
        },
        Qt::QueuedConnection);
    QMetaObject::invokeMethod(&tour, &Tour::start, Qt::QueuedConnection);
    QApplication::exec();
    return exitCode;
}

int runConsole(const Options& options)
{
    QSettings settings;
    Appearance appearance(settings);
    if (options.scheme) {
        appearance.force(*options.scheme);
    } else {
        appearance.followSystem();
        appearance.apply();
    }
    Preferences preferences(settings, appearance);
    const QString place = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation);
    Console console(preferences, place + u"/demonstration"_s);
    MainWindow& window = console.window();
    if (options.size.isValid()) {
        window.resize(options.size);
    } else {
        window.restoreGeometry(settings.value(u"window/geometry"_s).toByteArray());
    }
    if (options.opensDemonstration) {
        console.openDemonstration();
    } else {
        console.begin(options.vault);
    }
    window.show();
    const int exitCode = QApplication::exec();
    settings.setValue(u"window/geometry"_s, window.saveGeometry());
    return exitCode;
}

} // namespace
} // namespace bulkhead

int main(int argc, char* argv[])
{
    using namespace bulkhead;
    hardenProcess();
    QStringList arguments;
    for (int i = 0; i < argc; ++i) {
        arguments.append(QString::fromLocal8Bit(argv[i]));
    }
    const auto options = Options::parse(arguments);
    if (!options) {
        std::fprintf(stderr, "bulkhead: %s\n", qPrintable(options.error().message));
        return wrongUsage;
    }
    if (options->text) {
        std::fputs(qPrintable(*options->text), stdout);
        return 0;
    }
    if (!options->tour.isEmpty() && !qEnvironmentVariableIsSet("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    if (options->scale > 1) {
        qputenv("QT_SCALE_FACTOR", QByteArray::number(options->scale));
    }
    int qtArgc = 1; // Qt's own options are set by its environment variables
    QApplication application(qtArgc, argv);
    QApplication::setApplicationName(QStringLiteral("bulkhead"));
    QApplication::setOrganizationName(QStringLiteral("bulkhead"));
    QApplication::setApplicationDisplayName(QStringLiteral("Bulkhead"));
    QApplication::setApplicationVersion(QStringLiteral(BULKHEAD_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("org.bulkhead.Bulkhead"));
    QApplication::setStyle(new ConsoleStyle);
    installTranslations();
    return options->tour.isEmpty() ? runConsole(*options) : runTour(*options);
}
