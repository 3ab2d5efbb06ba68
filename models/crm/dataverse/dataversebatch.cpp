#include "models/crm/dataverse/dataversebatch.h"

#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace bulkhead::crm {

namespace {
Bytes freshBoundary(const char* name)
{
    return Bytes(name) + SecretBytes::random(12).view().toByteArray().toHex();
}

Bytes boundaryOf(BytesView contentType)
{
    const Bytes text = contentType.toByteArray();
    const qsizetype at = text.toLower().indexOf("boundary=");
    if (at < 0) {
        return {};
    }
    Bytes value = text.mid(at + 9);
    value.truncate(value.indexOf(';') < 0 ? value.size() : value.indexOf(';'));
    value = value.trimmed();
    return value.startsWith('"') && value.endsWith('"') ? value.mid(1, value.size() - 2) : value;
}

/// Head and body of a part or a response; false where no empty line parts them.
bool cut(const Bytes& text, Bytes& head, Bytes& body)
{
    const qsizetype at = text.indexOf("\r\n\r\n");
    head = text.left(at);
    body = at < 0 ? Bytes() : text.mid(at + 4);
    return at >= 0;
}

std::map<QByteArray, QByteArray> headersOf(const Bytes& head)
{
    std::map<QByteArray, QByteArray> headers;
    for (const Bytes& line : head.split('\n')) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0) {
            headers[line.left(colon).trimmed().toLower()] = line.mid(colon + 1).trimmed();
        }
    }
    return headers;
}

std::vector<Bytes> partsOf(const Bytes& text, const Bytes& boundary)
{
    std::vector<Bytes> parts;
    const Bytes line = "--" + boundary;
    qsizetype at = text.indexOf(line);
    while (at >= 0) {
        const qsizetype from = at + line.size();
        at = text.indexOf("\r\n" + line, from);
        if (at >= 0) {
            const qsizetype start = text.indexOf("\r\n", from) + 2;
            parts.push_back(start <= at ? text.mid(start, at - start) : Bytes());
            at += 2;
        }
    }
    return parts;
}

/// Adds the answers of a part: one, or those of the change set in it.
bool takePart(const Bytes& part, std::vector<Response>& answers)
{
    Bytes head, body;
    if (!cut(part, head, body)) {
        return false;
    }
    const auto headers = headersOf(head);
    const auto type = headers.find("content-type");
    if (type == headers.end()) {
        return false;
    }
    if (type->second.toLower().startsWith("multipart/mixed")) {
        const auto inner = partsOf(body, boundaryOf(type->second));
        return std::ranges::all_of(inner, [&answers](const Bytes& one) { return takePart(one, answers); });
    }
    static const QRegularExpression statusLine(u"\\AHTTP/1\\.1 (\\d{3})"_s);
    Response response;
    Bytes inner;
    // A 204 may end with its headers.
    if (!cut(body, inner, response.body)) {
        inner = body;
    }
    const auto match = statusLine.match(QString::fromLatin1(inner.left(16)));
    response.status = match.captured(1).toInt();
    response.headers = headersOf(inner);
    answers.push_back(std::move(response));
    return match.hasMatch();
}
} // namespace

Request dataverseBatch(const std::vector<DataversePart>& parts)
{
    const Bytes boundary = freshBoundary("batch_");
    Bytes body;
    for (const DataversePart& part : parts) {
        const Bytes set = freshBoundary("changeset_");
        body += "--" + boundary + "\r\nContent-Type: multipart/mixed; boundary=" + set + "\r\n\r\n--" + set
            + "\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\nContent-ID: 1\r\n\r\nPATCH "
            + part.path + " HTTP/1.1\r\nContent-Type: application/json; charset=utf-8\r\n";
        for (const auto& [name, value] : part.headers) {
            body += name + ": " + value + "\r\n";
        }
        body += "\r\n" + part.body + "\r\n--" + set + "--\r\n";
    }
    return {.method = "POST",
            .headers = {{"Content-Type", "multipart/mixed; boundary=" + boundary},
                        {"Prefer", "odata.continue-on-error"},
                        {"Accept", "multipart/mixed"}},
            .body = body + "--" + boundary + "--\r\n"};
}

Expected<std::vector<Response>> dataverseAnswers(const Response& response, std::size_t count)
{
    const Bytes boundary = boundaryOf(response.header("content-type"));
    std::vector<Response> answers;
    const auto parts = boundary.isEmpty() ? std::vector<Bytes>() : partsOf(response.body, boundary);
    const bool isWhole = response.body.contains("--" + boundary + "--");
    if (!isWhole || !std::ranges::all_of(parts, [&answers](const Bytes& part) { return takePart(part, answers); })
        || answers.size() != count) {
        return refused("crm.not-json"_L1);
    }
    return answers;
}

} // namespace bulkhead::crm
