#pragma once

#include "models/incident/tables/choices.h"

namespace bulkhead {

template<> struct Table<DataSet>
{
    static constexpr Kind kind = 30;
    static constexpr const char* name = "data-set";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Data set");
    static constexpr quint16 titleField = 1;
    static constexpr auto columns = Columns{
        Column{Field{1, "name", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Name"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} registered the data set “{new}”"), Writable::Always},
               &DataSet::name},
        Column{Field{2, "version", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Version"), "",
                     Writable::Always},
               &DataSet::version},
        Column{Field{3, "production", FieldType::Boolean, responders, QT_TRANSLATE_NOOP("Field", "Production"), "",
                     Writable::Always},
               &DataSet::isProduction},
        Column{
            Field{4, "tenant", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Tenant"), "", Writable::Always},
            &DataSet::tenant},
        Column{Field{5, "tenants", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "Tenants"), "",
                     Writable::Always},
               &DataSet::tenants},
        Column{Field{6, "generator", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Generator"), "",
                     Writable::Always},
               &DataSet::generator},
        Column{Field{7, "training_source", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Training source"),
                     "", Writable::Always},
               &DataSet::trainingSource},
        Column{Field{8, "privacy_parameters", FieldType::Text, responders,
                     QT_TRANSLATE_NOOP("Field", "Privacy parameters"), "", Writable::Always},
               &DataSet::privacyParameters},
        Column{Field{9, "intended_use", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Intended use"), "",
                     Writable::Always},
               &DataSet::intendedUse},
        Column{Field{10, "file_name", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "File name"), "",
                     Writable::Always},
               &DataSet::fileName},
        Column{Field{11, "file_hash", FieldType::Octets, responders, QT_TRANSLATE_NOOP("Field", "SHA-256 of the file"),
                     "", Writable::Always},
               &DataSet::fileHash},
        Column{Field{12, "segment", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Segment"), "",
                     Writable::Always},
               &DataSet::segment},
        Column{
            Field{13, "rows", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Rows"), "", Writable::Always},
            &DataSet::rows},
        Column{Field{14, "values", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Values"), "",
                     Writable::Always},
               &DataSet::values},
        Column{Field{15, "unreadable", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Unreadable rows"),
                     "", Writable::Always},
               &DataSet::unreadable},
        Column{Field{16, "bytes", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Bytes"), "",
                     Writable::Always},
               &DataSet::bytes},
        Column{Field{17, "columns", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "Columns"), "",
                     Writable::Always},
               &DataSet::columns},
        Column{Field{18, "overlaps", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "Overlaps"), "",
                     Writable::Always},
               &DataSet::overlaps},
        Column{Field{19, "registered", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Registered"), "",
                     Writable::Always},
               &DataSet::registeredAt},
        Column{Field{20, "removed", FieldType::Boolean, responders, QT_TRANSLATE_NOOP("Field", "Removed"), "",
                     Writable::Always},
               &DataSet::isRemoved},
        Column{Field{21, "removed_reason", FieldType::LongText, responders,
                     QT_TRANSLATE_NOOP("Field", "Reason for removing"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} removed the data set “{subject}”: {new}"),
                     Writable::Always},
               &DataSet::removedReason},
        Column{Field{22, "risk", FieldType::Octets, responders, QT_TRANSLATE_NOOP("Field", "Re-identification risk"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} assessed the re-identification risk of “{subject}”"),
                     Writable::Always},
               &DataSet::risk},
    };
};

template<> struct Table<DataSetCopy>
{
    static constexpr Kind kind = 28;
    static constexpr const char* name = "data-set-copy";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Copy of a data set");
    static constexpr quint16 titleField = 1;
    static constexpr auto columns = Columns{
        Column{Field{1, "name", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Name"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} made the copy “{new}” of a data set"), Writable::Always},
               &DataSetCopy::name},
        Column{Field{2, "recipient", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Recipient"), "",
                     Writable::Always},
               &DataSetCopy::recipient},
        Column{Field{3, "data_set", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Data set"), "",
                     Writable::Always},
               &DataSetCopy::dataSet},
        Column{Field{4, "serial", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Serial number"), "",
                     Writable::Always},
               &DataSetCopy::serial},
        Column{
            Field{5, "rows", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Rows"), "", Writable::Always},
            &DataSetCopy::rows},
        Column{Field{6, "planted", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Canaries"), "",
                     Writable::Always},
               &DataSetCopy::planted},
        Column{Field{7, "canaries", FieldType::Octets, responders,
                     QT_TRANSLATE_NOOP("Field", "Fingerprints of the canaries"), "", Writable::Always},
               &DataSetCopy::canaries},
        Column{Field{8, "columns", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "Columns"), "",
                     Writable::Always},
               &DataSetCopy::columns},
        Column{Field{9, "mark_column", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Column of row marks"),
                     "", Writable::Always},
               &DataSetCopy::markColumn},
        Column{Field{10, "file_name", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "File name"), "",
                     Writable::Always},
               &DataSetCopy::fileName},
        Column{Field{11, "file_hash", FieldType::Octets, responders, QT_TRANSLATE_NOOP("Field", "SHA-256 of the file"),
                     "", Writable::Always},
               &DataSetCopy::fileHash},
        Column{Field{12, "source_hash", FieldType::Octets, responders,
                     QT_TRANSLATE_NOOP("Field", "SHA-256 of the source"), "", Writable::Always},
               &DataSetCopy::sourceHash},
        Column{Field{13, "bytes", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Bytes"), "",
                     Writable::Always},
               &DataSetCopy::bytes},
        Column{
            Field{14, "made", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Made"), "", Writable::Always},
            &DataSetCopy::madeAt},
    };
};

template<> struct Table<VerdictReport>
{
    static constexpr Kind kind = 31;
    static constexpr const char* name = "verdict-report";
    static constexpr const char* label = QT_TRANSLATE_NOOP("Entity", "Verdict report");
    static constexpr quint16 titleField = 2;
    static constexpr auto columns = Columns{
        Column{Field{1, "incident", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Incident")},
               &VerdictReport::incident},
        Column{Field{2, "evidence", FieldType::Reference, responders, QT_TRANSLATE_NOOP("Field", "Sample")},
               &VerdictReport::evidence},
        Column{Field{3, "verdict", FieldType::Text, responders, QT_TRANSLATE_NOOP("Field", "Verdict"),
                     QT_TRANSLATE_NOOP("Sentence", "{author} had “{subject}” examined, with the answer: {new}")},
               &VerdictReport::verdict},
        Column{Field{4, "rows", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Rows")},
               &VerdictReport::rows},
        Column{Field{5, "synthetic", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Synthetic")},
               &VerdictReport::synthetic},
        Column{Field{6, "production", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Production")},
               &VerdictReport::production},
        Column{Field{7, "mixed", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Mixed")},
               &VerdictReport::mixed},
        Column{Field{8, "unknown", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Unknown")},
               &VerdictReport::unknown},
        Column{Field{9, "unreadable", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Unreadable")},
               &VerdictReport::unreadable},
        Column{Field{10, "data_sets", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "Data sets")},
               &VerdictReport::dataSets},
        Column{Field{11, "tenants", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "Tenants")},
               &VerdictReport::tenants},
        Column{Field{12, "columns", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "Columns")},
               &VerdictReport::columns},
        Column{Field{13, "summary", FieldType::Octets, responders, QT_TRANSLATE_NOOP("Field", "Summary")},
               &VerdictReport::summary},
        Column{Field{14, "registry_state", FieldType::Octets, responders,
                     QT_TRANSLATE_NOOP("Field", "State of the registry")},
               &VerdictReport::registryState},
        Column{Field{15, "asked", FieldType::Instant, responders, QT_TRANSLATE_NOOP("Field", "Asked")},
               &VerdictReport::askedAt},
        Column{Field{16, "milliseconds", FieldType::Integer, responders, QT_TRANSLATE_NOOP("Field", "Milliseconds")},
               &VerdictReport::milliseconds},
        Column{Field{17, "had_production_set", FieldType::Boolean, responders,
                     QT_TRANSLATE_NOOP("Field", "Production set registered")},
               &VerdictReport::hadProductionSet},
        Column{Field{18, "copies", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "Copies found")},
               &VerdictReport::copies},
        Column{Field{19, "row_verdicts", FieldType::Octets, responders, QT_TRANSLATE_NOOP("Field", "Verdicts of rows")},
               &VerdictReport::rowVerdicts},
        Column{Field{20, "change", FieldType::TextList, responders, QT_TRANSLATE_NOOP("Field", "Rows that changed"),
                     QT_TRANSLATE_NOOP("Sentence", "The answer about “{subject}” is another one than before: {new}")},
               &VerdictReport::change},
    };
};

} // namespace bulkhead
