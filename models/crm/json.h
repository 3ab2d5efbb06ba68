#pragma once

#include "models/crm/record.h"
#include "models/crm/transport.h"

#include <QJsonArray>
#include <QJsonObject>

#include <vector>

class QIODevice;

namespace bulkhead::crm {

/// The object or array that an answer holds. Octets that are not UTF-8 become U+FFFD. Error: `crm.not-json`.
[[nodiscard]] Expected<QJsonObject> objectOf(const Response& response);
[[nodiscard]] Expected<QJsonArray> arrayOf(const Response& response);
/// What JSON the body is, nothing where it is none.
[[nodiscard]] QJsonValue jsonOf(const Bytes& body);

/// A request whose body is JSON.
[[nodiscard]] Request jsonRequest(QByteArray method, QUrl url, const QJsonValue& body);

/// A part of a form beside its file.
struct FormPart
{
    Bytes name = {};
    Bytes type = {}; ///< media type; empty: none is said
    Bytes content = {};
};
/// A POST of a form (RFC 7578) whose last part, `field`, is what the device holds.
[[nodiscard]] Call formUpload(const std::vector<FormPart>& parts, const Bytes& field, const QString& fileName,
                              QIODevice& content);

/// "2026-11-23T22:59:00.000Z", and every other form of ISO 8601 with an offset, also without a colon.
[[nodiscard]] std::optional<Instant> instantOf(QString text);
[[nodiscard]] QString isoOf(Instant instant);
/// A JSON value as a field of that type.
[[nodiscard]] Value valueOf(const QJsonValue& json, FieldType type = FieldType::Other);

/// Percent-encodes what stands in one segment of a path or one value of a query.
[[nodiscard]] QString encoded(const QString& text);
/// A query string of form fields, each percent-encoded.
[[nodiscard]] Bytes form(const std::vector<std::pair<QString, QString>>& fields);

/// `count` at a time.
template<typename T> [[nodiscard]] std::vector<std::span<const T>> pieces(std::span<const T> all, std::size_t count)
{
    std::vector<std::span<const T>> result;
    for (std::size_t at = 0; at < all.size(); at += count) {
        result.push_back(all.subspan(at, std::min(count, all.size() - at)));
    }
    return result;
}

} // namespace bulkhead::crm
