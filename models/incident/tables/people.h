#pragma once

#include "models/incident/tables/choices.h"

namespace bulkhead {

template<> struct Table<Decision>
{
    static constexpr Kind kind = 17;
    static constexpr const char* name = "decision";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Decision");
    static constexpr quint16 titleField = 2;
    static constexpr auto columns = std::tuple{
        Column{Field{1, "incident", FieldType::Reference, signatories, QT_TRANSLATE_NOOP("Field", "Incident")},
               &Decision::incident},
        Column{Field{2, "title", FieldType::Text, signatories, QT_TRANSLATE_NOOP("Field", "Title"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} decided: {new}")},
               &Decision::title},
        Column{Field{3, "rationale", FieldType::LongText, signatories, QT_TRANSLATE_NOOP("Field", "Reasons")},
               &Decision::rationale},
        Column{Field{4, "alternatives", FieldType::LongText, signatories, QT_TRANSLATE_NOOP("Field", "Alternatives")},
               &Decision::alternatives},
        Column{Field{5, "decided", FieldType::Instant, signatories, QT_TRANSLATE_NOOP("Field", "Decided")},
               &Decision::decidedAt},
        Column{Field{6, "decided_by", FieldType::Reference, signatories, QT_TRANSLATE_NOOP("Field", "Decided by")},
               &Decision::decidedBy},
        Column{Field{7, "signature", FieldType::Octets, signatories, QT_TRANSLATE_NOOP("Field", "Signature")},
               &Decision::signature},
        Column{Field{8, "supersedes", FieldType::Reference, signatories, QT_TRANSLATE_NOOP("Field", "Supersedes"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} replaced the decision “{new}”")},
               &Decision::supersedes},
        Column{Field{9, "struck", FieldType::Boolean, responders, QT_TRANSLATE_NOOP("Field", "Struck")},
               &Decision::isStruck},
        Column{Field{10, "struck_reason", FieldType::LongText, responders,
                     QT_TRANSLATE_NOOP("Field", "Reason for striking"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} struck the decision “{subject}”: {new}")},
               &Decision::struckReason},
    };
};

template<> struct Table<Party>
{
    static constexpr Kind kind = 18;
    static constexpr const char* name = "party";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Party");
    static constexpr quint16 titleField = 2;
    static constexpr auto columns = std::tuple{
        Column{Field{1, "incident", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Incident")},
               &Party::incident},
        Column{Field{2, "name", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Name"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} added the party {new}"), Writable::WhileOpen, true},
               &Party::name},
        Column{Field{3, "kind", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Kind"), "",
                     Writable::WhileOpen, true},
               &Party::kind},
        Column{Field{4, "tenant", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Tenant"), "",
                     Writable::WhileOpen, true},
               &Party::tenant},
        Column{Field{5, "contact", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Contact")},
               &Party::contact},
        Column{Field{6, "note", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Note")}, &Party::note},
        Column{Field{7, "struck", FieldType::Boolean, responders, QT_TRANSLATE_NOOP("Field", "Struck")},
               &Party::isStruck},
        Column{Field{8, "struck_reason", FieldType::LongText, responders,
                     QT_TRANSLATE_NOOP("Field", "Reason for striking"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} struck the party {subject}: {new}")},
               &Party::struckReason},
    };
};

} // namespace bulkhead
