#pragma once

#include "models/journal/journal.h"

#include <array>

/// Two kinds of entities, enough to try every rule of the journal without the incident room.
namespace bulkhead::test {

inline constexpr std::array phaseNames = {"open", "review", "closed"};

inline constexpr Kind incidentKind = 10;
inline constexpr Kind noteKind = 11;
inline constexpr FieldId incidentTitle = fieldId(incidentKind, 1);
inline constexpr FieldId incidentPhase = fieldId(incidentKind, 2);
inline constexpr FieldId noteText = fieldId(noteKind, 1);
inline constexpr FieldId notePinned = fieldId(noteKind, 2);
inline constexpr FieldId noteAdvice = fieldId(noteKind, 3);   ///< privileged, written by Legal
inline constexpr FieldId noteApproval = fieldId(noteKind, 4); ///< written by Executive
inline constexpr FieldId noteRemark = fieldId(noteKind, 5);   ///< also when the incident is closed
inline constexpr FieldId unknownField = fieldId(99, 1);

[[nodiscard]] inline Schema smallSchema()
{
    Schema schema;
    addMembership(schema);
    schema.add({incidentKind,
                "incident",
                "Incident",
                {{1, "title", FieldType::Text, responders, "Title"},
                 {2, "phase", FieldType::Choice, command, "Phase", "", Writable::WhileOpen, false, false, phaseNames}},
                1});
    schema.add({noteKind,
                "note",
                "Note",
                {{1, "text", FieldType::LongText, responders, "Text"},
                 {2, "pinned", FieldType::Boolean, responders, "Pinned"},
                 {3, "advice", FieldType::Text, Role::Legal, "Advice", "", Writable::WhileOpen, false, true},
                 {4, "approval", FieldType::Text, Role::Executive, "Approval"},
                 {5, "remark", FieldType::Text, responders, "Remark", "", Writable::Always}},
                1});
    return schema;
}

/// The same entities in a program that was modified to allow everything.
[[nodiscard]] inline Schema laxSchema()
{
    const Schema strict = smallSchema();
    Schema lax;
    for (auto [kind, type] : strict.types()) {
        for (Field& field : type.fields) {
            field.writers = everybody;
            field.writable = Writable::Always;
            field.isPrivileged = false;
        }
        lax.add(type);
    }
    return lax;
}

/// A draft of one fact.
[[nodiscard]] inline Draft fact(const Stream& stream, const Id& entity, FieldId field, const Value& value)
{
    return {.stream = stream, .intent = QStringLiteral("test.write"), .facts = {{entity, field, value}}};
}
[[nodiscard]] inline Draft fact(const Stream& stream, const Id& entity, FieldId field, const char* value)
{
    return fact(stream, entity, field, Value(QString::fromUtf8(value)));
}

[[nodiscard]] inline Stream team(const Id& incident)
{
    return {incident, Compartment::Team};
}
[[nodiscard]] inline Stream counsel(const Id& incident)
{
    return {incident, Compartment::Counsel};
}

} // namespace bulkhead::test
