#pragma once

#include "models/base/error.h"

#include <QJsonObject>

namespace bulkhead::ctl {

/// `code`, `message` and `detail`, as every answer with `--json` tells an error.
[[nodiscard]] QJsonObject errorJson(const Error& error);

/// What goes to standard output and standard error. With `--json` exactly one document goes to standard output (or JSON
/// Lines for the streaming commands) and everything else to standard error.
class Output
{
public:
    Output(bool json, bool quiet)
        : m_json(json)
        , m_quiet(quiet)
    {
    }

    [[nodiscard]] bool isJson() const { return m_json; }
    [[nodiscard]] bool isQuiet() const { return m_quiet; }

    /// The answer: the document with `--json`, else the text (a newline is added where it lacks one).
    void answer(const QJsonObject& document, const QString& text) const;
    /// What was done before an error, and the error: still one document, which holds it as `error`.
    void answer(QJsonObject document, const QString& text, const Error& error) const;
    /// One line of a streaming command, at once.
    void line(const QJsonObject& document) const;
    /// Text to standard output whatever was asked: of commands whose answer is a file's content.
    void raw(const QByteArray& bytes) const;
    /// A remark for the person: standard error, nothing with `--quiet`.
    void note(const QString& text) const;
    /// Something that must be read whatever was asked (a recovery code): standard error.
    void important(const QString& text) const;
    void error(const Error& error) const;
    /// False once standard output could not be written (a full disk, a closed pipe).
    [[nodiscard]] bool isWhole() const { return m_isWhole; }

private:
    void write(int descriptor, const QByteArray& bytes) const;

    bool m_json;
    bool m_quiet;
    mutable bool m_isWhole = true;
};

} // namespace bulkhead::ctl
