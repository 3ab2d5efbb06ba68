#include "app/ctl/output.h"

#include "app/ctl/text.h"
#include "app/ctl/texttable.h"

#include <QJsonDocument>

#include <cerrno>
#include <unistd.h>

namespace bulkhead::ctl {

namespace {

QByteArray withNewline(QByteArray bytes)
{
    if (!bytes.isEmpty() && !bytes.endsWith('\n')) {
        bytes.append('\n');
    }
    return bytes;
}

} // namespace

QJsonObject errorJson(const Error& error)
{
    return {{QStringLiteral("code"), error.code},
            {QStringLiteral("message"), error.message},
            {QStringLiteral("detail"), error.detail}};
}

void Output::answer(const QJsonObject& document, const QString& text) const
{
    write(STDOUT_FILENO,
          m_json ? QJsonDocument(document).toJson(QJsonDocument::Indented) : withNewline(printable(text).toUtf8()));
}

void Output::line(const QJsonObject& document) const
{
    write(STDOUT_FILENO, QJsonDocument(document).toJson(QJsonDocument::Compact) + '\n');
}

void Output::raw(const QByteArray& bytes) const
{
    write(STDOUT_FILENO, bytes);
}

void Output::note(const QString& text) const
{
    if (!m_quiet) {
        important(text);
    }
}

void Output::important(const QString& text) const
{
    write(STDERR_FILENO, withNewline(printable(text).toUtf8()));
}

void Output::answer(QJsonObject document, const QString& text, const Error& error) const
{
    if (m_json) {
        document.insert(QStringLiteral("error"), errorJson(error));
        answer(document, text);
    } else {
        answer(document, text);
        this->error(error);
    }
}

void Output::error(const Error& error) const
{
    if (m_json) {
        answer(QJsonObject{{QStringLiteral("error"), errorJson(error)}}, {});
        return;
    }
    important(QStringLiteral("bulkheadctl: %1").arg(error.message));
    if (!error.detail.isEmpty()) {
        note(Ctl::tr("Detail (%1): %2").arg(error.code, error.detail));
    }
}

void Output::write(int descriptor, const QByteArray& bytes) const
{
    qsizetype done = 0;
    while (done < bytes.size()) {
        const ssize_t taken = ::write(descriptor, bytes.constData() + done,
                                      static_cast<std::size_t>(bytes.size() - done));
        if (taken < 0 && errno == EINTR) {
            continue;
        }
        if (taken <= 0) {
            m_isWhole = m_isWhole && descriptor != STDOUT_FILENO;
            return;
        }
        done += taken;
    }
}

} // namespace bulkhead::ctl
