#pragma once

#include "models/crm/connector.h"
#include "models/crm/sync/mapping.h"

#include <memory>
#include <set>

namespace bulkhead::crm {

/// A field of ours in the CRM's words.
struct LocalField
{
    std::shared_ptr<const FieldMapping> mapping;
    Value value;
    QString text; ///< `canonicalText` of it
};

/// An entity that a connector may have, as it stands here.
struct LocalRecord
{
    Id incident;
    Id entity;
    std::shared_ptr<const ObjectMapping> mapping; ///< one for all records of a kind
    Link parent = {};                             ///< the incident's record; empty for the incident itself
    std::vector<LocalField> fields = {};
    CrmLink link = {};
    bool hasLink = false;
    /// A conflict on which a person has yet to choose.
    struct Dispute
    {
        Id conflict;
        QString theirs;
    };
    std::map<QString, Dispute> disputed = {}; ///< by field of theirs
    std::set<QString> contested = {};         ///< fields of theirs of which ours is contested among us
};

/// The same for equal values, whatever form a CRM gives them: trimmed lines, whole numbers, instants in UTC.
[[nodiscard]] QString canonicalText(FieldType type, const Value& value);
/// The value that a text of ours has there; shortened where the field is too short.
[[nodiscard]] Value outwardValue(const FieldMapping& field, const QString& ours);
/// "<field>=<text>" as a link keeps it, and back.
[[nodiscard]] QString packed(const QString& field, const QString& text);
[[nodiscard]] QStringList packed(const std::map<QString, QString>& texts);
[[nodiscard]] std::map<QString, QString> unpacked(const QStringList& texts);

/// Both sides have changed a field since they last agreed, in different ways.
struct Clash
{
    FieldMapping field;
    QString ours;   ///< in their words
    QString theirs; ///< in their words
};

/// What follows from a field-by-field comparison of both sides with what they last agreed on.
struct Merge
{
    Fields push = {};
    std::map<QString, QString> sent = {}; ///< texts of `push`
    struct Pull
    {
        FieldMapping field;
        QString text; ///< in their words
    };
    std::vector<Pull> pull = {};
    std::vector<Clash> clashes = {};
    std::map<QString, QString> agreed = {}; ///< texts that both sides have
    std::map<Id, QString> moved = {};       ///< conflicts, and what the field has there by now
};

/// What stands there is what we wrote there, and nobody has touched it since.
[[nodiscard]] bool isEcho(const CrmLink& link, const Record& record);
/// `theirs` is null where the record over there has not changed since the link was written, or does not exist.
[[nodiscard]] Merge mergeOf(const LocalRecord& ours, const Record* theirs);

} // namespace bulkhead::crm
