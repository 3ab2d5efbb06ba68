#pragma once

#include "models/incident/tables/choices.h"

namespace bulkhead {

template<> struct Table<Decision>
{
    static constexpr Kind kind = 17;
    static constexpr const char* name = "decision";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Decision");
    static constexpr quint16 titleField = 2;
    static constexpr auto columns = Columns{
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
    static constexpr auto columns = Columns{
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
        Column{Field{9, "our_role", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Our role")},
               &Party::ourRole},
        Column{Field{10, "country", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Country")},
               &Party::country},
        Column{Field{11, "zone", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Time zone")}, &Party::zone},
        Column{Field{12, "clause", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Contract clause")},
               &Party::clause},
        Column{Field{13, "channel", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Channel")},
               &Party::channel},
        Column{Field{14, "records", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Affected records")},
               &Party::records},
        Column{Field{15, "notice", FieldType::Choice, responders, QT_TRANSLATE_NOOP("Field", "Notice"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} set the notice to {subject} from {old} to {new}"),
                     Writable::WhileOpen, false, false, Choices<NoticeState>::names},
               &Party::notice},
        Column{Field{16, "noticed", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Told")},
               &Party::noticedAt},
        Column{
            Field{17, "notice_note", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "About the notice")},
            &Party::noticeNote},
    };
};

} // namespace bulkhead
