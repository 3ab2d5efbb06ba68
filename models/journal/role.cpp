#include "models/journal/role.h"

#include <QCoreApplication>

#include <algorithm>

namespace bulkhead {

namespace {
struct RoleText
{
    Role role;
    QLatin1StringView id;
    const char* name;
    QLatin1StringView letters;
};

constexpr std::array<RoleText, allRoles.size()> roleTexts = {{
    {Role::IncidentCommander, QLatin1StringView("incident-commander"), QT_TRANSLATE_NOOP("Role", "Incident commander"),
     QLatin1StringView("IC")},
    {Role::Deputy, QLatin1StringView("deputy"), QT_TRANSLATE_NOOP("Role", "Deputy"), QLatin1StringView("DEP")},
    {Role::Scribe, QLatin1StringView("scribe"), QT_TRANSLATE_NOOP("Role", "Scribe"), QLatin1StringView("SCR")},
    {Role::Engineering, QLatin1StringView("engineering"), QT_TRANSLATE_NOOP("Role", "Engineering"),
     QLatin1StringView("ENG")},
    {Role::Compliance, QLatin1StringView("compliance"), QT_TRANSLATE_NOOP("Role", "Compliance"),
     QLatin1StringView("CMP")},
    {Role::Legal, QLatin1StringView("legal"), QT_TRANSLATE_NOOP("Role", "Legal"), QLatin1StringView("LEG")},
    {Role::Communications, QLatin1StringView("communications"), QT_TRANSLATE_NOOP("Role", "Communications"),
     QLatin1StringView("COM")},
    {Role::CustomerSuccess, QLatin1StringView("customer-success"), QT_TRANSLATE_NOOP("Role", "Customer success"),
     QLatin1StringView("CS")},
    {Role::Executive, QLatin1StringView("executive"), QT_TRANSLATE_NOOP("Role", "Executive"), QLatin1StringView("EXE")},
    {Role::Administrator, QLatin1StringView("administrator"), QT_TRANSLATE_NOOP("Role", "Administrator"),
     QLatin1StringView("ADM")},
}};

const RoleText& textOf(Role role)
{
    return *std::ranges::find(roleTexts, role, &RoleText::role);
}
} // namespace

QLatin1StringView roleId(Role role)
{
    return textOf(role).id;
}

QString roleName(Role role)
{
    return QCoreApplication::translate("Role", textOf(role).name);
}

QString roleShort(Role role)
{
    return QString(textOf(role).letters);
}

QStringList Roles::names() const
{
    QStringList names;
    for (const RoleText& text : roleTexts) {
        if (has(text.role)) {
            names.append(QString(text.id));
        }
    }
    return names;
}

std::optional<Roles> Roles::fromNames(const QStringList& names)
{
    Roles roles;
    for (const QString& name : names) {
        const auto found = std::ranges::find_if(roleTexts, [&](const RoleText& text) { return text.id == name; });
        if (found == roleTexts.end()) {
            return std::nullopt;
        }
        roles = roles | Roles(found->role);
    }
    return roles;
}

} // namespace bulkhead
