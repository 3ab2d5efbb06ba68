#include "ui/common/words.h"

#include <QCoreApplication>
#include <QLocale>

#include <array>
#include <utility>

namespace bulkhead {

namespace {

QString said(const char* text)
{
    return QCoreApplication::translate("Word", text);
}

constexpr std::array surfaces = {
    std::pair{"unknown", QT_TRANSLATE_NOOP("Word", "Not known yet")},
    std::pair{"api-endpoint", QT_TRANSLATE_NOOP("Word", "API endpoint")},
    std::pair{"data-sync", QT_TRANSLATE_NOOP("Word", "Data sync")},
    std::pair{"admin-console", QT_TRANSLATE_NOOP("Word", "Admin console")},
    std::pair{"app-settings", QT_TRANSLATE_NOOP("Word", "App settings")},
    std::pair{"user-provisioning", QT_TRANSLATE_NOOP("Word", "User provisioning")},
};

constexpr std::array choices = {
    std::pair{"low", QT_TRANSLATE_NOOP("Word", "Low")},
    std::pair{"medium", QT_TRANSLATE_NOOP("Word", "Medium")},
    std::pair{"high", QT_TRANSLATE_NOOP("Word", "High")},
    std::pair{"critical", QT_TRANSLATE_NOOP("Word", "Critical")},
    std::pair{"declare", QT_TRANSLATE_NOOP("Word", "Declared")},
    std::pair{"triage", QT_TRANSLATE_NOOP("Word", "Triage")},
    std::pair{"contain", QT_TRANSLATE_NOOP("Word", "Containing")},
    std::pair{"eradicate", QT_TRANSLATE_NOOP("Word", "Eradicating")},
    std::pair{"recover", QT_TRANSLATE_NOOP("Word", "Recovering")},
    std::pair{"disclose", QT_TRANSLATE_NOOP("Word", "Disclosing")},
    std::pair{"review", QT_TRANSLATE_NOOP("Word", "In review")},
    std::pair{"closed", QT_TRANSLATE_NOOP("Word", "Closed")},
    std::pair{"open", QT_TRANSLATE_NOOP("Word", "Open")},
    std::pair{"in-progress", QT_TRANSLATE_NOOP("Word", "In progress")},
    std::pair{"done", QT_TRANSLATE_NOOP("Word", "Done")},
    std::pair{"not-applicable", QT_TRANSLATE_NOOP("Word", "Not applicable")},
    std::pair{"late", QT_TRANSLATE_NOOP("Word", "Met late")},
    std::pair{"superseded", QT_TRANSLATE_NOOP("Word", "Superseded")},
    std::pair{"running", QT_TRANSLATE_NOOP("Word", "Running")},
    std::pair{"met", QT_TRANSLATE_NOOP("Word", "Met")},
    std::pair{"missed", QT_TRANSLATE_NOOP("Word", "Missed")},
    std::pair{"synthetic", QT_TRANSLATE_NOOP("Word", "Synthetic")},
    std::pair{"production", QT_TRANSLATE_NOOP("Word", "Production")},
    std::pair{"mixed", QT_TRANSLATE_NOOP("Word", "Mixed")},
    std::pair{"unreadable", QT_TRANSLATE_NOOP("Word", "Unreadable")},
    std::pair{"personal", QT_TRANSLATE_NOOP("Word", "Personal data")},
    std::pair{"unresolved", QT_TRANSLATE_NOOP("Word", "Unresolved")},
};

template<std::size_t N> QString lookUp(const std::array<std::pair<const char*, const char*>, N>& table, QStringView id)
{
    for (const auto& [name, text] : table) {
        if (id == QLatin1StringView(name)) {
            return said(text);
        }
    }
    return {};
}

} // namespace

Word wordOf(Severity severity)
{
    switch (severity) {
    case Severity::Low:
        return {said("Low"), Tone::Low, Mark::TriangleDown};
    case Severity::Medium:
        return {said("Medium"), Tone::Medium, Mark::Diamond};
    case Severity::High:
        return {said("High"), Tone::High, Mark::Triangle};
    case Severity::Critical:
        return {said("Critical"), Tone::Critical, Mark::Octagon};
    }
    return {};
}

Word wordOf(Phase phase)
{
    switch (phase) {
    case Phase::Declare:
        return {said("Declared"), Tone::Accent, Mark::None};
    case Phase::Triage:
        return {said("Triage"), Tone::Accent, Mark::None};
    case Phase::Contain:
        return {said("Containing"), Tone::Accent, Mark::None};
    case Phase::Eradicate:
        return {said("Eradicating"), Tone::Accent, Mark::None};
    case Phase::Recover:
        return {said("Recovering"), Tone::Accent, Mark::None};
    case Phase::Disclose:
        return {said("Disclosing"), Tone::Accent, Mark::None};
    case Phase::Review:
        return {said("In review"), Tone::Neutral, Mark::None};
    case Phase::Closed:
        return {said("Closed"), Tone::Neutral, Mark::Check};
    }
    return {};
}

Word wordOf(TaskState state)
{
    switch (state) {
    case TaskState::Open:
        return {said("Open"), Tone::Neutral, Mark::Ring};
    case TaskState::InProgress:
        return {said("In progress"), Tone::Accent, Mark::HalfDisc};
    case TaskState::Done:
        return {said("Done"), Tone::Ok, Mark::Check};
    case TaskState::NotApplicable:
        return {said("Not applicable"), Tone::Neutral, Mark::Cross};
    }
    return {};
}

Word wordOf(ClockState state)
{
    switch (state) {
    case ClockState::Running:
        return {said("Running"), Tone::Accent, Mark::Clock};
    case ClockState::Met:
        return {said("Met"), Tone::Ok, Mark::Check};
    case ClockState::Missed:
        return {said("Missed"), Tone::Overdue, Mark::Cross};
    case ClockState::NotApplicable:
        return {said("Not applicable"), Tone::Neutral, Mark::None};
    case ClockState::Late:
        return {said("Met late"), Tone::Overdue, Mark::Check};
    case ClockState::Superseded:
        return {said("Superseded"), Tone::Neutral, Mark::None};
    }
    return {};
}

Word wordOfVerdict(QStringView id)
{
    if (id == QLatin1StringView("synthetic")) {
        return {said("Synthetic"), Tone::Synthetic, Mark::Ring};
    }
    if (id == QLatin1StringView("production")) {
        return {said("Production"), Tone::Production, Mark::Square};
    }
    if (id == QLatin1StringView("personal")) {
        return {said("Personal data"), Tone::Production, Mark::Square};
    }
    if (id == QLatin1StringView("mixed")) {
        return {said("Mixed"), Tone::Mixed, Mark::HalfDisc};
    }
    if (id == QLatin1StringView("unknown")) {
        return {said("Unknown"), Tone::Unknown, Mark::Diamond};
    }
    if (id == QLatin1StringView("unresolved")) {
        return {said("Unresolved"), Tone::Unknown, Mark::Diamond};
    }
    if (id == QLatin1StringView("unreadable")) {
        return {said("Unreadable"), Tone::Unreadable, Mark::Hatch};
    }
    return {said("Not asked yet"), Tone::Neutral, Mark::None};
}

QString surfaceName(QStringView id)
{
    const QString found = lookUp(surfaces, id);
    return found.isEmpty() ? id.toString() : found;
}

QString choiceText(QStringView id)
{
    if (const QString found = lookUp(choices, id); !found.isEmpty()) {
        return found;
    }
    if (const QString found = lookUp(surfaces, id); !found.isEmpty()) {
        return found;
    }
    if (const auto roles = Roles::fromNames({id.toString()})) {
        for (const Role role : allRoles) {
            if (roles->has(role)) {
                return roleName(role);
            }
        }
    }
    return id.toString();
}

QString valueText(QString value)
{
    value.replace(QLatin1Char('_'), QLatin1Char(' '));
    if (!value.isEmpty()) {
        value[0] = value[0].toUpper();
    }
    return value;
}

QString countText(qint64 count)
{
    return QLocale().toString(count);
}

QString sizeText(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeTraditionalFormat);
}

} // namespace bulkhead
