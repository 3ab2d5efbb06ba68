#include "models/crm/json.h"

#include "models/base/secretbytes.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QUrl>

#include <cmath>

using namespace Qt::StringLiterals;

namespace bulkhead::crm {

namespace {
QJsonDocument documentOf(const Bytes& body)
{
    QJsonParseError error;
    QJsonDocument document = QJsonDocument::fromJson(body, &error);
    if (error.error == QJsonParseError::IllegalUTF8String) {
        document = QJsonDocument::fromJson(QString::fromUtf8(body).toUtf8(), &error);
    }
    return document;
}
} // namespace

QJsonValue jsonOf(const Bytes& body)
{
    const QJsonDocument document = documentOf(body);
    return document.isObject() ? QJsonValue(document.object())
        : document.isArray()   ? QJsonValue(document.array())
                               : QJsonValue();
}

Expected<QJsonObject> objectOf(const Response& response)
{
    const QJsonDocument document = documentOf(response.body);
    if (!document.isObject()) {
        return refused("crm.not-json"_L1);
    }
    return document.object();
}

Expected<QJsonArray> arrayOf(const Response& response)
{
    const QJsonDocument document = documentOf(response.body);
    if (!document.isArray()) {
        return refused("crm.not-json"_L1);
    }
    return document.array();
}

Request jsonRequest(QByteArray method, QUrl url, const QJsonValue& body)
{
    const QJsonDocument document = body.isArray() ? QJsonDocument(body.toArray()) : QJsonDocument(body.toObject());
    return {.method = std::move(method),
            .url = std::move(url),
            .headers = {{"Content-Type", "application/json; charset=UTF-8"}, {"Accept", "application/json"}},
            .body = document.toJson(QJsonDocument::Compact)};
}

std::optional<Instant> instantOf(QString text)
{
    const qsizetype sign = text.size() - 5;
    if (sign > 10 && (text.at(sign) == u'+' || text.at(sign) == u'-')) {
        text.insert(text.size() - 2, u':');
    }
    const QDateTime time = QDateTime::fromString(text, Qt::ISODateWithMs);
    if (!time.isValid() || time.timeSpec() == Qt::LocalTime) {
        return std::nullopt;
    }
    return Instant{time.toMSecsSinceEpoch()};
}

QString isoOf(Instant instant)
{
    return QDateTime::fromMSecsSinceEpoch(instant.ms, Qt::UTC).toString(Qt::ISODateWithMs);
}

Value valueOf(const QJsonValue& json, FieldType type)
{
    if (json.isNull() || json.isUndefined()) {
        return {};
    }
    if (json.isBool()) {
        return json.toBool();
    }
    if (json.isDouble()) {
        const double number = json.toDouble();
        const qint64 whole = json.toInteger();
        return static_cast<double>(whole) == number ? Value(whole) : Value(number);
    }
    const QString text = json.toString();
    if (type == FieldType::Instant) {
        if (const auto instant = instantOf(text)) {
            return *instant;
        }
    } else if (type == FieldType::Date) {
        if (const QDate date = QDate::fromString(text, Qt::ISODate); date.isValid()) {
            return date;
        }
    }
    return text;
}

QString encoded(const QString& text)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text));
}

Bytes form(const std::vector<std::pair<QString, QString>>& fields)
{
    QStringList parts;
    for (const auto& [name, value] : fields) {
        parts += encoded(name) + u'=' + encoded(value);
    }
    return parts.join(u'&').toLatin1();
}

Call formUpload(const std::vector<FormPart>& parts, const Bytes& field, const QString& fileName, QIODevice& content)
{
    const Bytes boundary = "bulkhead-" + SecretBytes::random(16).view().toByteArray().toHex();
    Bytes name = fileName.toUtf8();
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A");
    Call call{.request = {.method = "POST",
                          .headers = {{"Content-Type", "multipart/form-data; boundary=" + boundary},
                                      {"Accept", "application/json"}},
                          .content = &content,
                          .isLong = true},
              .isIdempotent = false};
    for (const FormPart& part : parts) {
        call.request.body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + part.name + "\"\r\n";
        if (!part.type.isEmpty()) {
            call.request.body += "Content-Type: " + part.type + "\r\n";
        }
        call.request.body += "\r\n" + part.content + "\r\n";
    }
    call.request.body += "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + field + "\"; filename=\""
        + name + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
    call.request.tail = "\r\n--" + boundary + "--\r\n";
    return call;
}

} // namespace bulkhead::crm
