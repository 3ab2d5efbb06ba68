#pragma once

#include "models/incident/entries.h"

namespace bulkhead {

/// \name Names of choices, as on the command line, in files and in JSON
///@{
template<> struct Choices<Severity>
{
    static constexpr std::array<const char*, 4> names = {"low", "medium", "high", "critical"};
};
template<> struct Choices<Phase>
{
    static constexpr std::array<const char*, 8> names = {"declare", "triage",   "contain", "eradicate",
                                                         "recover", "disclose", "review",  "closed"};
};
template<> struct Choices<Surface>
{
    static constexpr std::array<const char*, 6> names = {"unknown",       "api-endpoint", "data-sync",
                                                         "admin-console", "app-settings", "user-provisioning"};
};
template<> struct Choices<TaskState>
{
    static constexpr std::array<const char*, 4> names = {"open", "in-progress", "done", "not-applicable"};
};
template<> struct Choices<ClockState>
{
    static constexpr std::array<const char*, 6> names = {"running",        "met",  "missed",
                                                         "not-applicable", "late", "superseded"};
};
template<> struct Choices<NoticeState>
{
    static constexpr std::array<const char*, 5> names = {"undecided", "not-owed", "planned", "sent", "acknowledged"};
};
///@}

/// Who may set severity and stop clocks: they answer for it.
inline constexpr Roles assessors = command | Role::Compliance;
inline constexpr Roles clockKeepers = assessors | Role::Legal;
inline constexpr Roles signatories = responders | Role::Executive;

} // namespace bulkhead
