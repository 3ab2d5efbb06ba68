#pragma once

#include "models/incident/disclosure.h"
#include "models/incident/tables/choices.h"

namespace bulkhead {

template<> struct Table<Disclosure>
{
    static constexpr Kind kind = 40;
    static constexpr const char* name = "disclosure";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Disclosure");
    static constexpr quint16 titleField = 2;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Incident"), "",
                     Writable::Always},
               &Disclosure::incident},
        Column{Field{2, "title", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Title"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} began the draft “{new}”"), Writable::Always},
               &Disclosure::title},
        Column{Field{3, "template", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Template"), "",
                     Writable::Always},
               &Disclosure::templateId},
        Column{Field{4, "language", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Language"), "",
                     Writable::Always},
               &Disclosure::language},
        Column{
            Field{5, "stage", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Stage"), "", Writable::Always},
            &Disclosure::stage},
        Column{Field{6, "clock", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Clock"), "",
                     Writable::Always},
               &Disclosure::clock},
        Column{Field{7, "party", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "For"), "",
                     Writable::Always},
               &Disclosure::party},
        Column{Field{8, "recipient", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Recipient"), "",
                     Writable::Always},
               &Disclosure::recipient},
        Column{Field{9, "channel", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Channel"), "",
                     Writable::Always},
               &Disclosure::channel},
        Column{Field{10, "zone", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Zone"), "", Writable::Always},
               &Disclosure::zone},
        Column{Field{11, "next_update", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Next update"), "",
                     Writable::Always},
               &Disclosure::nextUpdate},
        Column{Field{12, "redactions", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "Redactions"), "",
                     Writable::Always},
               &Disclosure::redactions},
        Column{Field{13, "follows", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Follows"), "",
                     Writable::Always},
               &Disclosure::follows},
        Column{Field{14, "created", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Begun"), "",
                     Writable::Always},
               &Disclosure::createdAt},
        Column{Field{15, "struck", FieldType::Boolean, responders, QT_TRANSLATE_NOOP("Field", "Struck"), "",
                     Writable::Always},
               &Disclosure::isStruck},
        Column{Field{16, "struck_reason", FieldType::LongText, responders,
                     QT_TRANSLATE_NOOP("Field", "Reason for striking"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} struck the draft “{subject}”: {new}"), Writable::Always},
               &Disclosure::struckReason},
    };
};

template<> struct Table<DisclosureSection>
{
    static constexpr Kind kind = 41;
    static constexpr const char* name = "disclosure-section";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Section of a draft");
    static constexpr quint16 titleField = 5;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Incident"), "",
                     Writable::Always},
               &DisclosureSection::incident},
        Column{Field{2, "disclosure", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Disclosure"), "",
                     Writable::Always},
               &DisclosureSection::disclosure},
        Column{Field{3, "key", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Key"), "", Writable::Always},
               &DisclosureSection::key},
        Column{Field{4, "position", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Position"), "",
                     Writable::Always},
               &DisclosureSection::position},
        Column{Field{5, "heading", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Heading"), "",
                     Writable::Always},
               &DisclosureSection::heading},
        Column{
            Field{6, "text", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Text"), "", Writable::Always},
            &DisclosureSection::text},
        Column{Field{7, "removed", FieldType::Boolean, responders, QT_TRANSLATE_NOOP("Field", "Removed"), "",
                     Writable::Always},
               &DisclosureSection::isRemoved},
    };
};

template<> struct Table<DisclosureClaim>
{
    static constexpr Kind kind = 42;
    static constexpr const char* name = "disclosure-claim";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Claim of a draft");
    static constexpr quint16 titleField = 3;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Incident"), "",
                     Writable::Always},
               &DisclosureClaim::incident},
        Column{Field{2, "disclosure", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Disclosure"), "",
                     Writable::Always},
               &DisclosureClaim::disclosure},
        Column{Field{3, "sentence", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Sentence"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} answered for a sentence of a draft: {new}"),
                     Writable::Always},
               &DisclosureClaim::sentence},
        Column{Field{4, "evidence", FieldType::References, responders, QT_TRANSLATE_NOOP("Field", "Evidence"), "",
                     Writable::Always},
               &DisclosureClaim::evidence},
        Column{
            Field{5, "why", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Why"), "", Writable::Always},
            &DisclosureClaim::why},
        Column{Field{6, "bound_by", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Bound by"), "",
                     Writable::Always},
               &DisclosureClaim::boundBy},
        Column{Field{7, "bound", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Bound"), "",
                     Writable::Always},
               &DisclosureClaim::boundAt},
        Column{Field{8, "withdrawn", FieldType::Boolean, responders, QT_TRANSLATE_NOOP("Field", "Withdrawn"), "",
                     Writable::Always},
               &DisclosureClaim::isWithdrawn},
        Column{Field{9, "named", FieldType::References, responders, QT_TRANSLATE_NOOP("Field", "May name"), "",
                     Writable::Always},
               &DisclosureClaim::named},
    };
};

template<> struct Table<DisclosureVersion>
{
    static constexpr Kind kind = 43;
    static constexpr const char* name = "disclosure-version";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Version put up for approval");
    static constexpr quint16 titleField = 3;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Incident"), "",
                     Writable::Always},
               &DisclosureVersion::incident},
        Column{Field{2, "disclosure", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Disclosure"), "",
                     Writable::Always},
               &DisclosureVersion::disclosure},
        Column{Field{3, "title", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Title"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} put up for approval: {new}"), Writable::Always},
               &DisclosureVersion::title},
        Column{Field{4, "number", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Number"), "",
                     Writable::Always},
               &DisclosureVersion::number},
        Column{Field{5, "document", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Text"), "",
                     Writable::Always},
               &DisclosureVersion::document},
        Column{Field{6, "recipient", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Recipient"), "",
                     Writable::Always},
               &DisclosureVersion::recipient},
        Column{Field{7, "channel", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Channel"), "",
                     Writable::Always},
               &DisclosureVersion::channel},
        Column{Field{8, "facts", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "Facts"), "",
                     Writable::Always},
               &DisclosureVersion::facts},
        Column{
            Field{9, "rules", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Rules"), "", Writable::Always},
            &DisclosureVersion::rules},
        Column{Field{10, "release", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Release"), "",
                     Writable::Always},
               &DisclosureVersion::release},
        Column{Field{11, "source", FieldType::Octets, responders, QT_TRANSLATE_NOOP("Field", "SHA-256 of the draft"),
                     "", Writable::Always},
               &DisclosureVersion::source},
        Column{Field{12, "warnings", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "Warnings"), "",
                     Writable::Always},
               &DisclosureVersion::warnings},
        Column{Field{13, "submitted_by", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Submitted by"),
                     "", Writable::Always},
               &DisclosureVersion::submittedBy},
        Column{Field{14, "submitted", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Submitted"), "",
                     Writable::Always},
               &DisclosureVersion::submittedAt},
    };
};

template<> struct Table<DisclosureApproval>
{
    static constexpr Kind kind = 44;
    static constexpr const char* name = "disclosure-approval";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Approval");
    static constexpr quint16 titleField = 4;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, signatories, QT_TRANSLATE_NOOP("Field", "Incident"), "",
                     Writable::Always},
               &DisclosureApproval::incident},
        Column{Field{2, "disclosure", FieldType::Reference, signatories, QT_TRANSLATE_NOOP("Field", "Disclosure"), "",
                     Writable::Always},
               &DisclosureApproval::disclosure},
        Column{Field{3, "version", FieldType::Reference, signatories, QT_TRANSLATE_NOOP("Field", "Version"), "",
                     Writable::Always},
               &DisclosureApproval::version},
        Column{Field{4, "title", FieldType::Text, signatories, QT_TRANSLATE_NOOP("Field", "Title"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} approved {new}"), Writable::Always},
               &DisclosureApproval::title},
        Column{Field{5, "as_legal", FieldType::Boolean, Role::Legal, QT_TRANSLATE_NOOP("Field", "As Legal"), "",
                     Writable::Always},
               &DisclosureApproval::asLegal},
        Column{Field{6, "as_compliance", FieldType::Boolean, Role::Compliance,
                     QT_TRANSLATE_NOOP("Field", "As Compliance"), "", Writable::Always},
               &DisclosureApproval::asCompliance},
        Column{Field{7, "as_executive", FieldType::Boolean, Role::Executive, QT_TRANSLATE_NOOP("Field", "As Executive"),
                     "", Writable::Always},
               &DisclosureApproval::asExecutive},
        Column{Field{8, "loan", FieldType::Reference, signatories, QT_TRANSLATE_NOOP("Field", "By a lent role"), "",
                     Writable::Always},
               &DisclosureApproval::loan},
        Column{Field{9, "break_glass", FieldType::Boolean, signatories, QT_TRANSLATE_NOOP("Field", "Break-glass"), "",
                     Writable::Always},
               &DisclosureApproval::isBreakGlass},
        Column{Field{10, "reason", FieldType::LongText, signatories, QT_TRANSLATE_NOOP("Field", "Reason"), "",
                     Writable::Always},
               &DisclosureApproval::reason},
        Column{Field{11, "approved_by", FieldType::Reference, signatories, QT_TRANSLATE_NOOP("Field", "Approved by"),
                     "", Writable::Always},
               &DisclosureApproval::approvedBy},
        Column{Field{12, "approved", FieldType::Instant, signatories, QT_TRANSLATE_NOOP("Field", "Approved"), "",
                     Writable::Always},
               &DisclosureApproval::approvedAt},
        Column{Field{13, "signature", FieldType::Octets, signatories, QT_TRANSLATE_NOOP("Field", "Signature"), "",
                     Writable::Always},
               &DisclosureApproval::signature},
        Column{Field{14, "withdrawn", FieldType::Boolean, signatories, QT_TRANSLATE_NOOP("Field", "Withdrawn"), "",
                     Writable::Always},
               &DisclosureApproval::isWithdrawn},
        Column{Field{15, "withdrawn_reason", FieldType::LongText, signatories,
                     QT_TRANSLATE_NOOP("Field", "Reason for withdrawing"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} withdrew the approval of {subject}: {new}"),
                     Writable::Always},
               &DisclosureApproval::withdrawnReason},
    };
};

template<> struct Table<DisclosureSending>
{
    static constexpr Kind kind = 45;
    static constexpr const char* name = "disclosure-sending";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Sending");
    static constexpr quint16 titleField = 4;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Incident"), "",
                     Writable::Always},
               &DisclosureSending::incident},
        Column{Field{2, "disclosure", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Disclosure"), "",
                     Writable::Always},
               &DisclosureSending::disclosure},
        Column{Field{3, "version", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Version"), "",
                     Writable::Always},
               &DisclosureSending::version},
        Column{Field{4, "title", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Title"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} recorded as sent: {new}"), Writable::Always},
               &DisclosureSending::title},
        Column{Field{5, "recipient", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Recipient"), "",
                     Writable::Always},
               &DisclosureSending::recipient},
        Column{Field{6, "channel", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Channel"), "",
                     Writable::Always},
               &DisclosureSending::channel},
        Column{
            Field{7, "sent", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Sent"), "", Writable::Always},
            &DisclosureSending::sentAt},
        Column{Field{8, "reference", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Reference"), "",
                     Writable::Always},
               &DisclosureSending::reference},
        Column{Field{9, "receipt", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Receipt"), "",
                     Writable::Always},
               &DisclosureSending::receipt},
        Column{Field{10, "note", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Note"), "",
                     Writable::Always},
               &DisclosureSending::note},
        Column{Field{11, "recorded_by", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Recorded by"), "",
                     Writable::Always},
               &DisclosureSending::recordedBy},
    };
};

template<> struct Table<RoleLoan>
{
    static constexpr Kind kind = 46;
    static constexpr const char* name = "role-loan";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Lent role");
    static constexpr quint16 titleField = 2;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, signatories, QT_TRANSLATE_NOOP("Field", "Incident"), "",
                     Writable::Always},
               &RoleLoan::incident},
        Column{Field{2, "title", FieldType::Text, signatories, QT_TRANSLATE_NOOP("Field", "Title"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} lent a role: {new}"), Writable::Always},
               &RoleLoan::title},
        Column{Field{3, "of_legal", FieldType::Boolean, Role::Legal, QT_TRANSLATE_NOOP("Field", "Of Legal"), "",
                     Writable::Always},
               &RoleLoan::ofLegal},
        Column{Field{4, "of_compliance", FieldType::Boolean, Role::Compliance,
                     QT_TRANSLATE_NOOP("Field", "Of Compliance"), "", Writable::Always},
               &RoleLoan::ofCompliance},
        Column{Field{5, "of_executive", FieldType::Boolean, Role::Executive, QT_TRANSLATE_NOOP("Field", "Of Executive"),
                     "", Writable::Always},
               &RoleLoan::ofExecutive},
        Column{Field{6, "lender", FieldType::Reference, signatories, QT_TRANSLATE_NOOP("Field", "Lender"), "",
                     Writable::Always},
               &RoleLoan::lender},
        Column{Field{7, "borrower", FieldType::Reference, signatories, QT_TRANSLATE_NOOP("Field", "Borrower"), "",
                     Writable::Always},
               &RoleLoan::borrower},
        Column{
            Field{8, "from", FieldType::Instant, signatories, QT_TRANSLATE_NOOP("Field", "From"), "", Writable::Always},
            &RoleLoan::from},
        Column{Field{9, "until", FieldType::Instant, signatories, QT_TRANSLATE_NOOP("Field", "Until"), "",
                     Writable::Always},
               &RoleLoan::until},
        Column{Field{10, "reason", FieldType::LongText, signatories, QT_TRANSLATE_NOOP("Field", "Reason"), "",
                     Writable::Always},
               &RoleLoan::reason},
        Column{Field{11, "ended", FieldType::Boolean, signatories, QT_TRANSLATE_NOOP("Field", "Ended"), "",
                     Writable::Always},
               &RoleLoan::isEnded},
    };
};

template<> struct Table<DisclosureSuggestion>
{
    static constexpr Kind kind = 47;
    static constexpr const char* name = "disclosure-suggestion";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Suggestion");
    static constexpr quint16 titleField = 4;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Incident"), "",
                     Writable::Always},
               &DisclosureSuggestion::incident},
        Column{Field{2, "disclosure", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Disclosure"), "",
                     Writable::Always},
               &DisclosureSuggestion::disclosure},
        Column{Field{3, "section", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Section"), "",
                     Writable::Always},
               &DisclosureSuggestion::section},
        Column{Field{4, "excerpt", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Excerpt"), "",
                     Writable::Always},
               &DisclosureSuggestion::excerpt},
        Column{Field{5, "replacement", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Replacement"), "",
                     Writable::Always},
               &DisclosureSuggestion::replacement},
        Column{
            Field{6, "why", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Why"), "", Writable::Always},
            &DisclosureSuggestion::why},
        Column{Field{7, "suggested_by", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Suggested by"),
                     "", Writable::Always},
               &DisclosureSuggestion::suggestedBy},
        Column{Field{8, "suggested", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Suggested"), "",
                     Writable::Always},
               &DisclosureSuggestion::suggestedAt},
        Column{Field{9, "outcome", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Outcome"), "",
                     Writable::Always},
               &DisclosureSuggestion::outcome},
    };
};

template<> struct Table<ReviewItem>
{
    static constexpr Kind kind = 48;
    static constexpr const char* name = "review-item";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Finding of the review");
    static constexpr quint16 titleField = 3;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Incident"), "",
                     Writable::Always},
               &ReviewItem::incident},
        Column{Field{2, "kind", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Kind"), "", Writable::Always},
               &ReviewItem::kind},
        Column{Field{3, "text", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Text"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} noted for the review: {new}"), Writable::Always},
               &ReviewItem::text},
        Column{Field{4, "detail", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Detail"), "",
                     Writable::Always},
               &ReviewItem::detail},
        Column{Field{5, "owner", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Owner"), "",
                     Writable::Always},
               &ReviewItem::owner},
        Column{Field{6, "due", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Due"), "", Writable::Always},
               &ReviewItem::due},
        Column{Field{7, "state", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "State"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} set the action “{subject}” to {new}"), Writable::Always},
               &ReviewItem::state},
        Column{Field{8, "outcome", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Outcome"), "",
                     Writable::Always},
               &ReviewItem::outcome},
        Column{Field{9, "finished", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Finished"), "",
                     Writable::Always},
               &ReviewItem::finishedAt},
        Column{Field{10, "created", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Written"), "",
                     Writable::Always},
               &ReviewItem::createdAt},
        Column{Field{11, "struck", FieldType::Boolean, responders, QT_TRANSLATE_NOOP("Field", "Struck"), "",
                     Writable::Always},
               &ReviewItem::isStruck},
        Column{Field{12, "struck_reason", FieldType::LongText, responders,
                     QT_TRANSLATE_NOOP("Field", "Reason for striking"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} struck “{subject}” from the review: {new}"),
                     Writable::Always},
               &ReviewItem::struckReason},
    };
};

} // namespace bulkhead
