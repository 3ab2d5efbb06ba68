#pragma once

#include <QString>
#include <QStringList>

#include <array>
#include <optional>

namespace bulkhead {

/// What a member does in an incident, and so what they may write (bits of a mask).
enum class Role : quint16 {
    IncidentCommander = 1 << 0,
    Deputy = 1 << 1,
    Scribe = 1 << 2,
    Engineering = 1 << 3,
    Compliance = 1 << 4,
    Legal = 1 << 5,
    Communications = 1 << 6,
    CustomerSuccess = 1 << 7,
    Executive = 1 << 8,     ///< reads; signs approvals
    Administrator = 1 << 9, ///< members, connectors; no content by that role alone
};

/// A set of roles.
struct Roles
{
    quint16 mask = 0;

    constexpr Roles() = default;
    constexpr Roles(Role role)
        : mask(static_cast<quint16>(role))
    {
    }
    constexpr explicit Roles(quint16 bits)
        : mask(bits)
    {
    }
    constexpr bool operator==(const Roles&) const = default;
    [[nodiscard]] constexpr bool has(Role role) const { return (mask & static_cast<quint16>(role)) != 0; }
    [[nodiscard]] constexpr bool meets(Roles other) const { return (mask & other.mask) != 0; }
    [[nodiscard]] constexpr bool isEmpty() const { return mask == 0; }

    /// Identifiers as on the command line ("incident-commander"), in the order of the enumeration.
    [[nodiscard]] QStringList names() const;
    /// Nothing where a name is unknown.
    [[nodiscard]] static std::optional<Roles> fromNames(const QStringList& names);
};
[[nodiscard]] constexpr Roles operator|(Roles a, Roles b)
{
    return Roles(static_cast<quint16>(a.mask | b.mask));
}
[[nodiscard]] constexpr Roles operator|(Role a, Role b)
{
    return Roles(a) | Roles(b);
}

inline constexpr std::array allRoles = {
    Role::IncidentCommander, Role::Deputy,          Role::Scribe,    Role::Engineering,  Role::Compliance, Role::Legal,
    Role::Communications,    Role::CustomerSuccess, Role::Executive, Role::Administrator};
[[nodiscard]] QLatin1StringView roleId(Role role); ///< "incident-commander"
[[nodiscard]] QString roleName(Role role);         ///< translated: "Incident commander"
[[nodiscard]] QString roleShort(Role role); ///< "IC", "DEP", "SCR", "ENG", "CMP", "LEG", "COM", "CS", "EXE", "ADM"

/// Everybody who works on content: all but Executive and Administrator.
inline constexpr Roles responders = Role::IncidentCommander | Role::Deputy | Role::Scribe | Role::Engineering
    | Role::Compliance | Role::Legal | Role::Communications | Role::CustomerSuccess;
inline constexpr Roles command = Role::IncidentCommander | Role::Deputy;
inline constexpr Roles readers = responders | Role::Executive;
inline constexpr Roles everybody = readers | Role::Administrator;

} // namespace bulkhead
