#include "app/console/options.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QRegularExpression>

namespace bulkhead {

using namespace Qt::StringLiterals;

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Options", text);
}

std::optional<QSize> sizeFrom(const QString& text)
{
    static const QRegularExpression pattern(u"^(\\d{3,5})x(\\d{3,5})$"_s);
    const auto match = pattern.match(text);
    if (!match.hasMatch()) {
        return std::nullopt;
    }
    return QSize(match.capturedView(1).toInt(), match.capturedView(2).toInt());
}

} // namespace

Expected<Options> Options::parse(const QStringList& arguments)
{
    const QCommandLineOption help({u"h"_s, u"help"_s}, tr("Lists the options."));
    const QCommandLineOption version({u"v"_s, u"version"_s}, tr("Prints the version."));
    const QCommandLineOption vault(u"vault"_s, tr("The vault to unlock (default: the last one)."), u"DIR"_s);
    const QCommandLineOption demo(u"demo"_s, tr("Opens the demonstration at once."));
    const QCommandLineOption theme(u"theme"_s, tr("light or dark, for this run (default: as the desktop)."), u"NAME"_s);
    const QCommandLineOption tour(
        u"screenshot-tour"_s, tr("Opens the demonstration, saves a picture of every room in DIR and ends."), u"DIR"_s);
    const QCommandLineOption size(u"size"_s, tr("Size of the window, in device-independent pixels (1280x800)."),
                                  u"WxH"_s);
    const QCommandLineOption scale(u"scale"_s, tr("Scale of everything shown, 1 to 3."), u"S"_s);
    QCommandLineParser parser;
    parser.setApplicationDescription(tr("Incident command console for data leaks that involve synthetic data."));
    parser.addOptions({help, version, vault, demo, theme, tour, size, scale});
    if (!parser.parse(arguments)) {
        return failure("usage.unknown"_L1, parser.errorText());
    }
    if (!parser.positionalArguments().isEmpty()) {
        return failure(
            "usage.unexpected"_L1,
            tr("“%1” is not understood. A vault is named with --vault DIR.").arg(parser.positionalArguments().first()));
    }
    Options options;
    if (parser.isSet(help)) {
        options.text = parser.helpText();
    } else if (parser.isSet(version)) {
        options.text = u"bulkhead %1\n"_s.arg(QLatin1StringView(BULKHEAD_VERSION));
    }
    options.vault = parser.value(vault);
    options.opensDemonstration = parser.isSet(demo);
    options.tour = parser.value(tour);
    if (parser.isSet(theme)) {
        const QString name = parser.value(theme);
        if (name != u"light" && name != u"dark") {
            return failure("usage.value"_L1, tr("--theme is light or dark, not “%1”.").arg(name));
        }
        options.scheme = name == u"dark" ? Appearance::Scheme::Dark : Appearance::Scheme::Light;
    }
    if (parser.isSet(size)) {
        const auto wanted = sizeFrom(parser.value(size));
        if (!wanted) {
            return failure("usage.value"_L1, tr("--size is written 1280x800, not “%1”.").arg(parser.value(size)));
        }
        options.size = *wanted;
    }
    if (parser.isSet(scale)) {
        bool isNumber = false;
        options.scale = parser.value(scale).toDouble(&isNumber);
        const bool isInRange = options.scale >= 1 && options.scale <= 3; // NaN is not
        if (!isNumber || !isInRange) {
            return failure("usage.value"_L1, tr("--scale is a number from 1 to 3, not “%1”.").arg(parser.value(scale)));
        }
    }
    return options;
}

} // namespace bulkhead
