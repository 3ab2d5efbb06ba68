#include "models/journal/timestampclient.h"

#include "models/journal/journaltext.h"
#include "models/journal/timestamp.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QNetworkRequest>
#include <QTimer>

namespace bulkhead::timestamp {

using namespace Qt::StringLiterals;

namespace {
constexpr int patienceMs = 30'000;

Expected<Bytes> answerOf(QNetworkReply& reply)
{
    if (reply.error() != QNetworkReply::NoError) {
        return failure("timestamp.unreachable"_L1,
                       JournalText::tr("The time-stamp authority did not answer: %1.").arg(reply.errorString()));
    }
    Bytes answer = reply.read(largestAnswer + 1);
    const QString type = reply.header(QNetworkRequest::ContentTypeHeader).toString().section(u';', 0, 0).trimmed();
    if (answer.size() > largestAnswer || type.compare("application/timestamp-reply"_L1, Qt::CaseInsensitive) != 0) {
        return failure("timestamp.garbled"_L1,
                       JournalText::tr("What answers there is no time-stamp authority. Check its address."));
    }
    return answer;
}
} // namespace

void ask(QNetworkAccessManager& network, const QUrl& authority, const Bytes& question, QObject* context,
         std::function<void(Expected<Bytes>)> done)
{
    if (!authority.isValid() || authority.host().isEmpty()
        || (authority.scheme() != "https"_L1 && authority.scheme() != "http"_L1)) {
        QTimer::singleShot(0, context, [done = std::move(done)] {
            done(failure("timestamp.bad-address"_L1,
                         JournalText::tr("The address of a time-stamp authority begins with https:// or http://.")));
        });
        return;
    }
    QNetworkRequest request(authority);
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/timestamp-query"_s);
    request.setRawHeader("Accept", "application/timestamp-reply");
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::NoLessSafeRedirectPolicy);
    request.setTransferTimeout(patienceMs);
    QNetworkReply* reply = network.post(request, question);
    // What is too large is not read to its end.
    reply->setReadBufferSize(largestAnswer + 1);
    QObject::connect(reply, &QNetworkReply::readyRead, reply, [reply] {
        if (reply->bytesAvailable() > largestAnswer) {
            reply->abort();
        }
    });
    QObject::connect(reply, &QNetworkReply::finished, context, [reply, done = std::move(done)] {
        reply->deleteLater();
        done(answerOf(*reply));
    });
    // Whoever asked may be gone before the answer is there.
    QObject::connect(context, &QObject::destroyed, reply, &QObject::deleteLater);
}

} // namespace bulkhead::timestamp
