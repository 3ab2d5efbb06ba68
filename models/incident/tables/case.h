#pragma once

#include "models/incident/tables/choices.h"

namespace bulkhead {

template<> struct Table<Incident>
{
    static constexpr Kind kind = 10;
    static constexpr const char* name = "incident";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Incident");
    static constexpr quint16 titleField = 1;
    static constexpr auto columns = Columns{
        Column{Field{1, "title", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Title"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} declared the incident “{new}”"), Writable::WhileOpen,
                     true},
               &Incident::title},
        Column{Field{2, "code_name", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Code name"), "",
                     Writable::WhileOpen, true},
               &Incident::codeName},
        Column{Field{3, "number", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Number")},
               &Incident::number},
        Column{Field{4, "exercise", FieldType::Boolean, responders, QT_TRANSLATE_NOOP("Field", "Exercise")},
               &Incident::isExercise},
        Column{Field{5, "severity", FieldType::Choice, assessors, QT_TRANSLATE_NOOP("Field", "Severity"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} changed severity from {old} to {new}"),
                     Writable::WhileOpen, true, false, Choices<Severity>::names},
               &Incident::severity},
        Column{Field{6, "phase", FieldType::Choice, command, QT_TRANSLATE_NOOP("Field", "Phase"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} moved the incident from {old} to {new}"), Writable::Always,
                     true, false, Choices<Phase>::names},
               &Incident::phase},
        Column{Field{7, "surfaces", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "Surfaces"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} set the surfaces to {new}")},
               &Incident::surfaces},
        Column{Field{8, "occurred_from", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Occurred from"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} set the begin of the leak to {new}")},
               &Incident::occurredFrom},
        Column{Field{9, "occurred_to", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Occurred to"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} set the end of the leak to {new}")},
               &Incident::occurredTo},
        Column{Field{10, "detected", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Detected"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} set the time of detection to {new}")},
               &Incident::detected},
        Column{Field{11, "reported", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Reported"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} set the time of the report to {new}")},
               &Incident::reported},
        Column{Field{12, "confirmed", FieldType::Instant, clockKeepers,
                     QT_TRANSLATE_NOOP("Field", "Personal data confirmed"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} recorded that personal data was confirmed at {new}")},
               &Incident::personalDataConfirmed},
        Column{Field{13, "aware", FieldType::Instant, clockKeepers, QT_TRANSLATE_NOOP("Field", "Aware"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} recorded awareness at {new}")},
               &Incident::aware},
        Column{Field{14, "processor_aware", FieldType::Instant, clockKeepers,
                     QT_TRANSLATE_NOOP("Field", "Processor aware"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} recorded that the processor was aware at {new}")},
               &Incident::processorAware},
        Column{Field{15, "summary", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Summary"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} rewrote the summary"), Writable::WhileOpen, true},
               &Incident::summary},
        Column{Field{16, "legal_hold", FieldType::Boolean, Role::Legal, QT_TRANSLATE_NOOP("Field", "Legal hold"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} set the legal hold to {new}"), Writable::Always},
               &Incident::isOnLegalHold},
        Column{Field{17, "legal_hold_reason", FieldType::LongText, Role::Legal,
                     QT_TRANSLATE_NOOP("Field", "Reason for the legal hold"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} gave a reason for the legal hold: {new}"),
                     Writable::Always},
               &Incident::legalHoldReason},
        Column{Field{18, "verdict", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Verdict")},
               &Incident::verdict},
        Column{Field{19, "declared_at", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Declared")},
               &Incident::declaredAt},
        Column{Field{20, "closing_note", FieldType::LongText, command, QT_TRANSLATE_NOOP("Field", "Closing note"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} wrote on closing: {new}")},
               &Incident::closingNote},
    };
};

template<> struct Table<Assignment>
{
    static constexpr Kind kind = 11;
    static constexpr const char* name = "assignment";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Assignment");
    static constexpr quint16 titleField = 3;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, command, QT_TRANSLATE_NOOP("Field", "Incident")},
               &Assignment::incident},
        Column{Field{2, "member", FieldType::Reference, command, QT_TRANSLATE_NOOP("Field", "Member"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} gave {new} the role {subject}")},
               &Assignment::member},
        Column{Field{3, "role", FieldType::TextList, command, QT_TRANSLATE_NOOP("Field", "Role")}, &Assignment::role},
        Column{Field{4, "assumed", FieldType::Instant, command, QT_TRANSLATE_NOOP("Field", "Assumed")},
               &Assignment::assumed},
        Column{Field{5, "renounced", FieldType::Instant, command, QT_TRANSLATE_NOOP("Field", "Renounced"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} ended the role {subject} at {new}")},
               &Assignment::renounced},
    };
};

} // namespace bulkhead
