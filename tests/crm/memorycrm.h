#pragma once

#include "models/crm/connector.h"

#include <deque>
#include <functional>

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

    [[nodiscard]] crm::Capabilities capabilities() const override { return {.largestBatch = largestBatch}; }
    [[nodiscard]] Expected<crm::Identity> authorise(std::stop_token) override
    {
        if (isSignedOut) {
            return failure(QLatin1StringView("crm.auth"), QStringLiteral("Sign in again."));
        }
        return crm::Identity{.host = QStringLiteral("memory"), .user = QStringLiteral("us")};
    }
    [[nodiscard]] Expected<crm::ObjectDescription> describe(const QString& object, std::stop_token) override
    {
        return crm::ObjectDescription{.object = object};
    }
    [[nodiscard]] std::vector<crm::Outcome> upsert(const crm::Batch& batch, std::stop_token) override
    {
        ++calls;
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
            if (refuses && refuses(wish)) {
                outcome.result = std::unexpected(
                    crm::Refusal{.error = {QLatin1StringView("crm.permanent"), QStringLiteral("Too long."), {}}});
            } else if (isDone) {
                outcome.result = write(wish, QStringLiteral("us"));
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
            if (kept.record.object == since.object && kept.sequence > from) {
                const std::array one = {kept.record};
                CHECK_OK(page(one));
                CHECK_OK(page(one)); // as the interface allows
            }
        }
        return QString::number(m_sequence);
    }
    [[nodiscard]] Expected<void> query(const crm::Query&, const crm::Page&, std::stop_token) override { return {}; }
    [[nodiscard]] Expected<void> related(const crm::Relation&, const crm::Page&, std::stop_token) override
    {
        return {};
    }
    [[nodiscard]] Expected<crm::Written> attach(const crm::Attachment&, QIODevice&, std::stop_token) override
    {
        return crm::Written();
    }
    [[nodiscard]] Expected<std::vector<crm::EventLog>> eventLogs(crm::Instant, const QStringList&,
                                                                 std::stop_token) override
    {
        return std::vector<crm::EventLog>();
    }
    [[nodiscard]] Expected<void> download(const crm::EventLog&, QIODevice&, std::stop_token) override { return {}; }
    [[nodiscard]] Expected<crm::Receipt> act(const crm::Action&, std::stop_token) override { return crm::Receipt(); }
    [[nodiscard]] crm::Quota quota() const override { return {}; }

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
        const auto found = kept ? kept->record.fields.find(field) : crm::Fields::iterator();
        const QString* text = kept && found != kept->record.fields.end() ? std::get_if<QString>(&found->second)
                                                                         : nullptr;
        return text ? *text : QString();
    }

    std::map<QString, Kept> records; ///< by id
    std::deque<Fault> faults;
    std::function<bool(const crm::Record&)> refuses;
    std::vector<crm::Record> sent; ///< every record of every call
    int calls = 0;
    int largestBatch = 200;
    bool isSignedOut = false;

private:
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

    qint64 m_sequence = 0;
};

} // namespace bulkhead::test
