#include "models/crm/sync/mapping.h"

#include "models/crm/crmtext.h"
#include "models/incident/casework.h"
#include "models/incident/resources.h"
#include "models/incident/yamlreading.h"

#include <QDir>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace bulkhead::crm {

using namespace Qt::StringLiterals;

namespace {
constexpr auto mappingCode = "crm.mapping"_L1;

const Schema& mappedSchema()
{
    static const Schema schema = [] {
        Schema made;
        addIncidentTypes(made);
        return made;
    }();
    return schema;
}

template<typename T, std::size_t count>
T mappedWord(const yaml::Pairs& pairs, const QString& key, T otherwise,
             const std::array<std::pair<QLatin1StringView, T>, count>& words)
{
    const YAML::Node* node = yaml::optional(pairs, key);
    if (!node) {
        return otherwise;
    }
    const QString text = yaml::trimmedOf(*node, key);
    const auto found = std::ranges::find_if(words, [&text](const auto& word) { return text == word.first; });
    if (found == words.end()) {
        QStringList known;
        for (const auto& word : words) {
            known.append(word.first);
        }
        throw yaml::Bad{yaml::lineOf(*node),
                        CrmText::tr("\"%1\" is no %2; known are %3").arg(text, key, known.join(u", "_s))};
    }
    return found->second;
}

constexpr std::array directionWords = {std::pair{"out"_L1, Direction::Out}, std::pair{"in"_L1, Direction::In},
                                       std::pair{"both"_L1, Direction::Both}};
constexpr std::array preferenceWords = {std::pair{"ask"_L1, Preference::Ask}, std::pair{"ours"_L1, Preference::Ours},
                                        std::pair{"theirs"_L1, Preference::Theirs}};
constexpr std::array scopeWords = {std::pair{"basic"_L1, CrmScope::Basic}, std::pair{"full"_L1, CrmScope::Full}};
constexpr std::array typeWords = {std::pair{"text"_L1, FieldType::Text}, std::pair{"number"_L1, FieldType::Number},
                                  std::pair{"instant"_L1, FieldType::Instant}, std::pair{"date"_L1, FieldType::Date},
                                  std::pair{"choice"_L1, FieldType::Choice}};

std::map<QString, QString> wordsOf(const yaml::Pairs& pairs, const QString& key)
{
    std::map<QString, QString> words;
    if (const YAML::Node* node = yaml::optional(pairs, key)) {
        if (!node->IsMap()) {
            throw yaml::Bad{yaml::lineOf(*node), CrmText::tr("\"%1\" is a map of words").arg(key)};
        }
        for (const auto& pair : *node) {
            words.emplace(yaml::trimmedOf(pair.first, key), yaml::trimmedOf(pair.second, key));
        }
    }
    return words;
}

QString wordOf(const yaml::Pairs& pairs, const QString& key)
{
    const YAML::Node* node = yaml::optional(pairs, key);
    return node ? yaml::trimmedOf(*node, key) : QString();
}

/// What ours may say: the schema decides whether it may leave at all, and every word of a choice has a counterpart.
void checkMapped(const Field& field, const FieldMapping& mapping)
{
    if (mapping.direction != Direction::In && !field.mayLeave) {
        throw yaml::Bad{mapping.line, CrmText::tr("\"%1\" may not leave the vault").arg(mapping.ours)};
    }
    if (field.type != bulkhead::FieldType::Choice) {
        return;
    }
    for (const char* const choice : field.choices) {
        if (!mapping.outward.contains(QString::fromLatin1(choice))) {
            throw yaml::Bad{
                mapping.line,
                CrmText::tr("\"%1\" of \"%2\" has no value there").arg(QLatin1StringView(choice), mapping.ours)};
        }
    }
    for (const auto& [theirs, ours] : mapping.inward) {
        if (std::ranges::none_of(field.choices,
                                 [&ours](const char* choice) { return ours == QLatin1StringView(choice); })) {
            throw yaml::Bad{mapping.line, CrmText::tr("\"%1\" is no value of \"%2\"").arg(ours, mapping.ours)};
        }
    }
}

FieldMapping mappedField(const YAML::Node& node, const EntityType& type)
{
    FieldMapping field;
    field.line = yaml::lineOf(node);
    const auto pairs = yaml::pairsOf(node,
                                     {u"ours"_s, u"theirs"_s, u"direction"_s, u"conflict"_s, u"scope"_s, u"type"_s,
                                      u"longest"_s, u"values"_s, u"back"_s},
                                     u"field"_s);
    field.ours = yaml::trimmedOf(yaml::needed(pairs, u"ours"_s, field.line), u"ours"_s);
    field.theirs = yaml::trimmedOf(yaml::needed(pairs, u"theirs"_s, field.line), u"theirs"_s);
    field.direction = mappedWord(pairs, u"direction"_s, Direction::Out, directionWords);
    field.onConflict = mappedWord(pairs, u"conflict"_s, Preference::Ask, preferenceWords);
    field.scope = mappedWord(pairs, u"scope"_s, CrmScope::Full, scopeWords);
    field.type = mappedWord(pairs, u"type"_s, FieldType::Text, typeWords);
    if (const YAML::Node* longest = yaml::optional(pairs, u"longest"_s)) {
        field.longest = yaml::numberOf(*longest, u"longest"_s);
    }
    field.outward = wordsOf(pairs, u"values"_s);
    field.inward = wordsOf(pairs, u"back"_s);
    const auto known = std::ranges::find_if(
        type.fields, [&field](const Field& one) { return field.ours == QLatin1StringView(one.name); });
    if (known == type.fields.end()) {
        throw yaml::Bad{field.line,
                        CrmText::tr("a %1 has no field \"%2\"").arg(QLatin1StringView(type.name), field.ours)};
    }
    checkMapped(*known, field);
    return field;
}

NeededField neededField(const YAML::Node& node)
{
    const int line = yaml::lineOf(node);
    const auto pairs = yaml::pairsOf(node, {u"name"_s, u"label"_s, u"type"_s}, u"needed"_s);
    return {yaml::trimmedOf(yaml::needed(pairs, u"name"_s, line), u"name"_s),
            yaml::trimmedOf(yaml::needed(pairs, u"label"_s, line), u"label"_s),
            yaml::trimmedOf(yaml::needed(pairs, u"type"_s, line), u"type"_s)};
}

ObjectMapping mappedObject(const YAML::Node& node)
{
    const int line = yaml::lineOf(node);
    const auto pairs = yaml::pairsOf(
        node, {u"entity"_s, u"object"_s, u"key"_s, u"number"_s, u"parent"_s, u"constants"_s, u"fields"_s, u"needed"_s},
        u"object"_s);
    ObjectMapping object;
    object.entity = yaml::trimmedOf(yaml::needed(pairs, u"entity"_s, line), u"entity"_s);
    object.object = yaml::trimmedOf(yaml::needed(pairs, u"object"_s, line), u"object"_s);
    object.key = yaml::trimmedOf(yaml::needed(pairs, u"key"_s, line), u"key"_s);
    object.number = wordOf(pairs, u"number"_s);
    object.parent = wordOf(pairs, u"parent"_s);
    object.constants = wordsOf(pairs, u"constants"_s);
    const EntityType* type = mappedSchema().type(object.entity);
    if (!type || (object.entity != "incident"_L1 && object.entity != "task"_L1)) {
        throw yaml::Bad{line, CrmText::tr("\"%1\" cannot be mapped; known are incident and task").arg(object.entity)};
    }
    for (const YAML::Node& field : yaml::needed(pairs, u"fields"_s, line)) {
        object.fields.push_back(mappedField(field, *type));
    }
    if (const YAML::Node* needed = yaml::optional(pairs, u"needed"_s)) {
        std::ranges::transform(*needed, std::back_inserter(object.needed), neededField);
    }
    return object;
}

template<typename Pairs> QString formOf(const Pairs& pairs, int line)
{
    QString form = wordOf(pairs, u"ids"_s);
    if (!QRegularExpression(form).isValid()) {
        throw yaml::Bad{line, CrmText::tr("\"%1\" is no regular expression").arg(form)};
    }
    return form;
}

PartyObject partyObject(const YAML::Node& node)
{
    const int line = yaml::lineOf(node);
    const auto pairs = yaml::pairsOf(
        node, {u"object"_s, u"id"_s, u"name"_s, u"email"_s, u"account"_s, u"owner"_s, u"country"_s, u"ids"_s},
        u"parties"_s);
    return {.object = yaml::trimmedOf(yaml::needed(pairs, u"object"_s, line), u"object"_s),
            .id = yaml::trimmedOf(yaml::needed(pairs, u"id"_s, line), u"id"_s),
            .name = wordOf(pairs, u"name"_s),
            .email = wordOf(pairs, u"email"_s),
            .account = wordOf(pairs, u"account"_s),
            .owner = wordOf(pairs, u"owner"_s),
            .country = wordOf(pairs, u"country"_s),
            .ids = formOf(pairs, line)};
}

PartyMapping partyMapping(const YAML::Node& node)
{
    const int line = yaml::lineOf(node);
    const auto pairs = yaml::pairsOf(node, {u"account"_s, u"contact"_s, u"owner"_s}, u"parties"_s);
    PartyMapping parties = {.account = partyObject(yaml::needed(pairs, u"account"_s, line))};
    if (const YAML::Node* contact = yaml::optional(pairs, u"contact"_s)) {
        parties.contact = partyObject(*contact);
    }
    if (const YAML::Node* owner = yaml::optional(pairs, u"owner"_s)) {
        parties.owner = partyObject(*owner);
    }
    if (parties.account.name.isEmpty()) {
        throw yaml::Bad{line, CrmText::tr("an account needs its \"name\"")};
    }
    return parties;
}

CommentMapping commentMapping(const YAML::Node& node)
{
    const int line = yaml::lineOf(node);
    const auto pairs = yaml::pairsOf(node,
                                     {u"object"_s, u"text"_s, u"parent"_s, u"through"_s, u"time"_s, u"marked"_s,
                                      u"octets"_s, u"characters"_s, u"constants"_s},
                                     u"comments"_s);
    const auto number = [&pairs](const QString& key) {
        const YAML::Node* given = yaml::optional(pairs, key);
        return given ? yaml::numberOf(*given, key) : 0;
    };
    const YAML::Node* marked = yaml::optional(pairs, u"marked"_s);
    return {.object = yaml::trimmedOf(yaml::needed(pairs, u"object"_s, line), u"object"_s),
            .text = yaml::trimmedOf(yaml::needed(pairs, u"text"_s, line), u"text"_s),
            .parent = yaml::trimmedOf(yaml::needed(pairs, u"parent"_s, line), u"parent"_s),
            .through = wordOf(pairs, u"through"_s),
            .time = wordOf(pairs, u"time"_s),
            .isMarked = marked && yaml::truthOf(*marked, u"marked"_s),
            .octets = number(u"octets"_s),
            .characters = number(u"characters"_s),
            .constants = wordsOf(pairs, u"constants"_s)};
}

TruthMapping truthMapping(const YAML::Node& node)
{
    const int line = yaml::lineOf(node);
    const auto pairs = yaml::pairsOf(node, {u"object"_s, u"id"_s, u"account"_s, u"ids"_s, u"fields"_s}, u"truth"_s);
    TruthMapping truth = {.object = yaml::trimmedOf(yaml::needed(pairs, u"object"_s, line), u"object"_s),
                          .id = yaml::trimmedOf(yaml::needed(pairs, u"id"_s, line), u"id"_s),
                          .account = wordOf(pairs, u"account"_s),
                          .ids = formOf(pairs, line)};
    for (const auto& [field, word] : wordsOf(pairs, u"fields"_s)) {
        const auto meaning = provenance::meaningFromId(word);
        if (!meaning || *meaning == provenance::Meaning::None || *meaning == provenance::Meaning::Tenant) {
            throw yaml::Bad{line, CrmText::tr("\"%1\" is nothing that \"%2\" can hold").arg(word, field)};
        }
        truth.fields.emplace_back(field, *meaning);
    }
    if (truth.fields.empty()) {
        throw yaml::Bad{line, CrmText::tr("\"%1\" needs \"fields\"").arg(truth.object)};
    }
    return truth;
}

Expected<void> readMapping(const QString& file, Mapping& mapping)
{
    return yaml::readFile(file, mappingCode, [&mapping](const YAML::Node& root, const QByteArray&) {
        const auto pairs = yaml::pairsOf(root,
                                         {u"system"_s, u"title"_s, u"version"_s, u"source"_s, u"reviewed_by"_s,
                                          u"minimum_api"_s, u"objects"_s, u"parties"_s, u"comments"_s, u"files"_s,
                                          u"truth"_s},
                                         u"file"_s);
        mapping.system = yaml::trimmedOf(yaml::needed(pairs, u"system"_s, 1), u"system"_s);
        mapping.title = yaml::trimmedOf(yaml::needed(pairs, u"title"_s, 1), u"title"_s);
        mapping.version = yaml::trimmedOf(yaml::needed(pairs, u"version"_s, 1), u"version"_s);
        mapping.reviewedBy = wordOf(pairs, u"reviewed_by"_s);
        mapping.minimumApi = wordOf(pairs, u"minimum_api"_s);
        for (const YAML::Node& node : yaml::needed(pairs, u"objects"_s, 1)) {
            mapping.objects.push_back(mappedObject(node));
        }
        if (mapping.objects.empty() || mapping.objects.front().entity != "incident"_L1) {
            throw yaml::Bad{1, CrmText::tr("the incident's record comes first")};
        }
        if (const YAML::Node* parties = yaml::optional(pairs, u"parties"_s)) {
            mapping.parties = partyMapping(*parties);
        }
        if (const YAML::Node* comments = yaml::optional(pairs, u"comments"_s)) {
            mapping.comments = commentMapping(*comments);
        }
        if (const YAML::Node* files = yaml::optional(pairs, u"files"_s)) {
            mapping.files = yaml::allTrimmedOf(*files, u"files"_s);
        }
        if (const YAML::Node* truth = yaml::optional(pairs, u"truth"_s)) {
            std::ranges::transform(*truth, std::back_inserter(mapping.truth), truthMapping);
        }
    });
}
} // namespace

std::optional<QString> FieldMapping::toOurs(const QString& theirValue) const
{
    if (const auto back = inward.find(theirValue); back != inward.end()) {
        return back->second;
    }
    if (outward.empty()) {
        return theirValue;
    }
    const auto found = std::ranges::find_if(outward,
                                            [&theirValue](const auto& pair) { return pair.second == theirValue; });
    return found == outward.end() ? std::nullopt : std::optional(found->first);
}

std::vector<FieldMapping> ObjectMapping::fieldsFor(CrmScope scope) const
{
    std::vector<FieldMapping> result;
    for (const FieldMapping& field : fields) {
        if (field.scope > scope) {
            continue;
        }
        const auto same = std::ranges::find(result, field.theirs, &FieldMapping::theirs);
        if (same == result.end()) {
            result.push_back(field);
        } else if (same->scope < field.scope) {
            *same = field;
        }
    }
    return result;
}

std::vector<NeededField> ObjectMapping::lacking(const ObjectDescription& described) const
{
    std::vector<NeededField> result;
    std::ranges::copy_if(needed, std::back_inserter(result), [&described](const NeededField& one) {
        const FieldDescription* field = described.field(one.name);
        return !field || !field->isUniqueKey;
    });
    for (const FieldMapping& field : fields) {
        const FieldDescription* there = described.field(field.theirs);
        if (!there) {
            result.push_back({field.theirs, field.theirs, CrmText::tr("for \"%1\"").arg(field.ours)});
            continue;
        }
        for (const auto& [ours, theirs] : field.outward) {
            if (!there->takes(theirs)) {
                result.push_back({field.theirs, there->label, CrmText::tr("the value \"%1\"").arg(theirs)});
            }
        }
    }
    return result;
}

bool isOfForm(const QString& text, const QString& form)
{
    return !form.isEmpty() && QRegularExpression(QRegularExpression::anchoredPattern(form)).match(text).hasMatch();
}

const ObjectMapping* Mapping::object(const QString& entity) const
{
    const auto found = std::ranges::find(objects, entity, &ObjectMapping::entity);
    return found == objects.end() ? nullptr : &*found;
}

Expected<Mappings> Mappings::load()
{
    return load(resourceFolders(u"mappings"_s));
}

Expected<Mappings> Mappings::load(const QStringList& folders)
{
    Mappings result;
    for (const auto& [name, file] : yaml::filesByName(folders)) {
        Mapping mapping;
        CHECK_OK(readMapping(file, mapping));
        result.m_all.push_back(std::move(mapping));
    }
    return result;
}

Expected<void> Mappings::check(const QString& file)
{
    Mapping mapping;
    return readMapping(file, mapping);
}

const Mapping* Mappings::find(const QString& system) const
{
    const auto found = std::ranges::find(m_all, system, &Mapping::system);
    return found == m_all.end() ? nullptr : &*found;
}

std::vector<Error> checkMappings(const QString& folder, int& files)
{
    return yaml::checkFiles(QDir(folder).filePath(u"mappings"_s), &Mappings::check, files);
}

} // namespace bulkhead::crm
