#include "models/provenance/records/archive.h"

#include <QCoreApplication>
#include <QProcess>
#include <QProcessEnvironment>
#include <QStandardPaths>

#include <utility>

#include <sys/prctl.h>
#include <sys/resource.h>

namespace bulkhead::provenance {

using namespace Qt::StringLiterals;

namespace {
constexpr int startMs = 10'000;
constexpr int stepMs = 200;
constexpr rlim_t memoryLimit = rlim_t(2) << 30; ///< octets of address space
constexpr rlim_t processorLimit = 120;          ///< seconds
constexpr qsizetype textLimit = qsizetype(1) << 30;

void limit(__rlimit_resource resource, rlim_t most)
{
    const rlimit both{most, most};
    ::setrlimit(resource, &both);
}

/// What somebody else wrote is read by a program of its own, which may use a bounded share of the machine, write no
/// file and gain no right.
void confine()
{
    limit(RLIMIT_AS, memoryLimit);
    limit(RLIMIT_CPU, processorLimit);
    limit(RLIMIT_FSIZE, 0);
    limit(RLIMIT_CORE, 0);
    ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

std::unexpected<Error> pdfFailure(const QString& said)
{
    if (said.contains("password"_L1, Qt::CaseInsensitive)) {
        return failure(
            "provenance.encrypted"_L1,
            QCoreApplication::translate("Provenance", "The PDF needs a password. Save it without one first."), said);
    }
    return failure("provenance.damaged"_L1,
                   QCoreApplication::translate("Provenance", "The PDF is damaged, or takes more than it may to read."),
                   said);
}

/// The lines of a PDF's pages as running text, as `pdftotext` gives them. A page that holds no text is unreadable.
class PdfRecords final : public RecordSource
{
public:
    PdfRecords(std::unique_ptr<QProcess> program, const RecordBounds& bounds)
        : m_program(std::move(program))
        , m_bounds(bounds)
    {
    }
    ~PdfRecords() override
    {
        m_program->kill();
        m_program->waitForFinished(startMs);
    }
    /// Until the first text, so that what cannot be opened is told at once.
    [[nodiscard]] Expected<void> begin()
    {
        while (m_text.isEmpty() && !m_isOver) {
            CHECK_OK(fill());
        }
        return {};
    }
    [[nodiscard]] Expected<Step> next() override
    {
        for (;;) {
            const qsizetype end = m_text.indexOf('\n', m_at);
            const qsizetype page = m_text.indexOf('\f', m_at);
            if (page >= 0 && (end < 0 || page < end)) {
                m_at = page + 1;
                ++m_page;
                if (!std::exchange(m_hasText, false)) {
                    return giveUp(UnreadableReason::NoText, m_page);
                }
                continue;
            }
            if (end < 0 && !m_isOver && m_text.size() - m_at <= m_bounds.bytes) {
                CHECK_OK(fill());
                continue;
            }
            if (m_at >= m_text.size()) {
                return Step::End;
            }
            const qsizetype last = end < 0 ? m_text.size() : end;
            const QByteArray line = m_text.sliced(m_at, last - m_at).trimmed();
            m_at = end < 0 ? last : end + 1;
            if (line.isEmpty()) {
                continue;
            }
            m_hasText = true;
            if (line.size() > m_bounds.bytes) {
                return giveUp(UnreadableReason::TooLong, m_page + 1);
            }
            m_fields.assign(1, {std::string(textFieldName), line.toStdString()});
            return Step::Record;
        }
    }
    [[nodiscard]] QString description() const override
    {
        return QCoreApplication::translate("Provenance", "PDF, pages: %1").arg(m_page);
    }

private:
    [[nodiscard]] Expected<void> fill()
    {
        m_text.remove(0, std::exchange(m_at, 0));
        const bool isRunning = m_program->state() != QProcess::NotRunning;
        if (isRunning) {
            m_program->waitForReadyRead(stepMs);
        }
        const QByteArray more = m_program->readAllStandardOutput();
        m_said = (m_said + m_program->readAllStandardError()).left(heard);
        m_text += more;
        m_given += more.size();
        if (m_given > textLimit) {
            return failure(
                "provenance.too-large"_L1,
                QCoreApplication::translate("Provenance", "The text of the PDF is larger than 1 GiB. Split it first."));
        }
        if (more.isEmpty() && !isRunning) {
            m_isOver = true;
            if (m_program->exitStatus() != QProcess::NormalExit || m_program->exitCode() != 0) {
                return pdfFailure(QString::fromUtf8(m_said).trimmed());
            }
        }
        return {};
    }

    static constexpr qsizetype heard = 2000; ///< octets of its complaints
    std::unique_ptr<QProcess> m_program;
    RecordBounds m_bounds;
    QByteArray m_text;
    QByteArray m_said;
    qsizetype m_at = 0;
    qsizetype m_given = 0;
    qint64 m_page = 0;
    bool m_hasText = false;
    bool m_isOver = false;
};
} // namespace

Expected<std::unique_ptr<RecordSource>> pdfRecords(ByteSource& source, const RecordBounds& bounds)
{
    // Not by the person's path: what lies first there is not what was installed.
    const QString path = QStandardPaths::findExecutable(u"pdftotext"_s, {u"/usr/bin"_s, u"/usr/local/bin"_s});
    if (path.isEmpty()) {
        return failure("machine.no-pdftotext"_L1,
                       QCoreApplication::translate("Provenance",
                                                   "PDF is read with pdftotext, which is not installed. Install the "
                                                   "package poppler-utils, or paste the text."));
    }
    TRY(const std::string octets, readWhole(source, wholeLimit));
    auto program = std::make_unique<QProcess>();
    QProcessEnvironment environment;
    environment.insert(u"LC_ALL"_s, u"C.UTF-8"_s);
    program->setProcessEnvironment(environment);
    program->setChildProcessModifier(confine);
    program->start(path, {u"-layout"_s, u"-enc"_s, u"UTF-8"_s, u"-"_s, u"-"_s});
    if (!program->waitForStarted(startMs)) {
        return failure(
            "machine.no-pdftotext"_L1,
            QCoreApplication::translate("Provenance", "pdftotext cannot be started: %1.").arg(program->errorString()));
    }
    program->write(octets.data(), static_cast<qint64>(octets.size()));
    program->closeWriteChannel();
    auto records = std::make_unique<PdfRecords>(std::move(program), bounds);
    CHECK_OK(records->begin());
    return records;
}

} // namespace bulkhead::provenance
