#pragma once

#include "models/incident/breach.h"
#include "models/incident/tables/choices.h"

namespace bulkhead {

template<> struct Table<ContractClause>
{
    static constexpr Kind kind = 36;
    static constexpr const char* name = "clause";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Contract clause");
    static constexpr quint16 titleField = 1;
    static constexpr auto columns = Columns{
        Column{Field{1, "name", FieldType::Text, clockKeepers, QT_TRANSLATE_NOOP("Field", "Name"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} entered the contract clause “{new}”"), Writable::Always},
               &ContractClause::name},
        Column{
            Field{2, "regime", FieldType::Text, clockKeepers, QT_TRANSLATE_NOOP("Field", "Rule"), "", Writable::Always},
            &ContractClause::regime},
        Column{Field{3, "trigger", FieldType::Text, clockKeepers, QT_TRANSLATE_NOOP("Field", "Trigger"), "",
                     Writable::Always},
               &ContractClause::trigger},
        Column{Field{4, "starts", FieldType::Text, clockKeepers, QT_TRANSLATE_NOOP("Field", "Runs from"), "",
                     Writable::Always},
               &ContractClause::starts},
        Column{Field{5, "hours", FieldType::Integer, clockKeepers, QT_TRANSLATE_NOOP("Field", "Hours"), "",
                     Writable::Always},
               &ContractClause::hours},
        Column{Field{6, "derived", FieldType::Text, clockKeepers, QT_TRANSLATE_NOOP("Field", "Includes derived data"),
                     "", Writable::Always},
               &ContractClause::derived},
        Column{Field{7, "channel", FieldType::Text, clockKeepers, QT_TRANSLATE_NOOP("Field", "Channel"), "",
                     Writable::Always},
               &ContractClause::channel},
        Column{Field{8, "citation", FieldType::Text, clockKeepers, QT_TRANSLATE_NOOP("Field", "Citation"), "",
                     Writable::Always},
               &ContractClause::citation},
        Column{Field{9, "note", FieldType::LongText, clockKeepers, QT_TRANSLATE_NOOP("Field", "Note"), "",
                     Writable::Always},
               &ContractClause::note},
        Column{Field{10, "retired", FieldType::Boolean, clockKeepers, QT_TRANSLATE_NOOP("Field", "Retired"), "",
                     Writable::Always},
               &ContractClause::isRetired},
        Column{Field{11, "retired_reason", FieldType::LongText, clockKeepers,
                     QT_TRANSLATE_NOOP("Field", "Reason for retiring"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} retired the contract clause “{subject}”: {new}"),
                     Writable::Always},
               &ContractClause::retiredReason},
    };
};

template<> struct Table<BreachRecord>
{
    static constexpr Kind kind = 37;
    static constexpr const char* name = "breach-record";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Record of the breach question");
    static constexpr quint16 titleField = 3;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, clockKeepers, QT_TRANSLATE_NOOP("Field", "Incident")},
               &BreachRecord::incident},
        Column{Field{2, "number", FieldType::Integer, clockKeepers, QT_TRANSLATE_NOOP("Field", "Number")},
               &BreachRecord::number},
        Column{Field{3, "conclusion", FieldType::Text, clockKeepers, QT_TRANSLATE_NOOP("Field", "Conclusion"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} signed the record of the breach question: {new}")},
               &BreachRecord::conclusion},
        Column{Field{4, "provenance", FieldType::Text, clockKeepers, QT_TRANSLATE_NOOP("Field", "Provenance")},
               &BreachRecord::provenance},
        Column{
            Field{5, "identifiability", FieldType::Text, clockKeepers, QT_TRANSLATE_NOOP("Field", "Identifiability")},
            &BreachRecord::identifiability},
        Column{Field{6, "answers", FieldType::TextList, clockKeepers, QT_TRANSLATE_NOOP("Field", "Answers")},
               &BreachRecord::answers},
        Column{Field{7, "open", FieldType::TextList, clockKeepers, QT_TRANSLATE_NOOP("Field", "Open questions")},
               &BreachRecord::open},
        Column{Field{8, "reasoning", FieldType::LongText, clockKeepers, QT_TRANSLATE_NOOP("Field", "Reasoning")},
               &BreachRecord::reasoning},
        Column{Field{9, "document", FieldType::LongText, clockKeepers, QT_TRANSLATE_NOOP("Field", "Record")},
               &BreachRecord::document},
        Column{Field{10, "supersedes", FieldType::Reference, clockKeepers, QT_TRANSLATE_NOOP("Field", "Supersedes")},
               &BreachRecord::supersedes},
        Column{Field{11, "signed_by", FieldType::Reference, clockKeepers, QT_TRANSLATE_NOOP("Field", "Signed by")},
               &BreachRecord::signedBy},
        Column{Field{12, "signed", FieldType::Instant, clockKeepers, QT_TRANSLATE_NOOP("Field", "Signed")},
               &BreachRecord::signedAt},
        Column{Field{13, "signature", FieldType::Octets, clockKeepers, QT_TRANSLATE_NOOP("Field", "Signature")},
               &BreachRecord::signature},
    };
};

template<> struct Table<RegisterEntry>
{
    static constexpr Kind kind = 38;
    static constexpr const char* name = "register-entry";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Entry of the register");
    static constexpr quint16 titleField = 2;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Incident"), "",
                     Writable::Always},
               &RegisterEntry::incident},
        Column{Field{2, "description", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Description"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} described it for the register: {new}"), Writable::Always},
               &RegisterEntry::description},
        Column{Field{3, "cause", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Cause"), "",
                     Writable::Always},
               &RegisterEntry::cause},
        Column{Field{4, "affected", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "Affected"), "",
                     Writable::Always},
               &RegisterEntry::affected},
        Column{Field{5, "data_categories", FieldType::TextList, responders,
                     QT_TRANSLATE_NOOP("Field", "Categories of data"), "", Writable::Always},
               &RegisterEntry::dataCategories},
        Column{Field{6, "subject_categories", FieldType::TextList, responders,
                     QT_TRANSLATE_NOOP("Field", "Categories of people"), "", Writable::Always},
               &RegisterEntry::subjectCategories},
        Column{Field{7, "subjects", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "People affected"), "",
                     Writable::Always},
               &RegisterEntry::subjects},
        Column{Field{8, "records", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Affected records"), "",
                     Writable::Always},
               &RegisterEntry::records},
        Column{Field{9, "countries", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "Countries"), "",
                     Writable::Always},
               &RegisterEntry::countries},
        Column{Field{10, "consequences", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Consequences"),
                     "", Writable::Always},
               &RegisterEntry::consequences},
        Column{Field{11, "measures", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Measures"), "",
                     Writable::Always},
               &RegisterEntry::measures},
        Column{Field{12, "lessons", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Lessons"), "",
                     Writable::Always},
               &RegisterEntry::lessons},
        Column{Field{13, "not_notified", FieldType::LongText, clockKeepers,
                     QT_TRANSLATE_NOOP("Field", "Reasons for not notifying"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} gave the reasons for not notifying: {new}"),
                     Writable::Always},
               &RegisterEntry::notNotified},
    };
};

template<> struct Table<PackReview>
{
    static constexpr Kind kind = 39;
    static constexpr const char* name = "pack-review";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Review of rules");
    static constexpr quint16 titleField = 1;
    static constexpr auto columns = Columns{
        Column{Field{1, "pack", FieldType::Text, Role::Legal, QT_TRANSLATE_NOOP("Field", "Pack"), "", Writable::Always},
               &PackReview::pack},
        Column{Field{2, "version", FieldType::Text, Role::Legal, QT_TRANSLATE_NOOP("Field", "Version"), "",
                     Writable::Always},
               &PackReview::version},
        Column{Field{3, "sha256", FieldType::Octets, Role::Legal, QT_TRANSLATE_NOOP("Field", "SHA-256"), "",
                     Writable::Always},
               &PackReview::sha256},
        Column{Field{4, "note", FieldType::LongText, Role::Legal, QT_TRANSLATE_NOOP("Field", "Note"), "",
                     Writable::Always},
               &PackReview::note},
        Column{Field{5, "reviewed_by", FieldType::Reference, Role::Legal, QT_TRANSLATE_NOOP("Field", "Reviewed by"), "",
                     Writable::Always},
               &PackReview::reviewedBy},
        Column{Field{6, "reviewed", FieldType::Instant, Role::Legal, QT_TRANSLATE_NOOP("Field", "Reviewed"), "",
                     Writable::Always},
               &PackReview::reviewedAt},
        Column{Field{7, "review_due", FieldType::Instant, Role::Legal, QT_TRANSLATE_NOOP("Field", "Review due"), "",
                     Writable::Always},
               &PackReview::reviewDue},
        Column{Field{8, "signature", FieldType::Octets, Role::Legal, QT_TRANSLATE_NOOP("Field", "Signature"), "",
                     Writable::Always},
               &PackReview::signature},
        Column{Field{9, "withdrawn", FieldType::Boolean, Role::Legal, QT_TRANSLATE_NOOP("Field", "Withdrawn"), "",
                     Writable::Always},
               &PackReview::isWithdrawn},
        Column{Field{10, "withdrawn_reason", FieldType::LongText, Role::Legal,
                     QT_TRANSLATE_NOOP("Field", "Reason for withdrawing"), "", Writable::Always},
               &PackReview::withdrawnReason},
    };
};

} // namespace bulkhead
