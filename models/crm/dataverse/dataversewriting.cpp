#include "models/crm/dataverse/dataverseconnector.h"

#include "models/crm/dataverse/dataversebatch.h"

#include <QIODevice>
#include <QJsonDocument>
#include <QUuid>

#include <utility>

using namespace Qt::StringLiterals;

namespace bulkhead::crm {

namespace {
constexpr qint64 largestAttachment = 20LL * 1024 * 1024;

QJsonValue dataverseJson(const Value& value, FieldType type)
{
    if (const QString* text = std::get_if<QString>(&value)) {
        return type == FieldType::Choice ? QJsonValue(text->toInt()) : QJsonValue(*text);
    }
    if (const Instant* instant = std::get_if<Instant>(&value)) {
        return isoOf(*instant);
    }
    if (const QDate* date = std::get_if<QDate>(&value)) {
        return date->toString(Qt::ISODate);
    }
    if (const bool* truth = std::get_if<bool>(&value)) {
        return *truth;
    }
    if (const qint64* whole = std::get_if<qint64>(&value)) {
        return *whole;
    }
    const double* number = std::get_if<double>(&value);
    return number ? QJsonValue(*number) : QJsonValue::Null;
}
} // namespace

Expected<QString> DataverseConnector::addressOf(const Link& link, std::stop_token stop)
{
    if (!link.id.isEmpty()) {
        return u"/%1(%2)"_s.arg(link.object, QUuid(link.id).toString(QUuid::WithoutBraces));
    }
    TRY(const Table known, table(link.object, std::move(stop)));
    if (link.keyField.isEmpty() || link.keyField == known.id) {
        return u"/%1(%2)"_s.arg(link.object, dataverseId(link.key));
    }
    CHECK_OK(checkODataNames({link.object, link.keyField}));
    QString key = link.key;
    return u"/%1(%2='%3')"_s.arg(link.object, link.keyField, encoded(key.replace(u'\'', u"''"_s)));
}

Expected<QJsonObject> DataverseConnector::bodyOf(const Record& record, const ObjectDescription& description,
                                                 std::stop_token stop)
{
    QJsonObject body;
    for (const auto& [name, value] : record.fields) {
        CHECK_OK(checkODataNames({name}));
        if (const Link* link = std::get_if<Link>(&value)) {
            TRY(const QString address, addressOf(*link, stop));
            body[name + u"@odata.bind"_s] = address;
        } else {
            body[name] = dataverseJson(value, typeOf(description, name));
        }
    }
    return body;
}

std::expected<Written, Refusal> DataverseConnector::outcomeOf(const Response& answer, const QString& idColumn) const
{
    const Verdict verdict = m_dialect.judge(answer);
    if (verdict.kind != Verdict::Kind::Fine) {
        return std::unexpected(verdict.refusal);
    }
    const QJsonValue json = jsonOf(answer.body);
    return Written{.id = json[idColumn].toString(),
                   .version = json[u"@odata.etag"_s].toString(),
                   .at = instantOf(json[u"modifiedon"_s].toString()).value_or(Instant{m_transport.remoteNow()}),
                   .isCreated = answer.status == 201};
}

void DataverseConnector::writePiece(const Batch& batch, std::span<const std::size_t> indexes,
                                    std::vector<Outcome>& outcomes, std::stop_token stop)
{
    std::vector<DataversePart> parts;
    Indexes sent;
    std::vector<QString> ids;
    for (const std::size_t at : indexes) {
        const Record& record = batch.records[at];
        const auto target = batch.targets.find(record.object);
        auto known = table(record.object, stop);
        auto description = known ? described(record.object, stop)
                                 : Expected<ObjectDescription>(std::unexpected(known.error()));
        auto body = description ? bodyOf(record, *description, stop)
                                : Expected<QJsonObject>(std::unexpected(description.error()));
        auto address = body
            ? addressOf({.object = record.object,
                         .keyField = target == batch.targets.end() ? QString() : target->second.keyField,
                         .key = record.key},
                        stop)
            : Expected<QString>(std::unexpected(body.error()));
        if (!address) {
            outcomes[at].result = std::unexpected(Refusal{.error = std::move(address).error()});
            continue;
        }
        DataversePart part{.path = (address->sliced(1) + u"?$select=%1,modifiedon"_s.arg(known->id)).toLatin1(),
                           .headers = {{"Prefer", "return=representation"}},
                           .body = QJsonDocument(*body).toJson(QJsonDocument::Compact)};
        if (!record.version.isEmpty()) {
            part.headers.emplace_back("If-Match", record.version.toLatin1());
        }
        parts.push_back(std::move(part));
        sent.push_back(at);
        ids.push_back(known->id);
    }
    if (parts.empty()) {
        return;
    }
    auto response = send({.request = dataverseBatch(parts)}, url(u"$batch"_s), stop);
    const auto answers = response ? dataverseAnswers(*response, parts.size()) : Expected<std::vector<Response>>({});
    for (std::size_t at = 0; at < sent.size(); ++at) {
        if (!response) {
            outcomes[sent[at]].result = std::unexpected(response.error());
        } else if (!answers) {
            outcomes[sent[at]].result = std::unexpected(Refusal{.error = answers.error()});
        } else {
            outcomes[sent[at]].result = outcomeOf((*answers)[at], ids[at]);
        }
    }
}

std::vector<Outcome> DataverseConnector::upsert(const Batch& batch, std::stop_token stop)
{
    std::vector<Outcome> outcomes;
    Indexes all;
    for (std::size_t at = 0; at < batch.records.size(); ++at) {
        outcomes.push_back({batch.records[at].key, std::unexpected(Refusal{.error = errorOf("crm.cancelled"_L1)})});
        all.push_back(at);
    }
    for (const auto& piece : pieces(std::span(std::as_const(all)), largestDataverseWrite)) {
        writePiece(batch, piece, outcomes, stop);
    }
    return outcomes;
}

Expected<Written> DataverseConnector::attach(const Attachment& attachment, QIODevice& content, std::stop_token stop)
{
    if (content.size() - content.pos() > largestAttachment) {
        return refused("crm.too-large"_L1);
    }
    TRY(const Table known, table(attachment.record.object, stop));
    const Bytes octets = content.read(largestAttachment);
    Batch batch;
    batch.records = {{.object = u"annotations"_s,
                      .key = attachment.key,
                      .fields = {{u"subject"_s, attachment.name},
                                 {u"notetext"_s, attachment.description},
                                 {u"filename"_s, attachment.name},
                                 {u"mimetype"_s, attachment.mediaType},
                                 {u"documentbody"_s, QString::fromLatin1(octets.toBase64())},
                                 {u"objectid_"_s + known.logical, attachment.record}}}};
    const auto outcomes = upsert(batch, std::move(stop));
    return outcomes.front().result ? Expected<Written>(*outcomes.front().result)
                                   : std::unexpected(outcomes.front().result.error().error);
}

} // namespace bulkhead::crm
