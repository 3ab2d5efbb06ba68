#pragma once

#include "models/crm/connector.h"

#include <QSet>

#include <deque>
#include <functional>
#include <mutex>
#include <utility>

namespace bulkhead::test {

/// A CRM in memory: records under unique keys, a log of changes, and faults where a test wants them.
class MemoryCrm final : public crm::Connector
{
public:
    struct Kept
    {
        crm::Record record;
        qint64 sequence = 0;
    };
    /// What befalls the next call of `upsert`.
    enum class Fault { None, NotSent, AnswerLost, FirstOnly };

    [[nodiscard]] crm::Capabilities capabilities() const override
    {
        return {.largestBatch = largestBatch, .largestQuestion = largestQuestion, .checksVersions = checksVersions};
    }
    [[nodiscard]] Expected<crm::Identity> authorise(std::stop_token) override
    {
        if (isSignedOut) {
            return failure(QLatin1StringView("crm.auth"), QStringLiteral("Sign in again."));
        }
        return crm::Identity{.host = QStringLiteral("memory"), .user = QStringLiteral("us")};
    }
    [[nodiscard]] Expected<crm::ObjectDescription> describe(const QString& object, std::stop_token) override
    {
        crm::ObjectDescription description{.object = object};
        for (const auto& [id, kept] : records) {
            for (const auto& [field, value] : kept.record.fields) {
                if (kept.record.object == object && !description.field(field)) {
                    description.fields.push_back({.name = field});
                }
            }
        }
        return description;
    }
    [[nodiscard]] std::vector<crm::Outcome> upsert(const crm::Batch& batch, std::stop_token) override
    {
        const std::scoped_lock lock(m_mutex);
        ++calls;
        if (const auto meddle = std::exchange(beforeWriting, {})) {
            meddle();
        }
        Fault fault = Fault::None;
        if (!faults.empty()) {
            fault = faults.front();
            faults.pop_front();
        }
        std::vector<crm::Outcome> outcomes;
        bool isFirst = true;
        for (const crm::Record& wish : batch.records) {
            sent.push_back(wish);
            const bool isDone = fault == Fault::None || fault == Fault::AnswerLost
                || (fault == Fault::FirstOnly && isFirst);
            crm::Outcome outcome = {.key = wish.key};
            const Kept* kept = find(wish.key);
            if (checksVersions && !wish.version.isEmpty() && (!kept || kept->record.version != wish.version)) {
                outcome.result = std::unexpected(
                    crm::Refusal{.error = {QLatin1StringView("crm.conflict"), QStringLiteral("Who?"), {}}});
            } else if (refuses && refuses(wish)) {
                outcome.result = std::unexpected(
                    crm::Refusal{.error = {QLatin1StringView("crm.permanent"), QStringLiteral("Too long."), {}}});
            } else if (isDone) {
                const auto target = batch.targets.find(wish.object);
                outcome.result = write(target == batch.targets.end() ? wish : marked(wish, target->second.markerField),
                                       QStringLiteral("us"));
            }
            if ((fault == Fault::AnswerLost || !isDone) && outcome.result) {
                outcome.result = std::unexpected(
                    crm::Refusal{.error = {QLatin1StringView("crm.transport"), QStringLiteral("It broke off."), {}}});
            }
            isFirst = false;
            outcomes.push_back(std::move(outcome));
        }
        return outcomes;
    }
    [[nodiscard]] Expected<QString> changes(const crm::ChangesSince& since, const crm::Page& page,
                                            std::stop_token) override
    {
        const qint64 from = since.cursor.toLongLong();
        for (const auto& [id, kept] : records) {
            const bool isUnwanted = since.onlyKeyed && kept.record.key.isEmpty() && !kept.record.isDeleted;
            if (kept.record.object == since.object && kept.sequence > from && !isUnwanted) {
                if (pagesLeft == 0) {
                    return failure(QLatin1StringView("crm.limit"), QStringLiteral("The allowance is used up."));
                }
                pagesLeft -= pagesLeft > 0 ? 1 : 0;
                const std::array one = {kept.record};
                CHECK_OK(page(one));
                if (isTwice) { // as the interface allows
                    CHECK_OK(page(one));
                }
            }
        }
        const QString cursor = QString::number(m_sequence);
        if (afterReading && since.object == lastRead) {
            std::exchange(afterReading, {})();
        }
        return cursor;
    }
    [[nodiscard]] Expected<void> query(const crm::Query& query, const crm::Page& page, std::stop_token) override
    {
        const std::scoped_lock lock(m_mutex);
        asked.push_back(query);
        if (onQuery) {
            onQuery();
        }
        if (query.conditions.empty()) {
            return give(query.object, query.fields, page, [](const crm::Record&) { return true; });
        }
        const crm::Condition& condition = query.conditions.front();
        QSet<QString> wanted;
        for (const crm::Value& value : condition.values) {
            wanted.insert(textOf(value));
        }
        return give(query.object, query.fields, page, [&](crm::Record& record) {
            if (answersEverything) {
                return true;
            }
            if (condition.field == keyField) {
                record.fields[keyField] = record.key;
            }
            const auto field = record.fields.find(condition.field);
            return wanted.contains(field == record.fields.end() ? record.id.toLower() : textOf(field->second));
        });
    }
    [[nodiscard]] Expected<void> related(const crm::Relation& relation, const crm::Page& page, std::stop_token) override
    {
        return give(relation.object, relation.fields, page, [&](crm::Record& record) {
            const auto link = record.fields.find(relation.through);
            const auto* to = link == record.fields.end() ? nullptr : std::get_if<crm::Link>(&link->second);
            const Kept* parent = to && to->id.isEmpty() ? find(to->key) : nullptr;
            record.relatedTo = parent ? parent->record.id : to ? to->id : text(record, relation.through);
            record.key.clear();
            return relation.ids.contains(record.relatedTo);
        });
    }
    [[nodiscard]] Expected<crm::Written> attach(const crm::Attachment& attachment, QIODevice& content,
                                                std::stop_token) override
    {
        const auto [place, isNew] = files.try_emplace(attachment.key, attachment, content.readAll());
        return crm::Written{.id = QStringLiteral("f-") + attachment.key, .isCreated = isNew};
    }
    [[nodiscard]] Expected<std::vector<crm::EventLog>> eventLogs(crm::Instant, const QStringList&,
                                                                 std::stop_token) override
    {
        return std::vector<crm::EventLog>();
    }
    [[nodiscard]] Expected<void> download(const crm::EventLog&, QIODevice&, std::stop_token) override { return {}; }
    [[nodiscard]] Expected<crm::Receipt> act(const crm::Action&, std::stop_token) override { return crm::Receipt(); }
    [[nodiscard]] crm::Quota quota() const override { return allowance; }

    /// Somebody over there makes a record.
    void put(const QString& object, const QString& id, crm::Fields fields)
    {
        const qint64 sequence = ++m_sequence;
        records[id] = {{.object = object, .id = id, .fields = std::move(fields), .version = QString::number(sequence)},
                       sequence};
    }
    /// Somebody over there writes.
    void edit(const QString& key, const QString& field, const QString& text)
    {
        Kept* kept = find(key);
        crm::Record wish = kept->record;
        wish.fields = {{field, text}};
        (void)write(wish, QStringLiteral("them"));
    }
    void erase(const QString& key)
    {
        Kept* kept = find(key);
        kept->record.isDeleted = true;
        kept->record.key.clear();
        kept->record.fields.clear();
        kept->sequence = ++m_sequence;
    }
    [[nodiscard]] Kept* find(const QString& key)
    {
        for (auto& [id, kept] : records) {
            if (kept.record.key == key) {
                return &kept;
            }
        }
        return nullptr;
    }
    [[nodiscard]] QString text(const QString& key, const QString& field)
    {
        const Kept* kept = find(key);
        return kept ? text(kept->record, field) : QString();
    }
    [[nodiscard]] static QString text(const crm::Record& record, const QString& field)
    {
        const auto found = record.fields.find(field);
        const QString* text = found != record.fields.end() ? std::get_if<QString>(&found->second) : nullptr;
        return text ? *text : QString();
    }

    std::map<QString, Kept> records;                                 ///< by id
    std::map<QString, std::pair<crm::Attachment, QByteArray>> files; ///< by key
    std::deque<Fault> faults;
    std::function<bool(const crm::Record&)> refuses;
    std::vector<crm::Record> sent; ///< every record of every call
    std::vector<crm::Query> asked;
    std::map<QString, Error> hidden; ///< kinds of record that may not be read
    int pageSize = 100;
    bool isTwice = true; ///< a pull brings each record twice
    int pagesLeft = -1;  ///< of reading, before the allowance is used up; -1: without end
    int calls = 0;
    std::function<void()> afterReading;        ///< somebody over there is quick, once
    QString lastRead = QStringLiteral("Task"); ///< the kind after whose changes they are
    std::function<void()> beforeWriting;       ///< or quicker
    bool checksVersions = false;
    QString keyField = QStringLiteral("Leak_Key__c");
    int largestBatch = 200;
    int largestQuestion = 200;
    crm::Quota allowance;
    std::function<void()> onQuery;  ///< somebody is quick
    bool answersEverything = false; ///< whatever it is asked for
    bool isSignedOut = false;

private:
    /// What can keep no key ends with a line that tells it.
    static crm::Record marked(crm::Record wish, const QString& field)
    {
        if (!field.isEmpty()) {
            wish.fields[field] = text(wish, field) + QLatin1Char('\n') + crm::markerLine(wish.key);
        }
        return wish;
    }
    static QString textOf(const crm::Value& value)
    {
        const auto* link = std::get_if<crm::Link>(&value);
        const auto* text = std::get_if<QString>(&value);
        return (link ? link->id : text ? *text : QString()).toLower();
    }
    [[nodiscard]] Expected<void> give(const QString& object, const QStringList& fields, const crm::Page& page,
                                      const std::function<bool(crm::Record&)>& isWanted)
    {
        if (const auto why = hidden.find(object); why != hidden.end()) {
            return std::unexpected(why->second);
        }
        std::vector<crm::Record> part;
        const auto turn = [&]() -> Expected<void> {
            if (pagesLeft == 0) {
                return failure(QLatin1StringView("crm.limit"), QStringLiteral("The allowance is used up."));
            }
            pagesLeft -= pagesLeft > 0 ? 1 : 0;
            return page(std::exchange(part, {}));
        };
        for (const auto& [id, kept] : records) {
            crm::Record record = kept.record;
            if (record.object != object || record.isDeleted || !isWanted(record)) {
                continue;
            }
            std::erase_if(record.fields, [&fields](const auto& field) { return !fields.contains(field.first); });
            part.push_back(std::move(record));
            if (part.size() == static_cast<std::size_t>(pageSize)) {
                CHECK_OK(turn());
            }
        }
        return turn();
    }
    crm::Written write(const crm::Record& wish, const QString& who)
    {
        Kept* kept = find(wish.key);
        const bool isNew = !kept;
        if (isNew) {
            const QString id = QStringLiteral("r%1").arg(records.size() + 1);
            kept = &records[id];
            kept->record = {.object = wish.object, .id = id, .key = wish.key};
        }
        for (const auto& [field, value] : wish.fields) {
            kept->record.fields.insert_or_assign(field, value);
        }
        kept->sequence = ++m_sequence;
        kept->record.version = QString::number(m_sequence);
        kept->record.modifiedBy = who;
        kept->record.modifiedAt = {m_sequence};
        return {.id = kept->record.id, .version = kept->record.version, .at = {m_sequence}, .isCreated = isNew};
    }

    std::mutex m_mutex; ///< runs read and write from two threads
    qint64 m_sequence = 0;
};

} // namespace bulkhead::test
