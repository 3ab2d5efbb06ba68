#pragma once

#include "models/base/bytes.h"
#include "models/base/error.h"

#include <QDate>
#include <QString>
#include <QStringList>

#include <compare>
#include <expected>
#include <map>
#include <optional>
#include <variant>
#include <vector>

/// What crosses between the console and a CRM, without the form that it has on the wire.
namespace bulkhead::crm {

/// Milliseconds since 1970-01-01T00:00:00Z.
struct Instant
{
    qint64 ms = 0;

    auto operator<=>(const Instant&) const = default;
};

/// Another record of the CRM: by its own id, or by our key in `keyField` where `id` is empty.
struct Link
{
    QString object = {}; ///< the CRM's name of its kind: "Case", "tickets", "incidents"
    QString id = {};
    QString keyField = {};
    QString key = {};

    bool operator==(const Link&) const = default;
};

/// Nothing (clears the field), or a value of the kind that the field's description asks for.
using Value = std::variant<std::monostate, bool, qint64, double, QString, Instant, QDate, Link>;
using Fields = std::map<QString, Value>;

/// One record as the CRM has it, or as it shall be.
struct Record
{
    QString object = {};
    QString id = {};  ///< the CRM's; empty where it is not known
    QString key = {}; ///< ours: opaque, lower case, unique for ever
    Fields fields = {};
    /// Opaque; equal texts, equal record. In a batch: write only if the CRM still has this version, else
    /// `crm.conflict`, where the connector `checksVersions`.
    QString version = {};
    Instant modifiedAt = {};
    QString modifiedBy = {}; ///< the CRM's id of the user, where it says so
    QString relatedTo = {};  ///< of `Connector::related`: the id asked for
    bool isDeleted = false;  ///< then only `object` and `id` are sure

    bool operator==(const Record&) const = default;
};

/// Records to write, of one kind or of several that link each other; those linked stand before those that link.
struct Batch
{
    struct Target
    {
        QString keyField = {};    ///< the unique external id; empty where this kind cannot have one
        QString markerField = {}; ///< instead of it: the text to which the connector adds `markerLine(key)`
        QString parentField = {}; ///< with a marker: the link under which to look for it
    };
    std::map<QString, Target> targets = {}; ///< by kind of record
    std::vector<Record> records = {};
};

struct Written
{
    QString id = {};
    QString version = {}; ///< empty where the CRM does not tell; the next pull brings it
    Instant at = {};      ///< by the CRM's clock
    bool isCreated = false;

    bool operator==(const Written&) const = default;
};

/// Why a record was not taken. The codes are those of connector.h.
struct Refusal
{
    Error error;
    QStringList fields = {};     ///< the fields that the CRM names
    QString remoteCode = {};     ///< "STRING_TOO_LONG"
    QString requestId = {};      ///< by which the CRM's own support finds it
    QStringList candidates = {}; ///< of `crm.multiple`: the ids among which the key does not choose

    /// For those who ask for no more.
    operator Error() const { return error; } // NOLINT(google-explicit-constructor)
};

struct Outcome
{
    QString key = {};
    std::expected<Written, Refusal> result = {};
};

enum class FieldType : quint8 { Text, Number, Boolean, Instant, Date, Choice, Link, Other };

struct Choice
{
    QString value = {};
    QString label = {};
    bool isActive = true;
    std::optional<bool> isClosed = {}; ///< of a status, where the CRM tells

    bool operator==(const Choice&) const = default;
};

struct FieldDescription
{
    QString name = {};
    QString label = {};
    FieldType type = FieldType::Text;
    int length = 0; ///< in characters; 0 where none is told
    bool isRequired = false;
    bool isCreatable = true;
    bool isUpdatable = true;
    bool isUniqueKey = false;  ///< can be the `keyField` of a batch
    bool isRestricted = false; ///< takes nothing but its active choices
    std::vector<Choice> choices = {};
    QStringList linksTo = {};

    /// False where it is none of the choices to which the field is restricted.
    [[nodiscard]] bool takes(QStringView value) const;
};

struct ObjectDescription
{
    QString object = {};
    QString label = {};
    std::vector<FieldDescription> fields = {};

    [[nodiscard]] const FieldDescription* field(QStringView name) const;
};

enum class Comparison : quint8 { Equal, NotEqual, Less, AtMost, Greater, AtLeast };

/// `field` compares to one of `values`; several values stand for "any of", with Equal only.
struct Condition
{
    QString field = {};
    Comparison comparison = Comparison::Equal;
    std::vector<Value> values = {};
};

struct Query
{
    QString object = {};
    QStringList fields = {};
    std::vector<Condition> conditions = {}; ///< all of them hold
    QString where = {};                     ///< one more, as a person wrote it in the CRM's own language
    bool isLarge = false; ///< more than some 50,000 records are expected: the CRM's bulk interface, if it has one
};

/// Records of kind `object` that belong to these others: contacts of accounts, accounts of cases.
struct Relation
{
    QString from = {};
    QStringList ids = {};
    QString object = {};
    QString through = {}; ///< the field of `object` that links back; HubSpot has associations and needs none
    QStringList fields = {};
};

struct ChangesSince
{
    QString object = {};
    QStringList fields = {};
    QString keyField = {};  ///< where given, `Record::key` is filled
    QString cursor = {};    ///< what the last pull answered; empty for everything
    bool onlyKeyed = false; ///< only records that have a key, and what was deleted
};

/// One line to end a text with, by which it is found again where the CRM allows no external id: "[lk:1f0c9a3e5b7d]".
[[nodiscard]] QString markerLine(QStringView key);
/// Whether the text ends with the marker of that key.
[[nodiscard]] bool isMarked(QStringView text, QStringView key);
/// The text without its marker line.
[[nodiscard]] QString withoutMarker(const QString& text);

} // namespace bulkhead::crm
