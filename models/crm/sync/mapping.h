#pragma once

#include "models/base/error.h"
#include "models/crm/record.h"
#include "models/incident/crm.h"
#include "models/journal/schema.h"
#include "models/provenance/meaning.h"

#include <QStringList>

#include <map>
#include <vector>

namespace bulkhead::crm {

enum class Direction : quint8 { Out, In, Both };
/// Whose value holds where both sides have changed a field.
enum class Preference : quint8 { Ask, Ours, Theirs };

/// How a field of ours stands in a CRM.
struct FieldMapping
{
    QString ours = {};   ///< of the schema: "title"
    QString theirs = {}; ///< "Subject"
    Direction direction = Direction::Out;
    Preference onConflict = Preference::Ask;
    CrmScope scope = CrmScope::Full;
    FieldType type = FieldType::Text;        ///< theirs: text, number, instant, date, choice
    int longest = 0;                         ///< characters; 0: any
    std::map<QString, QString> outward = {}; ///< ours to theirs; empty: as it is
    std::map<QString, QString> inward = {};  ///< theirs to ours, where several of theirs mean one of ours
    int line = 0;                            ///< in its file

    bool operator==(const FieldMapping&) const = default;
    /// Nothing where theirs has no counterpart here.
    [[nodiscard]] std::optional<QString> toOurs(const QString& theirValue) const;
};

/// A field that the CRM has to be given before records can be kept apart.
struct NeededField
{
    QString name;
    QString label;
    QString type; ///< in the CRM's own words: "Text(64), unique, external id"

    bool operator==(const NeededField&) const = default;
};

/// How a kind of entity stands in a CRM.
struct ObjectMapping
{
    QString entity; ///< of the schema: "incident", "task"
    QString object; ///< "Case"
    QString key;    ///< their unique field that holds our key
    QString number; ///< their field with the number that people there say; empty: none
    QString parent; ///< their field that links to the incident's record; empty: none
    std::vector<FieldMapping> fields;
    std::map<QString, QString> constants; ///< written when a record is made
    std::vector<NeededField> needed;

    bool operator==(const ObjectMapping&) const = default;
    /// Those that hold for a release: of several for one field of theirs the one with the widest scope.
    [[nodiscard]] std::vector<FieldMapping> fieldsFor(CrmScope scope) const;
    /// What a CRM lacks of fields and values that the mapping writes; `type` says what is needed.
    [[nodiscard]] std::vector<NeededField> lacking(const ObjectDescription& described) const;
};

/// A kind of record that parties are made of. No other field of it is asked for.
struct PartyObject
{
    QString object = {};  ///< "Account"; empty: this CRM has none
    QString id = {};      ///< field by which it is found
    QString name = {};    ///< of accounts and owners
    QString email = {};   ///< of contacts and owners
    QString account = {}; ///< of contacts, the link to their account; empty: by association
    QString owner = {};   ///< of accounts, the link to who looks after it; empty: not asked for
    QString country = {}; ///< of accounts, ISO 3166; empty: not asked for
    QString ids = {};     ///< regular expression that an id of this kind fulfils as a whole; empty: none is told by it

    bool operator==(const PartyObject&) const = default;
};

/// Whether a text fulfils the regular expression as a whole, as ids of a kind do; false where there is none.
[[nodiscard]] bool isOfForm(const QString& text, const QString& form);

/// Where a CRM says whose data was hit, and who is to be told.
struct PartyMapping
{
    PartyObject account = {};
    PartyObject contact = {};
    PartyObject owner = {};

    bool operator==(const PartyMapping&) const = default;
};

/// Where comments stand in a CRM: beside the incident's record.
struct CommentMapping
{
    QString object = {}; ///< "CaseComment"; empty: comments do not go there, nor come from there
    QString text = {};
    QString parent = {};   ///< the link to the incident's record, as it is written
    QString through = {};  ///< the same as it is read; empty: as it is written
    QString time = {};     ///< when it was written there; empty: not asked for
    bool isMarked = false; ///< no key can be kept with it: its text ends with a marker
    int octets = 0;        ///< of UTF-8 that fit; 0: any
    int characters = 0;    ///< that fit; 0: any
    std::map<QString, QString> constants = {};

    bool operator==(const CommentMapping&) const = default;
};

/// What the fields of a kind of record hold, for registering them as what is real.
struct TruthMapping
{
    QString object = {};
    QString id = {};      ///< field of the record's own id
    QString account = {}; ///< field of the account that it belongs to, its tenant; empty: none
    /// Regular expression that an id of this kind fulfils as a whole; empty: none is told by it, so none is asked for.
    QString ids = {};
    std::vector<std::pair<QString, provenance::Meaning>> fields = {};

    bool operator==(const TruthMapping&) const = default;
};

/// The allow-list of a CRM: what is not in here does not leave, and neither does what the schema keeps.
struct Mapping
{
    QString system; ///< "salesforce"
    QString title;
    QString version;
    QString reviewedBy; ///< empty: nobody
    QString minimumApi;
    std::vector<ObjectMapping> objects; ///< the incident's first
    PartyMapping parties = {};
    CommentMapping comments = {};
    QStringList files = {}; ///< kinds of entity whose files may leave: "disclosure"
    std::vector<TruthMapping> truth = {};

    bool operator==(const Mapping&) const = default;
    [[nodiscard]] const ObjectMapping* object(const QString& entity) const;
};

/// From `mappings/*.yaml`; an organisation's file replaces ours of the same name.
class Mappings
{
public:
    /// `crm.mapping` names file, line and reason.
    [[nodiscard]] static Expected<Mappings> load(const QStringList& folders);
    /// Those of this installation and its organisation.
    [[nodiscard]] static Expected<Mappings> load();
    [[nodiscard]] static Expected<void> check(const QString& file);
    /// Null where there is none for that system.
    [[nodiscard]] const Mapping* find(const QString& system) const;
    [[nodiscard]] const std::vector<Mapping>& all() const { return m_all; }

private:
    std::vector<Mapping> m_all;
};

/// What is wrong with the mappings of a folder of resources; counts the files.
[[nodiscard]] std::vector<Error> checkMappings(const QString& folder, int& files);

} // namespace bulkhead::crm
