#pragma once

#include "models/base/bytes.h"
#include "models/base/error.h"

#include <QUrl>

#include <functional>

class QNetworkAccessManager;
class QObject;

namespace bulkhead::timestamp {

/// Sends a question to an authority (RFC 3161 §3.4: HTTP POST of application/timestamp-query) and calls back with the
/// octets of its answer, on the thread of `network`, unless `context` is gone. TLS is verified; an answer that is too
/// large, late (30 s) or of another type is refused. Errors: `timestamp.unreachable`, `timestamp.garbled`,
/// `timestamp.bad-address`.
void ask(QNetworkAccessManager& network, const QUrl& authority, const Bytes& question, QObject* context,
         std::function<void(Expected<Bytes>)> done);

} // namespace bulkhead::timestamp
