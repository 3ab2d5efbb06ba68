#pragma once

#include "models/incident/tables/choices.h"

namespace bulkhead {

template<> struct Table<Observation>
{
    static constexpr Kind kind = 13;
    static constexpr const char* name = "observation";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Observation");
    static constexpr quint16 titleField = 8;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Incident")},
               &Observation::incident},
        Column{Field{2, "occurred", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Occurred")},
               &Observation::occurred},
        Column{Field{3, "occurred_text", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Time as written")},
               &Observation::occurredText},
        Column{Field{4, "occurred_zone", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Zone as read")},
               &Observation::occurredZone},
        Column{Field{5, "recorded", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Recorded")},
               &Observation::recorded},
        Column{Field{6, "source", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Source")},
               &Observation::source},
        Column{Field{7, "raw", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Seen")}, &Observation::raw},
        Column{
            Field{8, "interpretation", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Interpretation")},
            &Observation::interpretation},
        Column{Field{9, "tags", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "Tags")},
               &Observation::tags},
        Column{Field{10, "evidence", FieldType::References, responders, QT_TRANSLATE_NOOP("Field", "Evidence")},
               &Observation::evidence},
        Column{Field{11, "links", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "Links")},
               &Observation::links},
        Column{Field{12, "pinned", FieldType::Boolean, responders, QT_TRANSLATE_NOOP("Field", "Pinned")},
               &Observation::isPinned},
        Column{Field{13, "struck", FieldType::Boolean, responders, QT_TRANSLATE_NOOP("Field", "Struck")},
               &Observation::isStruck},
        Column{Field{14, "struck_reason", FieldType::LongText, responders,
                     QT_TRANSLATE_NOOP("Field", "Reason for striking"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} struck an observation: {new}")},
               &Observation::struckReason},
        Column{Field{15, "surface", FieldType::Choice, responders, QT_TRANSLATE_NOOP("Field", "Surface"), "",
                     Writable::WhileOpen, false, false, Choices<Surface>::names},
               &Observation::surface},
        Column{Field{16, "attributes", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "Attributes")},
               &Observation::attributes},
        Column{Field{17, "import", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Imported with")},
               &Observation::import},
        Column{Field{18, "row", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Row of the file")},
               &Observation::row},
    };
};

template<> struct Table<TimelineImport>
{
    static constexpr Kind kind = 22;
    static constexpr const char* name = "timeline-import";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Import");
    static constexpr quint16 titleField = 2;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Incident")},
               &TimelineImport::incident},
        Column{Field{2, "file", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "File"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} imported “{new}” into the timeline")},
               &TimelineImport::file},
        Column{Field{3, "evidence", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Evidence")},
               &TimelineImport::evidence},
        Column{Field{4, "reader", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Format")},
               &TimelineImport::reader},
        Column{Field{5, "mapping", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "Columns")},
               &TimelineImport::mapping},
        Column{Field{6, "zone", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Zone as read")},
               &TimelineImport::zone},
        Column{Field{7, "source", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Source")},
               &TimelineImport::source},
        Column{Field{8, "surface", FieldType::Choice, responders, QT_TRANSLATE_NOOP("Field", "Surface"), "",
                     Writable::WhileOpen, false, false, Choices<Surface>::names},
               &TimelineImport::surface},
        Column{Field{9, "identical", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Equal rows")},
               &TimelineImport::identical},
        Column{Field{10, "identity", FieldType::Octets, responders, QT_TRANSLATE_NOOP("Field", "Identity of rows")},
               &TimelineImport::identity},
        Column{Field{11, "rows", FieldType::Octets, responders, QT_TRANSLATE_NOOP("Field", "Accepted rows")},
               &TimelineImport::rows},
        Column{Field{12, "ledger", FieldType::Octets, responders, QT_TRANSLATE_NOOP("Field", "Ledger")},
               &TimelineImport::ledger},
        Column{Field{13, "read", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Rows read")},
               &TimelineImport::read},
        Column{Field{14, "accepted", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Rows accepted")},
               &TimelineImport::accepted},
        Column{Field{15, "duplicate", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Rows there already")},
               &TimelineImport::duplicate},
        Column{Field{16, "rejected", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Rows rejected")},
               &TimelineImport::rejected},
        Column{Field{17, "first", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Earliest row")},
               &TimelineImport::first},
        Column{Field{18, "last", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Latest row")},
               &TimelineImport::last},
        Column{Field{19, "imported", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Imported")},
               &TimelineImport::importedAt},
        Column{Field{20, "struck", FieldType::Boolean, responders, QT_TRANSLATE_NOOP("Field", "Struck")},
               &TimelineImport::isStruck},
        Column{Field{21, "struck_reason", FieldType::LongText, responders,
                     QT_TRANSLATE_NOOP("Field", "Reason for striking"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} struck all rows of the import “{subject}”: {new}")},
               &TimelineImport::struckReason},
    };
};

template<> struct Table<SavedFilter>
{
    static constexpr Kind kind = 23;
    static constexpr const char* name = "saved-filter";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Saved filter");
    static constexpr quint16 titleField = 2;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Incident")},
               &SavedFilter::incident},
        Column{Field{2, "name", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Name")}, &SavedFilter::name},
        Column{Field{3, "query", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Search")},
               &SavedFilter::query},
        Column{Field{4, "struck", FieldType::Boolean, responders, QT_TRANSLATE_NOOP("Field", "Struck")},
               &SavedFilter::isStruck},
        Column{Field{5, "struck_reason", FieldType::LongText, responders,
                     QT_TRANSLATE_NOOP("Field", "Reason for striking")},
               &SavedFilter::struckReason},
    };
};

template<> struct Table<Evidence>
{
    static constexpr Kind kind = 14;
    static constexpr const char* name = "evidence";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Evidence");
    static constexpr quint16 titleField = 2;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Incident")},
               &Evidence::incident},
        Column{Field{2, "name", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Name"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} took “{new}” into evidence")},
               &Evidence::name},
        Column{Field{3, "sha256", FieldType::Octets, responders, QT_TRANSLATE_NOOP("Field", "SHA-256")},
               &Evidence::sha256},
        Column{Field{4, "blob", FieldType::Octets, responders, QT_TRANSLATE_NOOP("Field", "Material")},
               &Evidence::blob},
        Column{Field{5, "size", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Size")}, &Evidence::size},
        Column{Field{6, "source_url", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Source")},
               &Evidence::sourceUrl},
        Column{Field{7, "acquired", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Acquired")},
               &Evidence::acquiredAt},
        Column{Field{8, "acquired_by", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Acquired by")},
               &Evidence::acquiredBy},
        Column{Field{9, "note", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Note")}, &Evidence::note},
        Column{Field{10, "media_type", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Media type")},
               &Evidence::mediaType},
        Column{Field{11, "struck", FieldType::Boolean, responders, QT_TRANSLATE_NOOP("Field", "Struck")},
               &Evidence::isStruck},
        Column{Field{12, "struck_reason", FieldType::LongText, responders,
                     QT_TRANSLATE_NOOP("Field", "Reason for striking"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} struck the evidence “{subject}”: {new}")},
               &Evidence::struckReason},
    };
};

template<> struct Table<CustodyStep>
{
    static constexpr Kind kind = 15;
    static constexpr const char* name = "custody";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Custody step");
    static constexpr quint16 titleField = 4;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, readers, QT_TRANSLATE_NOOP("Field", "Incident"), "",
                     Writable::Always},
               &CustodyStep::incident},
        Column{Field{2, "evidence", FieldType::Reference, readers, QT_TRANSLATE_NOOP("Field", "Evidence"), "",
                     Writable::Always},
               &CustodyStep::evidence},
        Column{Field{3, "at", FieldType::Instant, readers, QT_TRANSLATE_NOOP("Field", "Time"), "", Writable::Always},
               &CustodyStep::at},
        Column{Field{4, "action", FieldType::Text, readers, QT_TRANSLATE_NOOP("Field", "Action"), "", Writable::Always},
               &CustodyStep::action},
        Column{Field{5, "by", FieldType::Text, readers, QT_TRANSLATE_NOOP("Field", "By"), "", Writable::Always},
               &CustodyStep::by},
        Column{Field{6, "note", FieldType::LongText, readers, QT_TRANSLATE_NOOP("Field", "Note"), "", Writable::Always},
               &CustodyStep::note},
    };
};

template<> struct Table<Sighting>
{
    static constexpr Kind kind = 16;
    static constexpr const char* name = "sighting";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Sighting");
    static constexpr quint16 titleField = 2;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Incident")},
               &Sighting::incident},
        Column{Field{2, "url", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Address"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} recorded a sighting at {new}")},
               &Sighting::url},
        Column{Field{3, "first_seen", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "First seen")},
               &Sighting::firstSeen},
        Column{Field{4, "last_seen", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Last seen"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} saw {subject} again at {new}")},
               &Sighting::lastSeen},
        Column{Field{5, "removed", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Removed"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} recorded that {subject} was removed at {new}")},
               &Sighting::removed},
        Column{Field{6, "note", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Note")}, &Sighting::note},
        Column{Field{7, "struck", FieldType::Boolean, responders, QT_TRANSLATE_NOOP("Field", "Struck")},
               &Sighting::isStruck},
        Column{Field{8, "struck_reason", FieldType::LongText, responders,
                     QT_TRANSLATE_NOOP("Field", "Reason for striking"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} struck the sighting {subject}: {new}")},
               &Sighting::struckReason},
    };
};

} // namespace bulkhead
