#pragma once

#include "models/incident/attested.h"
#include "models/incident/tables/choices.h"

namespace bulkhead {

template<> struct Table<OverlapMark>
{
    static constexpr Kind kind = 32;
    static constexpr const char* name = "overlap";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Overlap of data sets");
    static constexpr quint16 titleField = 1;
    static constexpr auto columns = Columns{
        Column{Field{1, "name", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Data sets"), "",
                     Writable::Always},
               &OverlapMark::name},
        Column{Field{2, "synthetic", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Synthetic"), "",
                     Writable::Always},
               &OverlapMark::synthetic},
        Column{Field{3, "production", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Production"), "",
                     Writable::Always},
               &OverlapMark::production},
        Column{Field{4, "records", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Records"), "",
                     Writable::Always},
               &OverlapMark::records},
        Column{Field{5, "reason", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Reason"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} marked what {subject} share as made up: {new}"),
                     Writable::Always},
               &OverlapMark::reason},
        Column{Field{6, "marked_by", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Marked by"), "",
                     Writable::Always},
               &OverlapMark::markedBy},
        Column{Field{7, "marked", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Marked"), "",
                     Writable::Always},
               &OverlapMark::markedAt},
        Column{Field{8, "mark_signature", FieldType::Octets, responders, QT_TRANSLATE_NOOP("Field", "Signature"), "",
                     Writable::Always},
               &OverlapMark::markSignature},
        Column{Field{9, "confirmed_by", FieldType::Reference, signatories, QT_TRANSLATE_NOOP("Field", "Confirmed by"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} confirmed that what {subject} share is made up"),
                     Writable::Always},
               &OverlapMark::confirmedBy},
        Column{Field{10, "confirmed", FieldType::Instant, signatories, QT_TRANSLATE_NOOP("Field", "Confirmed"), "",
                     Writable::Always},
               &OverlapMark::confirmedAt},
        Column{Field{11, "confirmation_signature", FieldType::Octets, signatories,
                     QT_TRANSLATE_NOOP("Field", "Signature of the confirmation"), "", Writable::Always},
               &OverlapMark::confirmationSignature},
        Column{Field{12, "withdrawn", FieldType::Boolean, responders, QT_TRANSLATE_NOOP("Field", "Withdrawn"), "",
                     Writable::Always},
               &OverlapMark::isWithdrawn},
        Column{Field{13, "withdrawn_reason", FieldType::LongText, responders,
                     QT_TRANSLATE_NOOP("Field", "Reason for withdrawing"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} withdrew that what {subject} share is made up: {new}"),
                     Writable::Always},
               &OverlapMark::withdrawnReason},
    };
};

template<> struct Table<RowOverride>
{
    static constexpr Kind kind = 33;
    static constexpr const char* name = "override";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Rows set by a person");
    static constexpr quint16 titleField = 2;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Incident")},
               &RowOverride::incident},
        Column{Field{2, "title", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Rows")}, &RowOverride::title},
        Column{Field{3, "evidence", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Sample")},
               &RowOverride::evidence},
        Column{Field{4, "rows", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Numbers of the rows")},
               &RowOverride::rows},
        Column{Field{5, "count", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Number of rows")},
               &RowOverride::count},
        Column{Field{6, "verdict", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Verdict")},
               &RowOverride::verdict},
        Column{Field{7, "reason", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Reason"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} set by hand, {subject}: {new}")},
               &RowOverride::reason},
        Column{Field{8, "support", FieldType::References, responders, QT_TRANSLATE_NOOP("Field", "Evidence")},
               &RowOverride::support},
        Column{Field{9, "set", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Set")}, &RowOverride::setAt},
        Column{Field{10, "withdrawn", FieldType::Boolean, responders, QT_TRANSLATE_NOOP("Field", "Withdrawn")},
               &RowOverride::isWithdrawn},
        Column{Field{11, "withdrawn_reason", FieldType::LongText, responders,
                     QT_TRANSLATE_NOOP("Field", "Reason for withdrawing"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} took back what was set by hand of {subject}: {new}")},
               &RowOverride::withdrawnReason},
    };
};

} // namespace bulkhead
