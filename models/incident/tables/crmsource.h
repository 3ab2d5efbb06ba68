#pragma once

#include "models/incident/crmsource.h"
#include "models/incident/tables/choices.h"

namespace bulkhead {

template<> struct Table<CrmSource>
{
    static constexpr Kind kind = 54;
    static constexpr const char* name = "crm-source";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Production records of a CRM");
    static constexpr quint16 titleField = 1;
    static constexpr auto columns = Columns{
        Column{Field{1, "name", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Name"), "", Writable::Always},
               &CrmSource::name},
        Column{Field{2, "connector", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Connector"), "",
                     Writable::Always},
               &CrmSource::connector},
        Column{Field{3, "objects", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "Kinds of record"), "",
                     Writable::Always},
               &CrmSource::objects},
        Column{Field{4, "where", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Condition"), "",
                     Writable::Always},
               &CrmSource::where},
        Column{Field{5, "cursors", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "Read up to"), "",
                     Writable::Always},
               &CrmSource::cursors},
        Column{Field{6, "data_sets", FieldType::References, responders, QT_TRANSLATE_NOOP("Field", "Data sets"), "",
                     Writable::Always},
               &CrmSource::dataSets},
        Column{Field{7, "refreshed", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Refreshed"), "",
                     Writable::Always},
               &CrmSource::refreshedAt},
    };
};

} // namespace bulkhead
