#pragma once

#include "models/incident/crm.h"
#include "models/incident/tables/choices.h"

namespace bulkhead {

template<> struct Choices<CrmScope>
{
    static constexpr std::array<const char*, 2> names = {"basic", "full"};
};

/// Who sets up where data may go, and who lets an incident go there.
inline constexpr Roles connectorKeepers = command | Role::Engineering;
inline constexpr Roles releasers = command | Role::Legal;

template<> struct Table<CrmConnector>
{
    static constexpr Kind kind = 50;
    static constexpr const char* name = "crm-connector";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "CRM connector");
    static constexpr quint16 titleField = 1;
    static constexpr auto columns = Columns{
        Column{Field{1, "name", FieldType::Text, connectorKeepers, QT_TRANSLATE_NOOP("Field", "Name"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} added the CRM connector “{new}”"), Writable::Always},
               &CrmConnector::name},
        Column{Field{2, "system", FieldType::Text, connectorKeepers, QT_TRANSLATE_NOOP("Field", "System"), "",
                     Writable::Always},
               &CrmConnector::system},
        Column{Field{3, "url", FieldType::Text, connectorKeepers, QT_TRANSLATE_NOOP("Field", "Address"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} set the address of the connector “{subject}” to {new}"),
                     Writable::Always},
               &CrmConnector::url},
        Column{Field{4, "login", FieldType::Text, connectorKeepers, QT_TRANSLATE_NOOP("Field", "Where it signs in"), "",
                     Writable::Always},
               &CrmConnector::login},
        Column{Field{5, "method", FieldType::Text, connectorKeepers, QT_TRANSLATE_NOOP("Field", "How it signs in"), "",
                     Writable::Always},
               &CrmConnector::method},
        Column{Field{6, "client", FieldType::Text, connectorKeepers, QT_TRANSLATE_NOOP("Field", "Client id"), "",
                     Writable::Always},
               &CrmConnector::client},
        Column{Field{7, "account", FieldType::Text, connectorKeepers, QT_TRANSLATE_NOOP("Field", "Account"), "",
                     Writable::Always},
               &CrmConnector::account},
        Column{Field{8, "api_version", FieldType::Text, connectorKeepers, QT_TRANSLATE_NOOP("Field", "API version"), "",
                     Writable::Always},
               &CrmConnector::apiVersion},
        Column{Field{9, "authority", FieldType::LongText, connectorKeepers,
                     QT_TRANSLATE_NOOP("Field", "Certificate authority"), "", Writable::Always},
               &CrmConnector::authority},
        Column{
            Field{10, "suspect", FieldType::Boolean, responders, QT_TRANSLATE_NOOP("Field", "Suspect"),
                  QT_TRANSLATE_NOOP("Sentence", "{author} set whether the connector “{subject}” is suspect to {new}"),
                  Writable::Always},
            &CrmConnector::isSuspect},
        Column{Field{11, "suspect_reason", FieldType::LongText, responders,
                     QT_TRANSLATE_NOOP("Field", "Why it is suspect"), "", Writable::Always},
               &CrmConnector::suspectReason},
        Column{Field{12, "watermarks", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "Read up to"), "",
                     Writable::Always},
               &CrmConnector::watermarks},
        Column{Field{13, "struck", FieldType::Boolean, connectorKeepers, QT_TRANSLATE_NOOP("Field", "Struck"), "",
                     Writable::Always},
               &CrmConnector::isStruck},
        Column{Field{14, "struck_reason", FieldType::LongText, connectorKeepers,
                     QT_TRANSLATE_NOOP("Field", "Reason for striking"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} removed the connector “{subject}”: {new}"),
                     Writable::Always},
               &CrmConnector::struckReason},
    };
};

template<> struct Table<CrmRelease>
{
    static constexpr Kind kind = 51;
    static constexpr const char* name = "crm-release";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Release to a CRM");
    static constexpr quint16 titleField = 8;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, releasers, QT_TRANSLATE_NOOP("Field", "Incident"), "",
                     Writable::Always},
               &CrmRelease::incident},
        Column{Field{2, "connector", FieldType::Reference, releasers, QT_TRANSLATE_NOOP("Field", "Connector"), "",
                     Writable::Always},
               &CrmRelease::connector},
        Column{Field{3, "scope", FieldType::Choice, releasers, QT_TRANSLATE_NOOP("Field", "Scope"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} set what “{subject}” may have to {new}"), Writable::Always,
                     false, false, Choices<CrmScope>::names},
               &CrmRelease::scope},
        Column{Field{4, "released_by", FieldType::Reference, releasers, QT_TRANSLATE_NOOP("Field", "Released by"), "",
                     Writable::Always},
               &CrmRelease::releasedBy},
        Column{Field{5, "released_at", FieldType::Instant, releasers, QT_TRANSLATE_NOOP("Field", "Released"), "",
                     Writable::Always},
               &CrmRelease::releasedAt},
        Column{Field{6, "withdrawn", FieldType::Boolean, releasers, QT_TRANSLATE_NOOP("Field", "Withdrawn"),
                     QT_TRANSLATE_NOOP("Sentence",
                                       "{author} set whether the release to “{subject}” is withdrawn to {new}"),
                     Writable::Always},
               &CrmRelease::isWithdrawn},
        Column{Field{7, "reason", FieldType::LongText, releasers, QT_TRANSLATE_NOOP("Field", "Reason"), "",
                     Writable::Always},
               &CrmRelease::reason},
        Column{Field{8, "name", FieldType::Text, releasers, QT_TRANSLATE_NOOP("Field", "Name"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} released the incident to the CRM “{new}”"),
                     Writable::Always},
               &CrmRelease::name},
    };
};

template<> struct Table<CrmLink>
{
    static constexpr Kind kind = 52;
    static constexpr const char* name = "crm-link";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Record in a CRM");
    static constexpr quint16 titleField = 6;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Incident"), "",
                     Writable::Always},
               &CrmLink::incident},
        Column{Field{2, "connector", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Connector"), "",
                     Writable::Always},
               &CrmLink::connector},
        Column{Field{3, "entity", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Entity"), "",
                     Writable::Always},
               &CrmLink::entity},
        Column{Field{4, "type", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Type"), "", Writable::Always},
               &CrmLink::type},
        Column{Field{5, "remote", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Id in the CRM"), "",
                     Writable::Always},
               &CrmLink::remote},
        Column{Field{6, "number", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Number in the CRM"), "",
                     Writable::Always},
               &CrmLink::number},
        Column{Field{7, "synced", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "Last agreed"), "",
                     Writable::Always},
               &CrmLink::synced},
        Column{Field{8, "version", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Version"), "",
                     Writable::Always},
               &CrmLink::version},
        Column{Field{9, "synced_at", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Synchronised"), "",
                     Writable::Always},
               &CrmLink::syncedAt},
        Column{Field{10, "problem", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Problem"), "",
                     Writable::Always},
               &CrmLink::problem},
        Column{Field{11, "attempts", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Attempts"), "",
                     Writable::Always},
               &CrmLink::attempts},
        Column{Field{12, "parked", FieldType::Boolean, responders, QT_TRANSLATE_NOOP("Field", "Parked"), "",
                     Writable::Always},
               &CrmLink::isParked},
        Column{Field{13, "attempted", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "About to be sent"),
                     "", Writable::Always},
               &CrmLink::attempted},
    };
};

template<> struct Table<CrmConflict>
{
    static constexpr Kind kind = 53;
    static constexpr const char* name = "crm-conflict";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Conflict with a CRM");
    static constexpr quint16 titleField = 4;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Incident"), "",
                     Writable::Always},
               &CrmConflict::incident},
        Column{Field{2, "link", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Record"), "",
                     Writable::Always},
               &CrmConflict::link},
        Column{
            Field{3, "field", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Field"), "", Writable::Always},
            &CrmConflict::field},
        Column{Field{4, "label", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "What"),
                     QT_TRANSLATE_NOOP("Sentence", "{new} was changed here and in the CRM"), Writable::Always},
               &CrmConflict::label},
        Column{
            Field{5, "ours", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "Here"), "", Writable::Always},
            &CrmConflict::ours},
        Column{Field{6, "theirs", FieldType::LongText, responders, QT_TRANSLATE_NOOP("Field", "In the CRM"), "",
                     Writable::Always},
               &CrmConflict::theirs},
        Column{Field{7, "their_author", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Changed there by"), "",
                     Writable::Always},
               &CrmConflict::theirAuthor},
        Column{Field{8, "their_time", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Changed there"), "",
                     Writable::Always},
               &CrmConflict::theirAt},
        Column{Field{9, "found", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Found"), "",
                     Writable::Always},
               &CrmConflict::foundAt},
        Column{Field{10, "outcome", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Outcome"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} settled {subject}: {new}"), Writable::Always},
               &CrmConflict::outcome},
    };
};

} // namespace bulkhead
